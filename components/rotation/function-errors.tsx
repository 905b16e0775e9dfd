"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { MomentCell } from "@/components/ui/date";
import { FailureFacts } from "@/components/ui/failure-alert";
import { useRead } from "@/lib/browser/read";
import type { FunctionLog } from "@/lib/domain/function-log";
import type { RotationRun } from "@/lib/domain/rotation-runs";

/**
 * What the function's own log says of a failed run. The newest one's is asked for with the page;
 * an older one's on a press, since each is a call to CloudWatch Logs.
 */
export function FunctionErrors({
  arn,
  run,
  mayRead,
  isOpened,
}: {
  arn: string;
  run: RotationRun;
  mayRead: boolean;
  isOpened: boolean;
}) {
  const [isAsked, setAsked] = useState(isOpened);
  const moment = run.endedAt ?? run.startedAt;
  if (!moment) return null;
  if (!mayRead) {
    if (!isOpened) return null;
    return (
      <p className="text-caption text-ink-3">
        Only operators read the function's log here: whatever a program writes may hold a value.
      </p>
    );
  }
  if (!isAsked) {
    return (
      <Button size="small" look="ghost" className="-ml-2.5" onClick={() => setAsked(true)}>
        Read the function's log
      </Button>
    );
  }
  return (
    <div role="status" className="break-names text-caption text-ink-3">
      <LastError query={{ arn, from: run.startedAt, to: moment }} />
    </div>
  );
}

function LastError({ query }: { query: { arn: string; from?: string; to: string } }) {
  const { data, error } = useRead("rotation-log", query);
  if (error) {
    const { aws, says } = error.failure;
    const isDenied = error.failure.code === "denied-by-aws";
    return (
      <>
        <p>
          Function's log:{" "}
          {isDenied ? `not permitted: ${aws?.iamAction ?? "logs:FilterLogEvents"}.` : says}
        </p>
        <FailureFacts failure={error.failure} />
      </>
    );
  }
  if (!data) return <p>Reading the function's log…</p>;
  if (data.state === "line" && data.line) return <Line log={data} line={data.line} />;
  return <p>{nothingWords(data)}</p>;
}

function Line({ log, line }: { log: FunctionLog; line: NonNullable<FunctionLog["line"]> }) {
  const notes = [
    line.isMasked && "masked where it looked like a value",
    line.isCut && "cut",
    !line.namesSecret && "does not name this secret: the function may have been at another",
    !log.isWhole && "AWS gave a part of the log; later lines may exist",
  ].filter(Boolean);
  return (
    <>
      <p className="text-ink-2">
        Function: <code className="font-mono">{line.text}</code>
      </p>
      <p>
        <MomentCell at={line.at} />
        {line.requestId && (
          <>
            , request id <code className="font-mono">{line.requestId}</code>
          </>
        )}
        {notes.length > 0 && `; ${notes.join("; ")}`}
      </p>
    </>
  );
}

function nothingWords({ state, group, isWhole }: FunctionLog): string {
  if (state === "no log") return `Function's log: there is no log group ${group}.`;
  if (state === "no function") return "Function's log: the secret has no function any more.";
  return isWhole
    ? "Function's log: it has no error in the time of this run."
    : "Function's log: no error in the part that AWS searched; there may be one further on.";
}
