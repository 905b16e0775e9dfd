import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { database } from "@/lib/db/client";
import { useDatabase } from "@/lib/db/databases.test-support";
import { noteDeletion } from "@/lib/db/deletions-seen";
import { storeTrailPage } from "@/lib/db/trail";
import type { PurgeReminder } from "@/lib/domain/announcement";
import type { TrailEvent } from "@/lib/domain/trail-event";
import { remindOfPurges } from "./remind";

const DAY = 86_400_000;
const now = new Date("2026-11-20T12:00:00Z");
const place = { accountId: "111122223333", region: "eu-west-1" };
const file = writeSettings("https://id.example.com");
const ago = (days: number) => new Date(now.getTime() - days * DAY).toISOString();
const arnOf = (name: string) =>
  `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-AbCdEf`;

let count = 0;
function event(name: string, secret: string, days: number, more: Partial<TrailEvent> = {}) {
  count += 1;
  const actor = { type: "IAMUser", name: "ops", source: "sdk" } as unknown as TrailEvent["actor"];
  const facts = { eventId: `e-${count}`, at: ago(days), name, actor, secretArn: arnOf(secret) };
  return { ...facts, isServiceEvent: false, readOnly: false, ...more };
}

/** CloudTrail as this console has read it: some events, in a stretch that it knows whole. */
async function trailHolds(...events: TrailEvent[]): Promise<void> {
  const covered = { from: ago(90), to: now.toISOString() };
  await storeTrailPage({ ...place, covered, pagesRead: 1 }, events, covered.to);
}

async function reminders(at = now): Promise<PurgeReminder[]> {
  await remindOfPurges(at);
  const { db } = await database();
  const { rows } = await db.execute<{ event: PurgeReminder }>(
    sql`SELECT event FROM announcements ORDER BY key`,
  );
  return rows.map((row) => row.event);
}

describe("reminders of purges", () => {
  useDatabase("embedded");
  beforeEach(async () => {
    stubSettings(file, "http://localhost:3000");
    const { db } = await database();
    for (const table of ["announcements", "trail_events", "trail_cursors", "deletions_seen"])
      await db.execute(sql.raw(`TRUNCATE ${table} CASCADE`));
  });

  const deleted = (name: string, days = 5) =>
    event("DeleteSecret", name, days, { recoveryWindowDays: 7, purgeNotBefore: ago(days - 7) });

  test("come for what is read, and not for what nobody reads or what was restored", async () => {
    await trailHolds(
      event("GetSecretValue", "wanted", 9),
      deleted("wanted"),
      deleted("unwanted"),
      event("GetSecretValue", "restored", 9),
      deleted("restored"),
      event("RestoreSecret", "restored", 4),
      event("GetSecretValue", "refused", 9),
      { ...deleted("refused"), errorCode: "AccessDenied" },
    );
    expect(await reminders()).toMatchObject([
      { secret: { ...place, name: "wanted" }, days: 3, isPurgeKnown: true },
    ]);
    // The job looks again and again; a day later the next reminder is due.
    expect(await reminders()).toHaveLength(1);
    expect((await reminders(new Date(now.getTime() + DAY))).map(({ days }) => days)).toEqual([
      1, 3,
    ]);
  });

  test("come for a deletion that only this console's own answer tells", async () => {
    await noteDeletion({
      arn: arnOf("own"),
      requestedAt: ago(1),
      purgeNotBefore: ago(-6),
      windowDays: 7,
      by: "Ada",
    });
    await trailHolds(event("GetSecretValue", "own", 9));
    expect(await reminders()).toMatchObject([{ secret: { name: "own" }, days: 7 }]);
  });

  test("do not come where CloudTrail was not read: nobody can say who wants it", async () => {
    await noteDeletion({
      arn: arnOf("own"),
      requestedAt: ago(6),
      purgeNotBefore: ago(-1),
      windowDays: 7,
      by: "Ada",
    });
    expect(await reminders()).toEqual([]);
  });
});
