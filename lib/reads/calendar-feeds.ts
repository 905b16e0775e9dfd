import "server-only";
import { feedsOf } from "@/lib/db/calendar-feeds";
import type { OwnFeed } from "@/lib/domain/rotation-feed";
import { NoInput } from "@/lib/domain/session";
import { guard } from "@/lib/entry/guard";

/** The calendar addresses that a person has made; what they open cannot be shown again. */
export const calendarFeeds = guard("calendar.list-feeds", {
  input: NoInput,
  run: async ({ session }): Promise<{ feeds: OwnFeed[] }> => {
    const feeds = await feedsOf(session.person);
    return {
      feeds: feeds.map(({ id, role, filter, createdAt, expiresAt, lastFetchedAt }) => ({
        id,
        role,
        filter,
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        lastFetchedAt: lastFetchedAt?.toISOString(),
      })),
    };
  },
});
