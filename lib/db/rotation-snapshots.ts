import "server-only";
import { and, eq, getTableColumns, lte, notInArray, or, sql } from "drizzle-orm";
import type { Place } from "@/lib/domain/place";
import { database } from "./client";
import { rotationSnapshots } from "./schema";

/** Whose listing of which place. */
export interface SnapshotKey extends Place {
  /** The IAM role that listed it. */
  principal: string;
}

/** What is known of a stored listing without reading it. */
export interface SnapshotHead extends SnapshotKey {
  listedAt: Date;
  fingerprint: string;
}

/** Notes that a listing still says what is stored. False if something else is stored, or nothing. */
export async function confirmSnapshot(head: SnapshotHead): Promise<boolean> {
  const { db } = await database();
  const same = await db
    .update(rotationSnapshots)
    // Another process may have listed later; a listing never becomes older.
    .set({ listedAt: sql`greatest(listed_at, ${head.listedAt.toISOString()}::timestamptz)` })
    .where(and(ofKey(head), eq(rotationSnapshots.fingerprint, head.fingerprint)))
    .returning({ region: rotationSnapshots.region });
  return same.length > 0;
}

/** Keeps a listing, in one write, unless a later one is stored. */
export async function keepSnapshot(head: SnapshotHead, secrets: string): Promise<void> {
  const { db } = await database();
  const { listedAt, fingerprint } = head;
  await db
    .insert(rotationSnapshots)
    .values({ ...head, secrets })
    .onConflictDoUpdate({
      target: [rotationSnapshots.principal, rotationSnapshots.accountId, rotationSnapshots.region],
      set: { listedAt, fingerprint, secrets },
      setWhere: lte(rotationSnapshots.listedAt, listedAt),
    });
}

/** The heads of the listings that are stored under these keys. */
export async function snapshotHeads(keys: readonly SnapshotKey[]): Promise<SnapshotHead[]> {
  if (keys.length === 0) return [];
  const { db } = await database();
  const { secrets: _, ...head } = getTableColumns(rotationSnapshots);
  return await db
    .select(head)
    .from(rotationSnapshots)
    .where(or(...keys.map(ofKey)));
}

/** The lines of one stored listing. */
export async function snapshotSecrets(key: SnapshotKey): Promise<string> {
  const { db } = await database();
  const [row] = await db
    .select({ secrets: rotationSnapshots.secrets })
    .from(rotationSnapshots)
    .where(ofKey(key));
  return row?.secrets ?? "";
}

/** Forgets every listing but those of these IAM roles. */
export async function deleteSnapshotsExcept(principals: readonly string[]): Promise<void> {
  const { db } = await database();
  await db
    .delete(rotationSnapshots)
    .where(
      principals.length > 0 ? notInArray(rotationSnapshots.principal, [...principals]) : sql`true`,
    );
}

function ofKey({ principal, accountId, region }: SnapshotKey) {
  return and(
    eq(rotationSnapshots.principal, principal),
    eq(rotationSnapshots.accountId, accountId),
    eq(rotationSnapshots.region, region),
  );
}
