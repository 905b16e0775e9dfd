import "server-only";
import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { AnnouncedEvent } from "@/lib/domain/announcement";
import type { DeliveriesQuery, DeliveryState } from "@/lib/domain/delivery-log";
import { database } from "./client";
import { announcements, deliveries } from "./schema";

/** One row of the delivery log with the event that it tells. */
export interface StoredDelivery {
  number: number;
  at: Date;
  event: AnnouncedEvent;
  address: string;
  state: DeliveryState;
  tries: number;
  failure: string | null;
  nextAt: Date;
  endedAt: Date | null;
}

/** A page of the log, newest first; `asker` = only what is about requests of that person. */
export async function deliveryLogPage(
  { state, before }: DeliveriesQuery,
  asker: { issuer: string; subject: string } | undefined,
  limit: number,
): Promise<StoredDelivery[]> {
  const { db } = await database();
  const { number, address, tries, failure, nextAt, endedAt } = deliveries;
  const { at, event } = announcements;
  const isOwn =
    asker &&
    sql`${event}->'askedBy' @> ${JSON.stringify([{ issuer: asker.issuer, subject: asker.subject }])}::jsonb`;
  return await db
    .select({
      number,
      at,
      event,
      address,
      state: deliveries.state,
      tries,
      failure,
      nextAt,
      endedAt,
    })
    .from(deliveries)
    .innerJoin(announcements, eq(announcements.key, deliveries.announcement))
    .where(
      and(
        state ? eq(deliveries.state, state) : undefined,
        before === undefined ? undefined : lt(number, before),
        isOwn,
      ),
    )
    .orderBy(desc(number))
    .limit(limit);
}
