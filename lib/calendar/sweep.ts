import "server-only";
import { deleteEndedFeeds, rolesWithFeeds } from "@/lib/db/calendar-feeds";
import { deleteSnapshotsExcept } from "@/lib/db/rotation-snapshots";
import { principalsOf } from "./principals";

/** Forgets addresses that ended long ago, and listings that no address shows any more. */
export async function sweepFeeds(): Promise<void> {
  await deleteEndedFeeds();
  await deleteSnapshotsExcept(principalsOf(await rolesWithFeeds()));
}
