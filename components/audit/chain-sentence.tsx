import { Alert } from "@/components/ui/alert";
import { Moment } from "@/components/ui/date";
import type { ChainStanding } from "@/lib/domain/ledger-view";
import { counted } from "./words";

/** How far the chain was verified; a break is an alert of its own. */
export function ChainSentence({ chain, entries }: { chain: ChainStanding; entries: number }) {
  const { verified, finding } = chain;
  if (finding) return null;
  if (!verified) {
    return (
      <p>
        {counted(entries)} entries. The chain was verified when this process began; no key is set to
        sign that.
      </p>
    );
  }
  return (
    <p>
      Chain verified to entry {counted(verified.seq)} at <Moment at={verified.at} short />
      {entries > verified.seq && `; ${counted(entries - verified.seq)} newer`}.
    </p>
  );
}

/** Said loudly, and what it means for the rows below. */
export function ChainBreak({ finding }: { finding: NonNullable<ChainStanding["finding"]> }) {
  return (
    <Alert tone="bad" title={`The ledger does not verify from entry ${counted(finding.seq)} on.`}>
      <p>
        {finding.says} Entries from there on are shown but marked unverified. Tell security; nothing
        was deleted by this page, and nothing more is recorded until somebody has looked.
      </p>
    </Alert>
  );
}
