import "server-only";
import { and, eq, lt, or, sql } from "drizzle-orm";
import type { Found, LookKind } from "@/lib/domain/control-looks";
import type { FailureView } from "@/lib/domain/failure";
import type { Place } from "@/lib/domain/place";
import { database } from "./client";
import { controlLooks } from "./schema";

/** Whose looks into which place. */
export interface LookedPlace extends Place {
  /** The IAM role that asked. */
  principal: string;
}

export interface StoredLook extends LookedPlace {
  kind: LookKind;
  subject: string;
  at: Date;
  found?: Found[LookKind];
  failure?: FailureView;
}

/** Keeps one look, unless a later one is stored. */
export async function keepLook({ found, failure, ...look }: StoredLook): Promise<void> {
  const { db } = await database();
  const answer = { at: look.at, found: found ?? null, failure: failure ?? null };
  const { principal, accountId, region, kind, subject } = controlLooks;
  await db
    .insert(controlLooks)
    .values({ ...look, ...answer })
    .onConflictDoUpdate({
      target: [principal, accountId, region, kind, subject],
      set: answer,
      setWhere: lt(controlLooks.at, look.at),
    });
}

/** Everything that these roles saw in their places. */
export async function looksOf(places: readonly LookedPlace[]): Promise<StoredLook[]> {
  if (places.length === 0) return [];
  const { db } = await database();
  const rows = await db
    .select()
    .from(controlLooks)
    .where(or(...places.map(ofPlace)));
  return rows.map(({ found, failure, ...look }) => ({
    ...look,
    ...(found && { found }),
    ...(failure && { failure }),
  }));
}

/** Forgets looks that are older than that: their secrets may be gone. */
export async function forgetLooks(days: number): Promise<void> {
  const { db } = await database();
  await db
    .delete(controlLooks)
    .where(lt(controlLooks.at, sql`clock_timestamp() - ${days} * interval '1 day'`));
}

function ofPlace({ principal, accountId, region }: LookedPlace) {
  return and(
    eq(controlLooks.principal, principal),
    eq(controlLooks.accountId, accountId),
    eq(controlLooks.region, region),
  );
}
