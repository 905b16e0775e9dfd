import "server-only";
import { getTableName, sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { PgTable } from "drizzle-orm/pg-core";
import {
  announcements,
  calendarFeeds,
  controlLooks,
  controlPasses,
  deletionsSeen,
  deliveries,
  evidenceBundles,
  jobLeases,
  labelObservations,
  ledgerCheckpoints,
  ledgerEntries,
  ledgerHead,
  ownCalls,
  policiesSeen,
  restoreEvents,
  restoreIntents,
  restoreRequests,
  restoreVotes,
  rotationSnapshots,
  sessions,
  trailCursors,
  trailEvents,
} from "./schema";

/** The role that the console's own login should be a member of, and no more. */
export const APP_ROLE = "strongroom_app";

/** What the console may do with each table. Nothing here changes or removes a ledger row. */
export const grants: readonly (readonly [PgTable, string])[] = [
  [sessions, "SELECT, INSERT, UPDATE, DELETE"],
  [ledgerEntries, "SELECT, INSERT"],
  [ledgerHead, "SELECT, UPDATE"],
  [ledgerCheckpoints, "SELECT, INSERT"],
  [jobLeases, "SELECT, INSERT, UPDATE"],
  [controlLooks, "SELECT, INSERT, UPDATE, DELETE"],
  [controlPasses, "SELECT, INSERT, UPDATE"],
  [trailEvents, "SELECT, INSERT, DELETE"],
  [trailCursors, "SELECT, INSERT, UPDATE"],
  [labelObservations, "SELECT, INSERT, UPDATE"],
  [ownCalls, "SELECT, INSERT, UPDATE"],
  [deletionsSeen, "SELECT, INSERT"],
  [policiesSeen, "SELECT, INSERT, UPDATE"],
  [restoreRequests, "SELECT, INSERT, UPDATE"],
  [restoreVotes, "SELECT, INSERT"],
  [restoreEvents, "SELECT, INSERT"],
  [restoreIntents, "SELECT, INSERT, UPDATE, DELETE"],
  [announcements, "SELECT, INSERT, UPDATE"],
  [deliveries, "SELECT, INSERT, UPDATE"],
  [calendarFeeds, "SELECT, INSERT, UPDATE, DELETE"],
  [rotationSnapshots, "SELECT, INSERT, UPDATE, DELETE"],
  [evidenceBundles, "SELECT, INSERT"],
];

/**
 * Makes the role if this login may, and gives it exactly the grants above. Repeatable. Answers
 * false when the role does not exist and cannot be made: then the triggers are the only guard.
 */
export async function grantToApp(db: NodePgDatabase, migrationsTable: string): Promise<boolean> {
  if (!(await roleExists(db))) {
    try {
      await db.execute(sql.raw(`CREATE ROLE ${APP_ROLE} NOLOGIN`));
    } catch {
      // No right to make roles, or another starter made it just now.
      if (!(await roleExists(db))) return false;
    }
  }
  await db.execute(sql.raw(`GRANT USAGE ON SCHEMA public TO ${APP_ROLE}`));
  await db.execute(sql.raw(`GRANT SELECT ON ${migrationsTable} TO ${APP_ROLE}`));
  for (const [table, privileges] of grants) {
    const name = getTableName(table);
    await db.execute(sql.raw(`REVOKE ALL ON ${name} FROM ${APP_ROLE}`));
    await db.execute(sql.raw(`GRANT ${privileges} ON ${name} TO ${APP_ROLE}`));
  }
  return true;
}

async function roleExists(db: NodePgDatabase): Promise<boolean> {
  const found = await db.execute(sql`SELECT 1 FROM pg_roles WHERE rolname = ${APP_ROLE}`);
  return found.rows.length > 0;
}
