"use client";

import type { ReactNode } from "react";
import { isoMinute } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { late } from "@/components/ui/late";
import { Skeleton } from "@/components/ui/skeleton";
import { useRead } from "@/lib/browser/read";
import type { SecretDetail } from "@/lib/domain/secret";
import type { SecretHistory } from "@/lib/domain/secret-history";
import { trailWords } from "./trail-words";

/** Loaded when somebody opens the tab: its time axis is of no use elsewhere. */
const VersionTimeline = late(
  () => import("@/components/timeline/version-timeline").then((file) => file.VersionTimeline),
  <Loading />,
);

/** Who held which label when, as far as anybody knows. */
export function TimelineTab({
  secret,
  actions,
}: {
  secret: SecretDetail;
  /** What this role may do with versions; nothing for those who only read. */
  actions: ReactNode;
}) {
  const { data, error } = useRead("history", { arn: secret.arn });
  if (!data && error) {
    return <FailureAlert title="The history could not be read." failure={error.failure} />;
  }
  if (!data) return <Loading />;
  return (
    <div className="flex flex-col gap-4">
      {data.trail.failure && (
        <FailureAlert
          title="CloudTrail could not be read; what follows comes from the console's own looks and from AWS's list of versions."
          failure={data.trail.failure}
        />
      )}
      {data.timeline.contradictions.length > 0 && <Contradictions history={data} />}
      <VersionTimeline
        timeline={data.timeline}
        rows={data.rows}
        progress={<span role="status">{progressWords(data)}</span>}
        below={actions}
      />
    </div>
  );
}

function Loading() {
  return (
    <div aria-busy className="flex flex-col gap-4">
      <p className="text-ink-2 text-table">Reading the secret's history…</p>
      <Skeleton className="h-64 w-full" />
      <Skeleton className="h-40 w-full" />
    </div>
  );
}

/** Witnesses that disagree are shown, not smoothed over. */
function Contradictions({ history }: { history: SecretHistory }) {
  const { contradictions } = history.timeline;
  return (
    <section
      aria-label="Witnesses that disagree"
      className="rounded-panel border border-warn bg-warn-soft px-4 py-3 text-table"
    >
      <p className="font-medium">
        The witnesses disagree in {contradictions.length}{" "}
        {contradictions.length === 1 ? "place" : "places"}; there the drawing shows a gap.
      </p>
      <ul className="mt-1 list-disc pl-5 text-ink-2">
        {contradictions.slice(0, 5).map(({ at, label, says }) => (
          <li key={`${at}-${label}`}>
            <span className="tabular">{isoMinute(at)} UTC</span>: {says}.
          </li>
        ))}
      </ul>
    </section>
  );
}

function progressWords({ trail, observedSince, isCutShort, rows }: SecretHistory): string {
  const seen = observedSince ? ` First seen by this console ${isoMinute(observedSince)} UTC.` : "";
  const none =
    rows.length === 0 && trail.isWhole
      ? " No change in the last 90 days (CloudTrail keeps 90)."
      : "";
  const cut = isCutShort ? " Only the first 10,000 events are shown." : "";
  return `${trailWords(trail)}${seen}${none}${cut}`;
}
