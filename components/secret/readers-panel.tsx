"use client";

import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf } from "@/components/ui/money";
import { Skeleton } from "@/components/ui/skeleton";
import { Panel } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";
import type { SecretDetail } from "@/lib/domain/secret";
import type { SecretReaders } from "@/lib/domain/secret-readers";
import { ReaderTable } from "./reader-table";
import { trailWords } from "./trail-words";

/** Who asked for the value, by CloudTrail; `limit` = how many callers are named. */
export function ReadersPanel({ secret, limit }: { secret: SecretDetail; limit?: number }) {
  const { data, error } = useRead("readers", { arn: secret.arn });
  return (
    <Panel id="readers" title="Who read it">
      {data ? (
        <Answer secret={secret} data={data} limit={limit ?? data.readers.length} />
      ) : error ? (
        <div className="p-3">
          <FailureAlert title="The readers could not be read." failure={error.failure} />
        </div>
      ) : (
        <Waiting />
      )}
    </Panel>
  );
}

function Waiting() {
  return (
    <div aria-busy className="flex flex-col gap-2 px-4 py-3">
      <p className="text-ink-2 text-table">Looking through what was read of CloudTrail…</p>
      <Skeleton className="h-16 w-full" />
    </div>
  );
}

function Answer({
  secret,
  data,
  limit,
}: {
  secret: SecretDetail;
  data: SecretReaders;
  limit: number;
}) {
  const { readers, lastWeek, trail } = data;
  return (
    <>
      <div className="flex flex-col gap-1 px-4 py-2.5 text-table">
        <p role="status">{weekWords(data)}</p>
        <p className="text-caption text-ink-3">
          {trailWords(trail)} A client that caches the value shows as few reads.
          {data.isCutShort && " Only the newest 10,000 reads are counted."}
        </p>
        {trail.failure && (
          <FailureAlert title="CloudTrail could not be read on." failure={trail.failure} />
        )}
      </div>
      {readers.length > 0 && (
        <ReaderTable
          readers={readers.slice(0, limit)}
          lastWeek={lastWeek}
          secretName={secret.name}
        />
      )}
      {readers.length > limit && (
        <p className="border-t px-4 py-2 text-caption text-ink-3">
          And {countOf(readers.length - limit, "more caller")}.
        </p>
      )}
    </>
  );
}

/** The answer in one sentence; what is not known yet never reads as nobody. */
function weekWords({ readers, lastWeek, trail, readAt }: SecretReaders): string {
  const isWeekKnown =
    trail.covered !== undefined && Date.parse(readAt) - Date.parse(trail.covered.from) >= WEEK_MS;
  const atLeast = isWeekKnown ? "" : "at least ";
  const who = lastWeek.filter(({ reads }) => reads > 0);
  const applications = who.filter(({ kind }) => kind === "application").length;
  if (who.length > 0) {
    const others = who.length - applications;
    const besides = others > 0 ? `; ${others} of them its own rotation or this console` : "";
    return `Read in the last 7 days by ${atLeast}${countOf(who.length, "caller")}${besides}.`;
  }
  if (!isWeekKnown) return "No read found so far; the last 7 days are not all read yet.";
  const refused = lastWeek.some(({ denied }) => denied > 0);
  const week = refused
    ? "Nobody got the value in the last 7 days, but somebody tried."
    : "Nobody asked for the value in the last 7 days.";
  if (readers.length > 0 || !trail.isWhole) return week;
  return `${week} Nor in the 90 days before that CloudTrail keeps.`;
}

const WEEK_MS = 7 * 86_400_000;
