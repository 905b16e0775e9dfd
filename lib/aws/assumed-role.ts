import "server-only";
import { createHash } from "node:crypto";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { config } from "@/lib/config";
import { Failure } from "@/lib/domain/failure";
import type { CallReason } from "@/lib/domain/own-calls";
import type { Person } from "@/lib/domain/role";
import type { Session } from "@/lib/domain/session";
import { ownClientSettings } from "./client-settings";
import { roleRefused } from "./failures";
import { durationSeconds, type Purpose, purposeWord, sessionPolicy } from "./session-policy";
import { ownTransport } from "./transport";

export type PersonSession = Pick<Session, "id" | "person" | "role" | "awsGeneration">;

/** The console itself, where an account lets it observe without anybody looking. */
export type ObserverSession = Omit<PersonSession, "role"> & { role: "observer" };

/** Whose rights these are, and for what; everything that must never be shared is part of it. */
export interface RoleRequest {
  session: PersonSession | ObserverSession;
  accountId: string;
  purpose: Purpose;
  /** What the console was asked for, for its own meter. */
  reason?: CallReason;
}

/** The names under which AWS's own log knows the session; they go into the ledger's outcome. */
export interface AssumedRole {
  arn: string;
  sessionName: string;
  sourceIdentity: string;
}

/** Credentials of one person, one role, one account, one purpose. They never leave memory. */
export interface Grant {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
  assumedRole: AssumedRole;
}

interface Held {
  sessionId: string;
  accountId: string;
  purpose: Purpose;
  grant?: Grant;
  pending?: Promise<Grant>;
}

const RENEW_BELOW_MS = 5 * 60_000;
const REFUSE_BELOW_MS = 30_000;
const HELD_MAX = 5_000;

// Next may load this file more than once in a process; the credentials must exist once.
const store = globalThis as { [key: symbol]: Map<string, Held> | undefined };
const storeKey = Symbol.for("strongroom.credentials");
function held(): Map<string, Held> {
  store[storeKey] ??= new Map();
  return store[storeKey];
}

const dropStore = globalThis as { [key: symbol]: Map<string, number> | undefined };
const dropsKey = Symbol.for("strongroom.credentials.drops");
function drops(): Map<string, number> {
  dropStore[dropsKey] ??= new Map();
  return dropStore[dropsKey];
}

/**
 * Assumes the session's role in an account for one purpose, or answers from memory. One call per
 * key at a time; renewed when less than five minutes remain; refused when less than 30 seconds do.
 *
 * @throws Failure `role-refused`, `outside-configuration`, `throttled-by-aws`, `aws-unreachable`
 */
export async function assumeRole(request: RoleRequest, now = Date.now): Promise<Grant> {
  const key = keyOf(request);
  const entry = held().get(key) ?? remember(key, request, now());
  const left = entry.grant ? entry.grant.expiration.getTime() - now() : 0;
  if (entry.grant && left >= RENEW_BELOW_MS) return entry.grant;
  try {
    entry.pending ??= fetchGrant(request).finally(() => {
      entry.pending = undefined;
    });
    entry.grant = await entry.pending;
  } catch (error) {
    if (entry.grant && left >= REFUSE_BELOW_MS) return entry.grant;
    if (held().get(key) === entry) held().delete(key);
    throw error;
  }
  if (entry.grant.expiration.getTime() - now() < REFUSE_BELOW_MS)
    throw new Failure("aws-session-ended");
  return entry.grant;
}

/**
 * Begins to assume the role in each account before a page asks for it, so that the first rows wait
 * for one call and not for two. What is refused or fails is asked again, and told, by that page.
 */
export function assumeAhead(session: PersonSession): void {
  for (const { id: accountId } of config().accounts) {
    assumeRole({ session, accountId, purpose: "browse", reason: "session.start" }).catch(
      () => undefined,
    );
  }
}

/** Forgets every credential of a session; called when it ends or changes its role. */
export function dropCredentials(sessionId: string): void {
  const counts = drops();
  counts.set(sessionId, dropsOf(sessionId) + 1);
  const oldest = counts.keys().next().value;
  if (counts.size > HELD_MAX && oldest !== undefined) counts.delete(oldest);
  for (const [key, entry] of held()) if (entry.sessionId === sessionId) held().delete(key);
}

/** Forgets one grant, for what is done once and never again. */
export function forgetGrant(request: Omit<RoleRequest, "reason">): void {
  held().delete(keyOf(request));
}

/** How often a session's credentials were dropped: work that began before the last time must end. */
export function dropsOf(sessionId: string): number {
  return drops().get(sessionId) ?? 0;
}

