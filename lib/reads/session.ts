import "server-only";
import { heldCredentials } from "@/lib/aws/assumed-role";
import { config } from "@/lib/config";
import { sessionsOf } from "@/lib/db/sessions";
import {
  endsAt,
  idleEndsAt,
  NoInput,
  type Session,
  type SessionView,
  sessionState,
  stepUpUntil,
} from "@/lib/domain/session";
import { guard } from "@/lib/entry/guard";
import { waitingForMe } from "@/lib/restores/view";

/** Who is signed in, in which role, until when, and on which other browsers. */
export const session = guard("session.view", {
  input: NoInput,
  run: async ({ session: current, now }) => ({
    ...(await viewOf(current, now)),
    waitingRestores: await waitingForMe(current),
  }),
});

async function viewOf(current: Session, now: Date): Promise<Omit<SessionView, "waitingRestores">> {
  const { sessions: limits, accounts } = config();
  const { person, roles, role } = current;
  const own = await sessionsOf(person.issuer, person.subject);
  return {
    person,
    roles,
    role,
    expiresAt: endsAt(current, limits).toISOString(),
    idleExpiresAt: idleEndsAt(current, limits).toISOString(),
    authenticatedAt: current.authenticatedAt.toISOString(),
    stepUpUntil: stepUpUntil(current, limits).toISOString(),
    awsCredentials: heldCredentials(current.id).map(({ accountId, expiresAt }) => ({
      accountId,
      accountName: accounts.find(({ id }) => id === accountId)?.name ?? accountId,
      expiresAt: expiresAt.toISOString(),
    })),
    accounts: accounts.map(({ id, name, colour, regions }) => ({ id, name, colour, regions })),
    sessions: own
      .filter((one) => sessionState(one, limits, now) === "live")
      .map(({ id, startedAt, lastSeenAt, userAgent }) => ({
        id,
        startedAt: startedAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
        userAgent,
        isThis: id === current.id,
      })),
  };
}
