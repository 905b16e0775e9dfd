"use client";

import Link from "next/link";
import { PageTitle } from "@/components/console/page-title";
import { secretHref } from "@/components/secret/secret-link";
import { SecretName } from "@/components/secret/secret-name";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf, formatCount } from "@/components/ui/money";
import { Skeleton } from "@/components/ui/skeleton";
import { Panel } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";
import type { DayOfRuns, RotationHistory } from "@/lib/domain/rotation-history";
import { RunCells, RunHeads } from "./runs-table";
import { SuccessChart } from "./success-chart";

/** How rotations went: 90 days drawn and as a table, and the newest runs one by one. */
export function RunHistory() {
  const { data, error } = useRead("rotation-history", {});
  if (!data) {
    return (
      <>
        <PageTitle>Rotation runs</PageTitle>
        {error ? <FailureAlert failure={error.failure} /> : <Skeleton className="h-96 w-full" />}
      </>
    );
  }
  return (
    <>
      <nav aria-label="Where this is" className="mb-1.5 text-ink-2 text-table">
        <Link href="/rotation" className="rounded-control hover:text-ink hover:underline">
          Rotation
        </Link>
      </nav>
      <PageTitle below={<Sentence history={data} />}>Rotation runs</PageTitle>
      <div className="flex flex-col gap-4">
        {error && <FailureAlert title="This may be out of date." failure={error.failure} />}
        {data.trail.failed.slice(0, 1).map(({ accountName, region, failure }) => (
          <FailureAlert
            key={region}
            title={`CloudTrail could not be read in ${countOf(data.trail.failed.length, "Region")}, among them ${region} (${accountName}).`}
            failure={failure}
          />
        ))}
        <Panel id="success" title="How rotations ended, by UTC day">
          <div className="px-4 py-3">
            <SuccessChart days={data.days} />
          </div>
          <DayTable days={data.days} />
        </Panel>
        <Panel
          id="runs"
          title="Newest runs"
          aside={
            data.isCutShort && (
              <span className="text-caption text-ink-3">
                the newest {formatCount(data.runs.length)}
              </span>
            )
          }
        >
          {data.runs.length === 0 ? (
            <p className="px-4 py-3 text-ink-2 text-table">
              No run in what was read of CloudTrail.
            </p>
          ) : (
            <Runs history={data} />
          )}
        </Panel>
      </div>
    </>
  );
}

function Runs({ history }: { history: RotationHistory }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-left text-table">
        <caption className="sr-only">Rotations and tests of all secrets, newest first</caption>
        <thead>
          <RunHeads first="Secret" />
        </thead>
        <tbody>
          {history.runs.map((run) => {
            const name = run.secretArn.split(":secret:")[1]?.replace(/-\w{6}$/, "") ?? "";
            return (
              <tr key={run.eventIds[0]}>
                <th scope="row" className="max-w-0 w-[30%] border-t px-4 font-normal">
                  <Link
                    prefetch={false}
                    href={secretHref(run.secretArn, "rotation")}
                    title={`${name}, ${run.accountName}, ${run.region}`}
                    className="flex min-w-0 rounded-control hover:underline"
                  >
                    <SecretName name={name} truncate />
                  </Link>
                </th>
                <RunCells run={run} />
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The chart's figures: only days on which something ended, newest first. */
function DayTable({ days }: { days: readonly DayOfRuns[] }) {
  const told = days.filter(
    ({ succeeded, failed, abandoned }) => succeeded + failed + abandoned > 0,
  );
  return (
    <details className="border-t px-4 py-2 text-table">
      <summary className="w-fit rounded-control text-ink-2">The same as a table</summary>
      <div className="relative mt-2 max-h-72 overflow-y-auto">
        <table className="tabular w-full max-w-lg border-collapse text-left">
          <caption className="sr-only">Ended rotations by day</caption>
          <thead>
            <tr className="text-caption text-ink-2">
              <th scope="col">Day, UTC</th>
              <th scope="col" className="text-right">
                Succeeded
              </th>
              <th scope="col" className="text-right">
                Failed
              </th>
              <th scope="col" className="text-right">
                Abandoned
              </th>
            </tr>
          </thead>
          <tbody>
            {told.toReversed().map(({ day, succeeded, failed, abandoned }) => (
              <tr key={day}>
                <th scope="row" className="border-t py-1 font-normal">
                  {day}
                </th>
                {[succeeded, failed, abandoned].map((count, at) => (
                  <td
                    // biome-ignore lint/suspicious/noArrayIndexKey: three columns that never move.
                    key={at}
                    className="border-t py-1 text-right"
                  >
                    {formatCount(count)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Sentence({ history }: { history: RotationHistory }) {
  const sum = (of: (day: DayOfRuns) => number) =>
    history.days.reduce((all, day) => all + of(day), 0);
  const succeeded = sum((day) => day.succeeded);
  const failed = sum((day) => day.failed);
  const { whole, places, isReading } = history.trail;
  const isWhole = whole === places;
  return (
    <p>
      {!isWhole && "At least "}
      {countOf(succeeded, "success").replace("successs", "successes")} and{" "}
      {countOf(failed, "failed try").replace("trys", "tries")} in 90 days.{" "}
      <span className="text-ink-3">
        CloudTrail read back 90 days in {whole} of {countOf(places, "Region")}
        {isReading && "; reading on"}.
      </span>
    </p>
  );
}
