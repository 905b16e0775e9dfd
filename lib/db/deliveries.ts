import "server-only";
import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, lte, or, sql } from "drizzle-orm";
import { type AnnouncedEvent, GIVE_UP_AFTER_HOURS, waitSeconds } from "@/lib/domain/announcement";
import { type Db, database } from "./client";
import { announcements, deliveries, sessions } from "./schema";

/** One message to one address, held by this process until the lease ends. */
export interface Delivery {
  announcement: string;
  address: string;
  tries: number;
  event: AnnouncedEvent;
}

/** Somebody who signed in lately and whom the provider gave an address. */
export interface Reachable {
  issuer: string;
  subject: string;
  roles: string[];
  email: string;
}

const BATCH = 20;
/** Longer than any try may take, so that nobody else sends what is under way. */
const DELIVERY_LEASE_MS = 120_000;
const now = sql`clock_timestamp()`;

/**
 * Makes the rows of the delivery log for events that have none yet. `addressesOf` says who hears;
 * an event that nobody hears is done with. Answers how many events it took.
 */
export async function addressAnnouncements(
  addressesOf: (event: AnnouncedEvent, people: Reachable[]) => string[],
): Promise<number> {
  const { db } = await database();
  return await db.transaction(async (tx) => {
    const waiting = await tx
      .select()
      .from(announcements)
      .where(isNull(announcements.addressedAt))
      .orderBy(asc(announcements.at))
      .limit(BATCH)
      .for("update", { skipLocked: true });
    if (waiting.length === 0) return 0;
    const people = await reachable(tx);
    const keys = waiting.map(({ key }) => key);
    const rows = waiting.flatMap(({ key, event }) =>
      addressesOf(event, people).map((address) => ({ announcement: key, address })),
    );
    if (rows.length > 0) await tx.insert(deliveries).values(rows).onConflictDoNothing();
    await tx
      .update(announcements)
      .set({ addressedAt: now })
      .where(inArray(announcements.key, keys));
    return waiting.length;
  });
}

async function reachable(tx: Pick<Db, "select">): Promise<Reachable[]> {
  const { issuer, subject, roles, email } = sessions;
  const rows = await tx
    .select({ issuer, subject, roles, email })
    .from(sessions)
    .where(isNotNull(sessions.email))
    .orderBy(desc(sessions.startedAt));
  const newest = new Map<string, Reachable>();
  for (const row of rows) {
    const key = JSON.stringify([row.issuer, row.subject]);
    if (!newest.has(key)) newest.set(key, { ...row, email: row.email ?? "" });
  }
  return [...newest.values()];
}

/** Takes up to twenty messages that are due, for this process alone while the lease lasts. */
export async function takeDeliveries(leaseMs = DELIVERY_LEASE_MS): Promise<Delivery[]> {
  const { db } = await database();
  return await db.transaction(async (tx) => {
    const free = or(isNull(deliveries.leasedUntil), lt(deliveries.leasedUntil, now));
    const due = await tx
      .select({
        announcement: deliveries.announcement,
        address: deliveries.address,
        tries: deliveries.tries,
        event: announcements.event,
      })
      .from(deliveries)
      .innerJoin(announcements, eq(announcements.key, deliveries.announcement))
      .where(and(eq(deliveries.state, "due"), lte(deliveries.nextAt, now), free))
      .orderBy(asc(deliveries.nextAt))
      .limit(BATCH)
      .for("update", { of: deliveries, skipLocked: true });
    const leasedUntil = sql`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`;
    for (const row of due) {
      await tx
        .update(deliveries)
        .set({ leasedUntil: leasedUntil as unknown as Date, tries: row.tries + 1 })
        .where(isRow(row));
    }
    return due.map((row) => ({ ...row, tries: row.tries + 1 }));
  });
}

/** Notes that the receiver has accepted it. */
export async function noteDelivered(taken: Delivery): Promise<void> {
  const { db } = await database();
  await db
    .update(deliveries)
    .set({ state: "delivered", endedAt: now, leasedUntil: null, failure: null })
    .where(and(isRow(taken), eq(deliveries.state, "due")));
}

/**
 * Notes why a try failed and when the next is due; after three days there is none. True if it was
 * given up. Nothing if somebody else took it meanwhile.
 */
export async function noteFailed(taken: Delivery, failure: string): Promise<boolean> {
  const { db } = await database();
  const age = sql`(SELECT ${announcements.at} FROM ${announcements} WHERE ${announcements.key} = ${taken.announcement})`;
  const isOver = sql`${age} < clock_timestamp() - ${GIVE_UP_AFTER_HOURS} * interval '1 hour'`;
  const [row] = await db
    .update(deliveries)
    .set({
      failure,
      leasedUntil: null,
      nextAt: sql`clock_timestamp() + ${waitSeconds(taken.tries)} * interval '1 second'`,
      state: sql`CASE WHEN ${isOver} THEN 'given-up' ELSE 'due' END`,
      endedAt: sql`CASE WHEN ${isOver} THEN clock_timestamp() END`,
    })
    .where(and(isRow(taken), eq(deliveries.state, "due"), eq(deliveries.tries, taken.tries)))
    .returning({ state: deliveries.state });
  return row?.state === "given-up";
}

function isRow({ announcement, address }: Pick<Delivery, "announcement" | "address">) {
  return and(eq(deliveries.announcement, announcement), eq(deliveries.address, address));
}
