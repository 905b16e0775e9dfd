"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Badge } from "@/components/ui/badge";
import { utcSecond } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { useRead } from "@/lib/browser/read";
import type { LiveRun } from "@/lib/domain/live-run";

const stepSigns = {
  done: { sign: "✓", look: "text-ok", says: "done" },
  failed: { sign: "✕", look: "font-semibold text-bad", says: "failed" },
  "not reached": { sign: "·", look: "text-ink-3", says: "not reached" },
  "not known": { sign: "…", look: "text-ink-3", says: "no word of it yet" },
};

/** Follows one rotation by its version until it has ended, and says how. */
export function FollowRun({ arn, versionId }: { arn: string; versionId: string }) {
  const { data, error } = useRead("rotation-run", { arn, versionId });
  const client = useQueryClient();
  const result = data?.result;
  useEffect(() => {
    // What the page behind the dialog shows was read while the run was under way.
    if (result && result !== "running") {
      void client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== "rotation-run",
      });
    }
  }, [client, result]);
  if (error) return <FailureAlert title="The run cannot be followed." failure={error.failure} />;
  if (!data) return <p role="status">AWS has begun. Looking how far it is…</p>;
  return (
    <div className="flex flex-col gap-2">
      <p role="status" className="flex flex-wrap items-center gap-2">
        <Result run={data} /> <span className="text-ink-2">{resultWords(data)}</span>
      </p>
      <ol className="flex flex-col gap-0.5">
        {data.steps.map(({ step, state }) => (
          <li key={step} className={stepSigns[state].look}>
            <span aria-hidden className="inline-block w-5">
              {stepSigns[state].sign}
            </span>
            {step}, {stepSigns[state].says}
          </li>
        ))}
      </ol>
      {data.awsSays && <p className="break-names text-caption">AWS: “{data.awsSays}”</p>}
      <p className="text-caption text-ink-3">
        Labels read from AWS at {utcSecond(data.readAt)} UTC. Steps are told by CloudTrail, which
        may be 15 minutes late; closing this stops nothing.
      </p>
    </div>
  );
}

function Result({ run }: { run: LiveRun }) {
  if (run.result === "succeeded") return <Badge tone="ok">rotated</Badge>;
  if (run.result === "failed") {
    return (
      <Badge tone="bad" failed>
        failed
      </Badge>
    );
  }
  if (run.result === "ended") return <Badge tone="warn">ended</Badge>;
  return <Badge tone="info">under way</Badge>;
}

function resultWords({ result }: LiveRun): string {
  if (result === "succeeded") return "The new version is AWSCURRENT.";
  if (result === "failed") return "AWSPENDING stays on the new version; AWS tries again by itself.";
  if (result === "ended") return "The new version has neither AWSPENDING nor AWSCURRENT any more.";
  return "The new version has AWSPENDING; AWSCURRENT has not moved yet.";
}

/** Waits for the result of a test, which only CloudTrail tells. */
export function FollowTest({ arn, since }: { arn: string; since: string }) {
  const { data, error } = useRead("rotation-of-secret", { arn }, { everyMs: 2000 });
  if (error) return <FailureAlert title="The test cannot be followed." failure={error.failure} />;
  // CloudTrail keeps whole seconds, and a test may have begun in the one it was asked in.
  const from = new Date(Date.parse(since) - 2000).toISOString();
  const run = data?.runs.find(
    ({ kind, startedAt }) => kind === "test" && (startedAt ?? "") >= from,
  );
  if (run?.result === "succeeded") {
    return (
      <p role="status">
        <Badge tone="ok">test succeeded</Badge> testSecret ran without an error. Nothing rotated.
      </p>
    );
  }
  if (run?.result === "failed") {
    return (
      <div role="status" className="flex flex-col gap-1">
        <p>
          <Badge tone="bad" failed>
            test failed
          </Badge>{" "}
          A rotation would fail as well. Nothing rotated.
        </p>
        {run.awsSays && <p className="break-names text-caption">AWS: “{run.awsSays}”</p>}
      </div>
    );
  }
  return (
    <p role="status">
      <Badge tone="info">asked</Badge> The result is told by CloudTrail, which may be 15 minutes
      late. It will stand among the runs, and here while this is open.
    </p>
  );
}
