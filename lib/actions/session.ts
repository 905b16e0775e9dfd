"use server";

import { assumeAhead, dropCredentials } from "@/lib/aws/assumed-role";
import { revokeAllFeeds } from "@/lib/db/calendar-feeds";
import * as db from "@/lib/db/sessions";
import { Failure } from "@/lib/domain/failure";
import { ChooseRoleInput, EndSessionInput, NoInput } from "@/lib/domain/session";
import { guard } from "@/lib/entry/guard";

/** Changes the role worked in; credentials of the former role are forgotten at once. */
export const chooseRole = guard("session.choose-role", {
  input: ChooseRoleInput,
  subject: ({ role }) => role,
  run: async ({ session }, { role }) => {
    if (!session.roles.includes(role)) throw new Failure("not-allowed");
    dropCredentials(session.id);
    const chosen = await db.chooseRole(session.id, role);
    if (chosen) assumeAhead(chosen);
    return { role };
  },
});

/** Ends one of the person's own sessions, here or on another browser. */
export const endSession = guard("session.end", {
  input: EndSessionInput,
  subject: ({ sessionId }) => sessionId.slice(0, 16),
  run: async ({ session }, { sessionId }) => {
    const { issuer, subject } = session.person;
    const own = await db.sessionsOf(issuer, subject);
    if (!own.some(({ id }) => id === sessionId)) throw new Failure("not-allowed");
    dropCredentials(sessionId);
    await db.revokeSession(sessionId);
    return { ended: 1 };
  },
});

/**
 * Ends every session of the person, this one too, and every calendar address: whoever fears that
 * a session was stolen cannot know what was made with it.
 */
export const endAllSessions = guard("session.end-all", {
  input: NoInput,
  run: async ({ session }) => {
    const ended = await db.revokeAllSessions(session.person.issuer, session.person.subject);
    for (const id of ended) dropCredentials(id);
    await revokeAllFeeds(session.person);
    return { ended: ended.length };
  },
});
