import "server-only";
import { and, eq, isNotNull, lt, or, sql } from "drizzle-orm";
import type { PassProgress, PassStop } from "@/lib/domain/assessment";
import type { Person } from "@/lib/domain/role";
import { database } from "./client";
import { controlPasses } from "./schema";

/** A pass is taken for broken off when nothing was heard of it for this long. */
const LEASE = sql`clock_timestamp() + interval '30 seconds'`;

/** A pass that this process makes, and nobody else. */
export interface PassRef {
  scope: string;
  fence: number;
}

export type StoredPass = PassProgress & { since: Date };

/** Begins a pass for these roles; undefined if one is under way. */
export async function beginPass(given: {
  scope: string;
  since: Date;
  person: Person;
  planned: number;
}): Promise<PassRef | undefined> {
  const { db } = await database();
  const { scope, since, planned } = given;
  const { issuer, subject, displayName } = given.person;
  const begun = {
    since,
    planned,
    issuer,
    subject,
    displayName,
    startedAt: sql`clock_timestamp()`,
    leasedUntil: LEASE,
    made: 0,
    refused: 0,
    stops: [],
    endedAt: null,
  };
  const [row] = await db
    .insert(controlPasses)
    .values({ scope, ...begun })
    .onConflictDoUpdate({
      target: controlPasses.scope,
      set: { ...begun, fence: sql`${controlPasses.fence} + 1` },
      setWhere: or(
        isNotNull(controlPasses.endedAt),
        lt(controlPasses.leasedUntil, sql`clock_timestamp()`),
      ),
    })
    .returning({ fence: controlPasses.fence });
  return row && { scope, fence: row.fence };
}

/** Notes how far it is. False if it is somebody else's by now: then it must stop. */
export async function notePass(
  ref: PassRef,
  progress: { made: number; refused: number; stops: PassStop[] },
): Promise<boolean> {
  const { db } = await database();
  const mine = await db
    .update(controlPasses)
    .set({ ...progress, leasedUntil: LEASE })
    .where(isMine(ref))
    .returning({ scope: controlPasses.scope });
  return mine.length > 0;
}

/** Notes that it is over, whatever it left undone. */
export async function endPass(
  ref: PassRef,
  progress: { made: number; refused: number; stops: PassStop[] },
): Promise<void> {
  const { db } = await database();
  await db
    .update(controlPasses)
    .set({ ...progress, endedAt: sql`clock_timestamp()` })
    .where(isMine(ref));
}

/** The newest pass of these roles. */
export async function passOf(scope: string): Promise<StoredPass | undefined> {
  const { db } = await database();
  const [row] = await db
    .select({ pass: controlPasses, isAlive: sql<boolean>`leased_until > clock_timestamp()` })
    .from(controlPasses)
    .where(eq(controlPasses.scope, scope));
  if (!row) return undefined;
  const { startedAt, endedAt, displayName, planned, made, refused, stops, since } = row.pass;
  return {
    state: endedAt ? "ended" : row.isAlive ? "running" : "broken off",
    startedAt: startedAt.toISOString(),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
    who: displayName,
    planned,
    made,
    refused,
    stops,
    since,
  };
}

function isMine({ scope, fence }: PassRef) {
  return and(eq(controlPasses.scope, scope), eq(controlPasses.fence, fence));
}
