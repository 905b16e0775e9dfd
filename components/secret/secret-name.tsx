/** A secret's name: path dimmed, leaf strong, monospace. May break anywhere. */
export function SecretName({ name, truncate }: { name: string; truncate?: boolean }) {
  const cut = name.lastIndexOf("/", name.length - 2) + 1;
  const path = name.slice(0, cut);
  return (
    <span className={`font-mono text-[12px] ${truncate ? "flex min-w-0" : "break-names"}`}>
      {path && <span className={`text-ink-3 ${truncate ? "truncate" : ""}`}>{path}</span>}
      <span className={`font-semibold text-ink ${truncate ? "max-w-full shrink-0 truncate" : ""}`}>
        {name.slice(cut)}
      </span>
    </span>
  );
}