/** The browsing credentials held for a session now: what the frame's clock shows. */
export function heldCredentials(sessionId: string): { accountId: string; expiresAt: Date }[] {
  return [...held().values()].flatMap(({ sessionId: id, accountId, purpose, grant }) =>
    id === sessionId && purpose === "browse" && grant
      ? [{ accountId, expiresAt: grant.expiration }]
      : [],
  );
}

/**
 * The person as AWS may know them: 2 to `charsMax` characters of `[A-Za-z0-9_+=,.@-]` (facts 3),
 * always the same for one person. A subject that fits stays readable. One that had to be changed,
 * or that looks like a changed one, gets a digest of issuer and subject, so no two people share it.
 */
export function awsNameOf({ issuer, subject }: Person, charsMax = 64): string {
  const fits = /^[\w+=,.@-]{2,}$/.test(subject) && subject.length <= charsMax;
  if (fits && !/\.[0-9a-f]{16}$/.test(subject)) return subject;
  const digest = createHash("sha256")
    .update(JSON.stringify([issuer, subject]))
    .digest("hex");
  const readable = subject.replace(/[^\w+=,.@-]/g, "-").slice(0, charsMax - 17);
  return `${readable}.${digest.slice(0, 16)}`;
}

/** `<person>-<eight characters of the session's digest>`: joins CloudTrail to one sign-in. */
export function roleSessionName({ person, id }: RoleRequest["session"]): string {
  const digest = createHash("sha256").update(id).digest("hex");
  return `${awsNameOf(person, 55)}-${digest.slice(0, 8)}`;
}

async function fetchGrant({
  session,
  accountId,
  purpose,
  reason = "own work",
}: RoleRequest): Promise<Grant> {
  const account = config().accounts.find(({ id }) => id === accountId);
  if (!account) throw new Failure("outside-configuration");
  const client = new STSClient({
    ...ownClientSettings(),
    region: account.regions[0],
    maxAttempts: 2,
    requestHandler: ownTransport({
      person: session.person,
      reason,
      accountId,
      isBackground: false,
    }),
  });
  const sourceIdentity = awsNameOf(session.person);
  const sessionName = sessionNameFor({ session, purpose });
  try {
    const { Credentials, AssumedRoleUser } = await client.send(
      new AssumeRoleCommand({
        RoleArn: session.role === "observer" ? account.observer : account.roles[session.role],
        RoleSessionName: sessionName,
        SourceIdentity: sourceIdentity,
        ExternalId: account.externalId,
        Tags: tagsFor({ session, purpose }),
        Policy: sessionPolicy(session.role, purpose),
        DurationSeconds: durationSeconds(purpose),
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration || !AssumedRoleUser?.Arn)
      throw new Failure("aws-failed");
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
      assumedRole: {
        arn: AssumedRoleUser.Arn,
        sessionName,
        sourceIdentity,
      },
    };
  } catch (error) {
    throw roleRefused(error);
  } finally {
    client.destroy();
  }
}

/** The name under which AWS's log knows what is done; a restore is named after its request. */
function sessionNameFor({ session, purpose }: Pick<RoleRequest, "session" | "purpose">): string {
  const isRestore = typeof purpose === "object" && "restore" in purpose;
  return isRestore ? `restore-${purpose.requestId}` : roleSessionName(session);
}

/** A restore carries for whom it is and who asked, so that CloudTrail tells both. */
function tagsFor({ session, purpose }: Pick<RoleRequest, "session" | "purpose">) {
  const isRestore = typeof purpose === "object" && "restore" in purpose;
  return [
    { Key: "console-role", Value: session.role },
    { Key: "console-purpose", Value: purposeWord(purpose) },
    ...(isRestore
      ? [
          { Key: "RequestId", Value: purpose.requestId },
          { Key: "Requester", Value: purpose.requester },
        ]
      : []),
  ];
}

function keyOf({ session, accountId, purpose }: Omit<RoleRequest, "reason">): string {
  const { id, awsGeneration, role } = session;
  return JSON.stringify([id, awsGeneration, role, accountId, purpose]);
}

function remember(key: string, { session, accountId, purpose }: RoleRequest, now: number): Held {
  const all = held();
  if (all.size >= HELD_MAX) {
    for (const [old, { grant, pending }] of all)
      if (!pending && (!grant || grant.expiration.getTime() <= now)) all.delete(old);
    const oldest = all.keys().next().value;
    if (all.size >= HELD_MAX && oldest !== undefined) all.delete(oldest);
  }
  const entry: Held = { sessionId: session.id, accountId, purpose };
  all.set(key, entry);
  return entry;
}
