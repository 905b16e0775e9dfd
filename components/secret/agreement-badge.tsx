import { Badge, type Tone } from "@/components/ui/badge";
import type { Agreement } from "@/lib/domain/secret-activity";

const looks: Record<Agreement, { tone: Tone; says: string; means: string }> = {
  matched: { tone: "ok", says: "in both", means: "Joined by AWS's request id." },
  "no call": { tone: "quiet", says: "no AWS call", means: "It ended before AWS was asked." },
  waiting: {
    tone: "warn",
    says: "on its way",
    means: "CloudTrail tells calls up to a quarter of an hour late.",
  },
  missing: {
    tone: "bad",
    says: "not in CloudTrail",
    means: "AWS was asked here, and CloudTrail, read for that time, does not tell it.",
  },
  "not read": {
    tone: "quiet",
    says: "not read yet",
    means: "CloudTrail was not read for that time.",
  },
  outside: {
    tone: "info",
    says: "CloudTrail alone",
    means: "No entry of the ledger that you may see belongs to it.",
  },
};

/** How ledger and CloudTrail agree about one act. */
export function AgreementBadge({ agreement }: { agreement: Agreement }) {
  const { tone, says, means } = looks[agreement];
  return (
    <span title={means}>
      <Badge tone={tone}>{says}</Badge>
      <span className="sr-only">. {means}</span>
    </span>
  );
}
