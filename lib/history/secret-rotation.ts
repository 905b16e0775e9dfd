import "server-only";
import { trailOfSecret } from "@/lib/db/trail";
import { placeOf } from "@/lib/domain/place";
import { rotationFindings } from "@/lib/domain/rotation-findings";
import type { SecretRotation } from "@/lib/domain/rotation-of-secret";
import { type RotationRun, rotationRuns } from "@/lib/domain/rotation-runs";
import { readSchedule } from "@/lib/domain/rotation-schedule";
import { type LastRuns, standingOf } from "@/lib/domain/rotation-standing";
import { nextWindows } from "@/lib/domain/rotation-windows";
import { scheduleInWords } from "@/lib/domain/rotation-words";
import type { SecretDetail } from "@/lib/domain/secret";
import { KEPT_DAYS } from "@/lib/domain/trail-coverage";
import { trailProgress } from "./secret-history";

const WINDOWS = 5;
const DAY_MS = 86_400_000;

/**
 * How one secret's rotation stands: what AWS just said of it, and what was read of CloudTrail so
 * far. Asks AWS nothing.
 */
export async function secretRotation(secret: SecretDetail): Promise<SecretRotation> {
  const now = new Date(secret.readAt);
  const place = placeOf(secret.arn);
  const [known, trail] = await Promise.all([
    trailOfSecret(place, secret),
    trailProgress(place, now),
  ]);
  const horizon = new Date(now.getTime() - KEPT_DAYS * DAY_MS).toISOString();
  const born = secret.createdAt > horizon ? secret.createdAt.slice(0, 19) : horizon;
  const runs = rotationRuns(
    known.events.filter(({ at }) => at >= born),
    now,
  );
  const facts = factsOf(secret);
  const last = lastRunsIn(runs);
  const schedule = secret.rotationEnabled ? readSchedule(rulesOf(secret)) : undefined;
  const { lastRotatedAt, currentVersionCreatedAt, nextRotationBy } = secret;
  const windows = schedule
    ? nextWindows(schedule, scheduleFacts(secret), now, WINDOWS).map(({ from, to }) => ({
        from: from.toISOString(),
        to: to.toISOString(),
      }))
    : [];
  const lastSucceeded = runs.find(
    ({ kind, result }) => kind === "rotation" && result === "succeeded",
  );
  return {
    standing: standingOf(facts, last, now.getTime()),
    findings: rotationFindings(
      {
        ...facts,
        lastRotatedMs: ms(lastRotatedAt),
        scheduleExpression: secret.scheduleExpression,
        currentVersionMs: ms(currentVersionCreatedAt),
        succeededMs: ms(lastSucceeded?.endedAt),
        trailFromMs: ms(trail.covered?.from),
      },
      now.getTime(),
    ),
    schedule: schedule && scheduleInWords(schedule),
    windows,
    runs,
    evidence: {
      lastRotatedAt,
      currentVersionCreatedAt,
      lastSucceededAt: lastSucceeded?.endedAt,
      nextBy: nextRotationBy,
    },
    trail,
    isReading: !trail.failure && (!trail.isWhole || isUnderWay(secret, runs)),
    readAt: secret.readAt,
  };
}

/** A rotation was begun of which CloudTrail has not told the end yet. */
function isUnderWay({ rotation }: SecretDetail, runs: readonly RotationRun[]): boolean {
  return rotation.word === "pending" && runs[0]?.endedAt === undefined;
}

/** The same facts that the list gives, out of a described secret. */
function factsOf(secret: SecretDetail) {
  const pending = Object.entries(secret.labels).find(
    ([, held]) => held.includes("AWSPENDING") && !held.includes("AWSCURRENT"),
  );
  const { word } = secret.rotation;
  return {
    owningService: secret.owningService,
    externalType: secret.externalType,
    rotationEnabled: word === "no rotation" ? undefined : secret.rotationEnabled,
    hasRules: word !== "no rotation",
    nextRotationMs: ms(secret.nextRotationBy),
    lastChangedMs: ms(secret.lastChangedAt),
    createdMs: ms(secret.createdAt) ?? 0,
    deletionRequestedMs: ms(secret.deletionRequestedAt),
    pendingVersionId: pending?.[0],
  };
}

function rulesOf({ scheduleExpression, rotateAfterDays, windowDuration }: SecretDetail) {
  return {
    scheduleExpression,
    automaticallyAfterDays: scheduleExpression ? undefined : rotateAfterDays,
    duration: windowDuration,
  };
}

function scheduleFacts({ nextRotationBy, lastRotatedAt }: SecretDetail) {
  return {
    nextRotationBy: nextRotationBy ? new Date(nextRotationBy) : undefined,
    lastChangedValueAt: lastRotatedAt ? new Date(lastRotatedAt) : undefined,
  };
}

/** The newest of each kind, out of runs that come newest first. */
function lastRunsIn(runs: readonly RotationRun[]): LastRuns {
  const rotations = runs.filter(({ kind }) => kind === "rotation");
  const newest = (result: RotationRun["result"]) => rotations.find((run) => run.result === result);
  const ended = rotations.filter(({ result }) =>
    ["succeeded", "failed", "abandoned"].includes(result),
  );
  const good = ended.findIndex(({ result }) => result !== "failed");
  const failed = newest("failed");
  return {
    startedMs: ms(rotations.find(({ startedAt }) => startedAt)?.startedAt),
    succeededMs: ms(newest("succeeded")?.endedAt),
    failedMs: ms(failed?.endedAt),
    abandonedMs: ms(newest("abandoned")?.endedAt),
    failedStep: failed?.failedStep,
    awsSays: failed?.awsSays,
    failures: good < 0 ? ended.length : good,
  };
}

function ms(at: string | undefined): number | undefined {
  return at === undefined ? undefined : Date.parse(at);
}
