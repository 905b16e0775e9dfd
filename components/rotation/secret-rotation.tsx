"use client";

import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Moment, MomentCell } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { Skeleton } from "@/components/ui/skeleton";
import { Panel } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";
import type { SecretRotation } from "@/lib/domain/rotation-of-secret";
import { adviceFor } from "@/lib/domain/rotation-page";
import type { SecretDetail } from "@/lib/domain/secret";
import { FunctionErrors } from "./function-errors";
import { RunCells, RunHeads } from "./runs-table";
import { StandingBadge } from "./standing-badge";
import { WindowTime } from "./window-words";

/** A secret's rotation: state in words, schedule, next five windows, and every run of 90 days. */
export function SecretRotationTab({
  secret,
  mayReadLog,
  actions,
}: {
  secret: SecretDetail;
  /** Whether this role may read the last error in the function's own log. */
  mayReadLog: boolean;
  /** What this role may do, chosen by the server; nothing for those who only read. */
  actions: ReactNode;
}) {
  const { data, error } = useRead("rotation-of-secret", { arn: secret.arn });
  if (!data && error) {
    return <FailureAlert title="Rotation could not be read." failure={error.failure} />;
  }
  if (!data) return <Skeleton className="h-64 w-full" />;
  return (
    <div className="flex flex-col gap-4">
      {data.trail.failure && (
        <FailureAlert
          title="CloudTrail could not be read: what follows are AWS's dates and labels alone, without runs and steps."
          failure={data.trail.failure}
        />
      )}
      <State secret={secret} rotation={data} />
      {actions}
      <div className="grid gap-4 wide:grid-cols-2">
        <Windows secret={secret} rotation={data} />
        <Evidence rotation={data} />
      </div>
      <Runs secret={secret} rotation={data} mayReadLog={mayReadLog} />
    </div>
  );
}

function State({ secret, rotation }: { secret: SecretDetail; rotation: SecretRotation }) {
  const { standing, findings, schedule } = rotation;
  const advice = adviceFor(standing);
  return (
    <Panel id="rotation-state" title="How it stands" aside={<StandingBadge standing={standing} />}>
      <div className="flex flex-col gap-2 px-4 py-3 text-table">
        <p>{stateWords(secret, schedule)}</p>
        {standing.failures !== undefined && standing.failures > 0 && (
          <p>
            Failed {standing.failures === 1 ? "once" : `${standing.failures} times in a row`}
            {standing.failedStep && `, last at ${standing.failedStep}`}. {advice}
          </p>
        )}
        {!standing.failures && advice && <p>{advice}</p>}
        {findings.map((finding) => (
          <Alert key={finding} tone="warn" title={finding} />
        ))}
      </div>
    </Panel>
  );
}

function stateWords(secret: SecretDetail, schedule: string | undefined): string {
  const { owningService, externalType, rotationEnabled, rotationFunctionArn } = secret;
  if (owningService) {
    return `${owningService.toUpperCase()} rotates this secret by itself; only its schedule can be changed from here.`;
  }
  const by = rotationFunctionArn
    ? `by the function ${rotationFunctionArn.split(":").slice(6).join(":")}`
    : externalType
      ? `by AWS, as a ${externalType}`
      : "";
  if (!rotationEnabled) return "Automatic rotation is off.";
  return schedule
    ? `Rotates ${schedule}, ${by}.`
    : `Rotates ${by || "by AWS"}; AWS gives no schedule that this console can read.`;
}

function Windows({ secret, rotation }: { secret: SecretDetail; rotation: SecretRotation }) {
  const { windows } = rotation;
  return (
    <Panel id="next-windows" title="Next windows">
      <div className="px-4 py-3 text-table">
        {windows.length === 0 ? (
          <p className="text-ink-2">
            {secret.rotationEnabled
              ? "Nobody can tell: AWS gives neither a next date nor a last rotation to count from."
              : "None: rotation is off."}
          </p>
        ) : (
          <>
            <p className="mb-1.5 text-caption text-ink-3">
              AWS rotates some time in each window, if every rotation before it succeeds.
            </p>
            <ol className="flex flex-col gap-1">
              {windows.map(({ from, to }) => (
                <li key={from}>
                  <WindowTime from={from} to={to} withDay />
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
    </Panel>
  );
}

function Evidence({ rotation }: { rotation: SecretRotation }) {
  const { lastRotatedAt, currentVersionCreatedAt, lastSucceededAt, nextBy } = rotation.evidence;
  const rows: [string, string | undefined, string][] = [
    ["AWS's last-rotated date", lastRotatedAt, "none"],
    ["Current version was made", currentVersionCreatedAt, "not known"],
    ["Last RotationSucceeded", lastSucceededAt, "none in what was read of CloudTrail"],
    ["AWS's next date: no later than", nextBy, "none"],
  ];
  return (
    <Panel id="rotation-evidence" title="Who says so">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 px-4 py-3 text-table">
        {rows.map(([says, at, none]) => (
          <div key={says} className="contents">
            <dt className="text-ink-2">{says}</dt>
            <dd>{at ? <Moment at={at} short /> : <span className="text-ink-3">{none}</span>}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Runs({
  secret,
  rotation,
  mayReadLog,
}: {
  secret: SecretDetail;
  rotation: SecretRotation;
  mayReadLog: boolean;
}) {
  const { runs, trail, isReading } = rotation;
  const newestFailed = runs.find(({ result }) => result === "failed");
  return (
    <Panel
      id="rotation-runs"
      title="Runs of 90 days"
      aside={
        <span role="status" className="text-caption text-ink-3">
          {isReading && "Reading CloudTrail on… "}
          {trail.covered ? (
            <>
              read back to <MomentCell at={trail.covered.from} />
            </>
          ) : (
            "CloudTrail not read yet"
          )}
        </span>
      }
    >
      {runs.length === 0 ? (
        <p className="px-4 py-3 text-ink-2 text-table">
          No rotation{" "}
          {trail.isWhole ? "in the last 90 days" : "in what was read of CloudTrail so far"}.
        </p>
      ) : (
        // Positioned, or what only screen readers see would lengthen the page and not the list.
        <div className="relative max-h-[480px] overflow-auto">
          <table className="w-full border-collapse text-left text-table">
            <caption className="sr-only">Rotations and tests of this secret, newest first</caption>
            <thead>
              <RunHeads />
            </thead>
            <tbody>
              {runs.map((run) => (
                <tr key={run.eventIds[0]}>
                  <RunCells
                    run={run}
                    log={
                      run.result === "failed" &&
                      secret.rotationFunctionArn && (
                        <FunctionErrors
                          arn={secret.arn}
                          run={run}
                          mayRead={mayReadLog}
                          isOpened={run === newestFailed}
                        />
                      )
                    }
                  />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {trail.failure && (
        <p className="border-t px-4 py-2 text-caption text-ink-3">
          <Badge tone="warn">incomplete</Badge> CloudTrail keeps the runs, and it could not be read.
        </p>
      )}
    </Panel>
  );
}
