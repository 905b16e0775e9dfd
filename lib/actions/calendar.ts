"use server";

import { makeFeed } from "@/lib/calendar/make-feed";
import { revokeFeed } from "@/lib/db/calendar-feeds";
import { Failure } from "@/lib/domain/failure";
import { FeedFilter, feedFilterWords, RevokeFeedInput } from "@/lib/domain/rotation-feed";
import { guard } from "@/lib/entry/guard";

/** Makes an address by which a calendar program reads the rotation schedule; it is answered once. */
export const makeCalendarFeed = guard("calendar.make-feed", {
  input: FeedFilter,
  subject: (filter) => `rotation windows: ${feedFilterWords(filter)}`,
  run: async ({ session, aws }, filter) => ({ address: await makeFeed(session, aws, filter) }),
});

/** Ends one of the person's own addresses at once. */
export const revokeCalendarFeed = guard("calendar.revoke-feed", {
  input: RevokeFeedInput,
  subject: ({ feedId }) => feedId.slice(0, 16),
  run: async ({ session }, { feedId }) => {
    if (!(await revokeFeed(feedId, session.person))) throw new Failure("not-allowed");
    return { revoked: 1 };
  },
});
