import { lineDifference } from "@/lib/domain/line-difference";

/** The difference between two policies, line by line, printed alike so that only meaning differs. */
export function PolicyDifference({ before, after }: { before?: string; after: string }) {
  const changes = lineDifference(printed(before), printed(after));
  const count = (kind: string) => changes.filter((change) => change.kind === kind).length;
  return (
    <figure className="flex flex-col gap-1">
      <figcaption className="text-ink-2">
        {before === undefined && "There is no policy now. "}
        {count("added")} lines added, {count("removed")} removed.
      </figcaption>
      <pre className="max-h-72 overflow-auto rounded-control border bg-sunken py-1.5 font-mono text-[12px] leading-5">
        {changes.map(({ kind, text }, at) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: lines repeat; their order is the identity
            key={at}
            className={`block px-3 ${looks[kind]}`}
          >
            <span aria-hidden>{signs[kind]} </span>
            {kind !== "same" && <span className="sr-only">{kind}: </span>}
            {text}
          </span>
        ))}
      </pre>
    </figure>
  );
}

const signs = { same: " ", added: "+", removed: "−" };
const looks = { same: "text-ink-2", added: "bg-ok-soft text-ink", removed: "bg-bad-soft text-ink" };

function printed(policy: string | undefined): string {
  if (policy === undefined) return "";
  try {
    return JSON.stringify(JSON.parse(policy), null, 2);
  } catch {
    return policy;
  }
}
