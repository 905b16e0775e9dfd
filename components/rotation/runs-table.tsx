"use client";

import type { ReactNode } from "react";
import { Badge, type Tone } from "@/components/ui/badge";
import { MomentCell, spanWords, useZoneName } from "@/components/ui/date";
import { Td, Th } from "@/components/ui/table";
import { type RotationRun, stepsOf } from "@/lib/domain/rotation-runs";

const tones: Record<RotationRun["result"], Tone> = {
  succeeded: "ok",
  failed: "bad",
  abandoned: "warn",
  running: "info",
  "no end known": "quiet",
};

/** Column heads of a table of runs; `first` stands before them. */
export function RunHeads({ first }: { first?: string }) {
  const zone = useZoneName();
  return (
    <tr>
      {first && <Th>{first}</Th>}
      <Th>Began, {zone}</Th>
      <Th>Result</Th>
      <Th hideOnCards>Steps</Th>
      <Th number hideOnCards>
        Took
      </Th>
      <Th hideOnCards>Asked by</Th>
    </tr>
  );
}

/** One run's cells; `log` stands below what AWS says of it. */
export function RunCells({ run, log }: { run: RotationRun; log?: ReactNode }) {
  const at = run.startedAt ?? run.endedAt ?? "";
  return (
    <>
      <Td>
        <span className="whitespace-nowrap">
          <MomentCell at={at} />
        </span>
      </Td>
      <Td>
        <span className="flex flex-wrap items-center gap-x-2">
          <Badge tone={tones[run.result]} failed={run.result === "failed"}>
            {resultWords(run)}
          </Badge>
          <span className="text-caption text-ink-3">
            {run.kind === "test" && "test, nothing rotated"}
            {run.attempt > 1 && `try ${run.attempt}`}
          </span>
        </span>
        {run.awsSays && (
          <span className="block break-names text-caption text-ink-3">AWS: “{run.awsSays}”</span>
        )}
        {log}
      </Td>
      <Td hideOnCards>{run.kind === "rotation" ? <Steps run={run} /> : "testSecret alone"}</Td>
      <Td number hideOnCards>
        {run.durationSeconds === undefined ? "–" : took(run.durationSeconds)}
      </Td>
      <Td hideOnCards>
        {run.askedBy ?? (run.kind === "test" ? "not known" : "schedule or retry")}
      </Td>
    </>
  );
}

function resultWords(run: RotationRun): string {
  if (run.result === "failed") return run.failedStep ? `failed at ${run.failedStep}` : "failed";
  if (run.result === "running") return "under way";
  return run.result;
}

/** The four steps as words, each with its state for those who do not see the signs. */
function Steps({ run }: { run: RotationRun }) {
  const signs = { done: "✓", failed: "✕", "not reached": "·", "not known": "?" };
  const looks = {
    done: "text-ok",
    failed: "font-semibold text-bad",
    "not reached": "text-ink-3",
    "not known": "text-ink-3",
  };
  return (
    <ol className="flex flex-wrap gap-x-2.5 text-caption">
      {stepsOf(run).map(({ step, state }) => (
        <li key={step} className={`whitespace-nowrap ${looks[state]}`}>
          <span aria-hidden>{signs[state]} </span>
          {step}
          <span className="sr-only">: {state}</span>
        </li>
      ))}
    </ol>
  );
}

function took(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : spanWords(seconds * 1000);
}
