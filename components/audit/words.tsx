import { Badge, type Tone } from "@/components/ui/badge";
import type { ActResult, LedgerPreset, TrailMatch } from "@/lib/domain/ledger-view";

export const presetWords: Record<LedgerPreset, string> = {
  all: "Everything",
  values: "Value reveals",
  denied: "Denied",
  restores: "Restores",
};

/** The preset that asks CloudTrail's record and not the ledger. */
export const outsidePreset = "Outside console";

/** All that a part's filters let through, in either format. */
export function allThatMatch(hrefOf: (format: "csv" | "jsonl") => string) {
  return [
    { says: "All that match, as CSV", href: hrefOf("csv") },
    { says: "All that match, as JSON lines", href: hrefOf("jsonl") },
  ];
}

export const resultWords: Record<ActResult, { tone: Tone; word: string }> = {
  done: { tone: "ok", word: "done" },
  refused: { tone: "bad", word: "refused" },
  failed: { tone: "warn", word: "failed" },
  "in-doubt": { tone: "warn", word: "in doubt" },
  open: { tone: "quiet", word: "no outcome yet" },
};

const matchWords: Record<TrailMatch, { tone: Tone; word: string; says: string }> = {
  matched: {
    tone: "ok",
    word: "matched",
    says: "CloudTrail has a record with the same AWS request id.",
  },
  waiting: {
    tone: "info",
    word: "waiting",
    says: "CloudTrail usually delivers within 15 minutes; this is not 20 minutes old.",
  },
  missing: {
    tone: "bad",
    word: "missing",
    says: "CloudTrail of that time was read whole and has no record with this AWS request id.",
  },
  unread: {
    tone: "quiet",
    word: "not read",
    says: "CloudTrail of that time and Region has not been read, so nothing can be said.",
  },
  none: { tone: "quiet", word: "no AWS call", says: "Nothing was asked of Secrets Manager." },
};

/** How an act ended. */
export function ResultBadge({ result }: { result: ActResult }) {
  const { tone, word } = resultWords[result];
  return (
    <Badge tone={tone} failed={result === "refused"}>
      {word}
    </Badge>
  );
}

/** How an act stands against CloudTrail. */
export function MatchBadge({ match }: { match: TrailMatch }) {
  const { tone, word } = matchWords[match];
  if (match === "none") return <span className="text-ink-3">{word}</span>;
  return <Badge tone={tone}>{word}</Badge>;
}

/** What that means, in a sentence. */
export function matchSentence(match: TrailMatch): string {
  return matchWords[match].says;
}

export function counted(number: number): string {
  return number.toLocaleString("en-GB");
}
