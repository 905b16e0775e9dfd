"use client";

import { Badge, type Tone } from "@/components/ui/badge";
import { useClock } from "@/components/ui/clock";
import { isoMinute, relative, spanWords } from "@/components/ui/date";
import { formatCount } from "@/components/ui/money";
import type { DeletionClock, PurgeDate, ScheduledBy, Wanted } from "@/lib/domain/deletion-clock";
import type { CallSource } from "@/lib/domain/trail-event";

const wantedLooks: Record<Wanted, { tone: Tone; word: string }> = {
  asking: { tone: "bad", word: "still asked for" },
  used: { tone: "warn", word: "was used before" },
  unknown: { tone: "quiet", word: "not known yet" },
  unused: { tone: "ok", word: "nobody asks" },
};

/** Whether somebody still wants the secret, in a word. */
export function WantedBadge({ wanted }: { wanted: Wanted }) {
  const { tone, word } = wantedLooks[wanted];
  return <Badge tone={tone}>{word}</Badge>;
}

/** "in 24 d", "any time now": how long until AWS may erase it. */
export function DaysLeft({ purge }: { purge: PurgeDate }) {
  const { now } = useClock();
  const at = purge.isKnown ? purge.notBefore : purge.earliest;
  const ms = Date.parse(at) - now;
  const words =
    ms <= 0 ? "any time now" : `${purge.isKnown ? "" : "at least "}${spanWords(ms)} left`;
  const look = ms < 2 * 86_400_000 ? "font-semibold text-bad" : "font-medium";
  return <span className={`tabular ${look}`}>{words}</span>;
}

/** The date with its provenance; a range where only a range is known. */
export function PurgeWords({ purge }: { purge: PurgeDate }) {
  if (!purge.isKnown) {
    return (
      <>
        between <time dateTime={purge.earliest}>{purge.earliest.slice(0, 10)}</time> and{" "}
        <time dateTime={purge.latest}>{purge.latest.slice(0, 10)}</time>
      </>
    );
  }
  return (
    <time dateTime={purge.notBefore} className="tabular">
      {isoMinute(purge.notBefore)} UTC
    </time>
  );
}

/** How the date is known: rule 2, evidence has a badge. */
export function purgeSource(purge: PurgeDate): string {
  if (!purge.isKnown) return "inferred: request + 7 to 30 days";
  return purge.source === "answer" ? "seen: DeleteSecret's answer" : "reported: CloudTrail";
}

/** Who scheduled it, or why nobody knows. */
export function scheduledWords(by: ScheduledBy): string {
  if (by.isKnown) return by.words;
  return {
    "no-record": "unknown: CloudTrail has no record of it",
    "trail-not-read": "not known yet: CloudTrail is not read back to it",
    "trail-begins-later": "unknown: scheduled before CloudTrail's first event",
  }[by.because];
}

const sources: Record<CallSource, string> = {
  strongroom: "through this console",
  "aws console": "in AWS's console",
  "infrastructure code": "by infrastructure code",
  service: "by an AWS service",
  cli: "from the command line",
  sdk: "by a program",
};

/** Where a call seems to have come from, judged by its user agent. */
export function sourceWords(source: CallSource): string {
  return sources[source];
}

/** "4 in 24 h · 312 in 7 d", or that there were none as far as was read. */
export function DeniedWords({ clock, atLeast }: { clock: DeletionClock; atLeast: boolean }) {
  const { now } = useClock();
  const { denied, wanted } = clock;
  const [first] = denied.readers;
  if (!first)
    return <span className="text-ink-3">{wanted === "unknown" ? "not known" : "none"}</span>;
  return (
    <span className="tabular">
      <span className="font-medium">
        {atLeast && "≥ "}
        {formatCount(denied.last24h)}
      </span>{" "}
      in 24 h · {formatCount(denied.last7d)} in 7 d
      <span className="block text-ink-2">
        {first.words}, {relative(first.last, now)}
        {denied.readers.length > 1 && `, and ${denied.readers.length - 1} more`}
      </span>
    </span>
  );
}
