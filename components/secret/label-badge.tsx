const colours: Record<string, string> = {
  AWSCURRENT: "bg-label-current",
  AWSPREVIOUS: "bg-label-previous",
  AWSPENDING: "bg-label-pending",
};

const meanings: Record<string, string> = {
  AWSCURRENT: "what callers get unless they ask for another version",
  AWSPREVIOUS: "what was current before the last change",
  AWSPENDING: "what a rotation is preparing",
};

/** A staging label. Its colour is the same everywhere it appears. */
export function LabelBadge({ label }: { label: string }) {
  return (
    <span
      title={meanings[label] ?? "a label of your own"}
      className={`inline-flex h-5 items-center rounded-control px-1.5 font-mono font-semibold text-[11px] text-paper ${colours[label] ?? "bg-label-custom"}`}
    >
      {label}
    </span>
  );
}
