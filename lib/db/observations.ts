import "server-only";
import { asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { LabelObservation } from "@/lib/domain/timeline";
import { database } from "./client";
import { labelObservations } from "./schema";

/** What one answer of AWS's said about one secret. */
export interface SeenSecret {
  arn: string;
  labels: Readonly<Record<string, readonly string[]>>;
  lastChangedAt?: string;
}

const ROWS_PER_STATEMENT = 200;

/**
 * Remembers what was seen. A new row only where labels or LastChangedDate differ from the last
 * look; otherwise the last row's end moves. One look at a time per secret is enough: the newest
 * row wins, and a lost race repeats a row that says the same.
 *
 * `at` is the moment for which AWS's answer surely held; what it dates later held from then on.
 */
export async function observe(seen: readonly SeenSecret[], at: Date): Promise<void> {
  for (let from = 0; from < seen.length; from += ROWS_PER_STATEMENT) {
    await observeSome(seen.slice(from, from + ROWS_PER_STATEMENT), at);
  }
}

async function observeSome(seen: readonly SeenSecret[], at: Date): Promise<void> {
  const { db } = await database();
  const arns = seen.map(({ arn }) => arn);
  const last = await db
    .selectDistinctOn([labelObservations.secretArn], {
      arn: labelObservations.secretArn,
      fingerprint: labelObservations.fingerprint,
    })
    .from(labelObservations)
    .where(inArray(labelObservations.secretArn, arns))
    .orderBy(asc(labelObservations.secretArn), desc(labelObservations.firstSeenAt));
  const known = new Map(last.map(({ arn, fingerprint }) => [arn, fingerprint]));
  const changed = seen.filter((secret) => known.get(secret.arn) !== fingerprintOf(secret));
  const same = seen.filter((secret) => known.get(secret.arn) === fingerprintOf(secret));
  if (changed.length > 0) {
    const rows = changed.map((secret) => {
      const lastChangedAt = secret.lastChangedAt ? new Date(secret.lastChangedAt) : null;
      const seenAt = lastChangedAt && lastChangedAt > at ? lastChangedAt : at;
      return {
        secretArn: secret.arn,
        firstSeenAt: seenAt,
        lastSeenAt: seenAt,
        fingerprint: fingerprintOf(secret),
        labels: mutable(secret.labels),
        lastChangedAt,
      };
    });
    await db.insert(labelObservations).values(rows).onConflictDoNothing();
  }
  if (same.length > 0)
    await moveEnds(
      same.map(({ arn }) => arn),
      at,
    );
}

async function moveEnds(arns: string[], at: Date): Promise<void> {
  const { db } = await database();
  await db
    .update(labelObservations)
    .set({ lastSeenAt: sql`greatest(${labelObservations.lastSeenAt}, ${at.toISOString()})` })
    .where(
      sql`(${labelObservations.secretArn}, ${labelObservations.firstSeenAt}) IN (
        SELECT secret_arn, max(first_seen_at) FROM label_observations
        WHERE ${inArray(labelObservations.secretArn, arns)} GROUP BY secret_arn)`,
    );
}

/** Every look at one secret, oldest first: the beginning and the end of each unchanged stretch. */
export async function observationsOf(arn: string): Promise<LabelObservation[]> {
  const { db } = await database();
  const rows = await db
    .select()
    .from(labelObservations)
    .where(eq(labelObservations.secretArn, arn))
    .orderBy(asc(labelObservations.firstSeenAt));
  return rows.flatMap(({ labels, lastChangedAt, firstSeenAt, lastSeenAt }) => {
    const look = (at: Date) => ({
      at: at.toISOString(),
      labels,
      lastChangedAt: lastChangedAt?.toISOString(),
    });
    return firstSeenAt < lastSeenAt ? [look(firstSeenAt), look(lastSeenAt)] : [look(firstSeenAt)];
  });
}

function fingerprintOf({ labels, lastChangedAt }: SeenSecret): string {
  const sorted = Object.entries(labels)
    .map(([versionId, held]) => `${versionId}=${[...held].sort().join(",")}`)
    .sort();
  return [lastChangedAt ?? "", ...sorted].join(" ");
}

function mutable(labels: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(labels).map(([versionId, held]) => [versionId, [...held]]),
  );
}
