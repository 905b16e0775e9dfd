import { Badge } from "@/components/ui/badge";
import type { PolicyFinding } from "@/lib/domain/policy-lints";

/** What this console finds wrong with a policy; a sentence if it finds nothing. */
export function FindingList({ findings }: { findings: readonly PolicyFinding[] }) {
  if (findings.length === 0) {
    return <p className="text-ink-2 text-table">This console finds nothing wrong with it.</p>;
  }
  return (
    <ul className="flex flex-col gap-1.5" aria-label="Findings">
      {findings.map(({ lint, severity, statement, says }) => (
        <li key={`${lint} ${statement} ${says}`} className="flex items-start gap-2 text-table">
          <Badge tone={severity === "error" ? "bad" : "warn"} failed={severity === "error"}>
            {severity === "error" ? "wrong" : "look"}
          </Badge>
          <span className="break-names min-w-0 flex-1">
            {statement !== undefined && <>Statement {statement}: </>}
            {says}
          </span>
        </li>
      ))}
    </ul>
  );
}
