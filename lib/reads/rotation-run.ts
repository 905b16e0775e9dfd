import "server-only";
import { trailOfSecret } from "@/lib/db/trail";
import { liveRun } from "@/lib/domain/live-run";
import { placeOf } from "@/lib/domain/place";
import { RunQuery } from "@/lib/domain/rotation-inputs";
import { rotationRuns } from "@/lib/domain/rotation-runs";
import { guard } from "@/lib/entry/guard";
import { collectTrail } from "@/lib/history/collect";
import { estateFor } from "@/lib/inventory/estates";
import { describedRow, readSecret } from "@/lib/inventory/secret-detail";

/** Events about the run can hardly be older than its version. */
const BEFORE_MS = 60 * 60_000;

/**
 * How far one rotation has come: its labels as AWS has them now, and what CloudTrail tells of its
 * steps by now. While `isReading`, ask again.
 */
export const rotationRun = guard("rotation.follow", {
  input: RunQuery,
  subject: ({ arn }) => arn,
  run: async ({ aws, now }, { arn, versionId }) => {
    const place = placeOf(arn);
    const lasting = aws.lasting();
    const row = await describedRow(aws, arn);
    void collectTrail(
      place,
      () => lasting.cloudTrail(place),
      () => new Date(),
      row.lastChangedMs === undefined ? undefined : new Date(row.lastChangedMs).toISOString(),
    );
    estateFor(aws).pin(row);
    const { events } = await trailOfSecret(place, row);
    const from = new Date(now.getTime() - BEFORE_MS).toISOString();
    const recent = events.filter(({ at }) => at >= from);
    const runs = rotationRuns(recent, now);
    const run = liveRun(JSON.parse(row.labels), versionId, runs, recent, now.toISOString());
    // What others were told within the last seconds is of before: the page asks again now.
    if (!run.isReading) await readSecret(aws, { arn }, now);
    return run;
  },
});
