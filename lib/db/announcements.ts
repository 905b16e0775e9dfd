import "server-only";
import { type AnnouncedEvent, keyOf } from "@/lib/domain/announcement";
import { type Db, database } from "./client";
import { announcements } from "./schema";

/**
 * Notes that people are to be told, inside the caller's transaction: it is told if and only if
 * what it tells is committed. Sends nothing itself, so it neither waits nor fails for a receiver.
 * The same event a second time is nothing.
 */
export async function announce(tx: Pick<Db, "insert">, event: AnnouncedEvent): Promise<void> {
  await tx
    .insert(announcements)
    .values({ key: keyOf(event), event })
    .onConflictDoNothing();
}

/** For what is true already and belongs to no transaction. */
export async function announceNow(event: AnnouncedEvent): Promise<void> {
  const { db } = await database();
  await announce(db, event);
}
