import "server-only";
import { and, count, desc, eq, gte, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { AttemptBody, OutcomeBody } from "@/lib/domain/ledger";
import { type OutsideActor, type TrailPosition, weighty } from "@/lib/domain/outside";
import type { Place } from "@/lib/domain/place";
import type { TrailEvent } from "@/lib/domain/trail-event";
import { database } from "./client";
import { requestIdsIn, sessionRoleIn } from "./indexed";
import { ledgerEntries, trailEvents } from "./schema";

/** What calls outside the console are limited to; each part narrows it. */
export interface OutsideFilter {
  places: readonly Place[];
  /** The console's own roles: `arn:aws:sts::<account>:assumed-role/<role>`. At least one. */
  consoleRoles: readonly string[];
  who: OutsideActor;
  q: string;
  from?: Date;
  /** Not included. */
  to?: Date;
  /** When the ledger began: what is older in the console's role is nobody's alarm. */
  ledgerBeganAt?: string;
  before?: TrailPosition;
}

/** A call of which no outcome in the ledger has the request id. */
export interface StoredCall extends Place {
  event: TrailEvent;
  isConsoleRole: boolean;
  position: TrailPosition;
}

const { accountId, region, at, toldUpTo, arrival, name, readOnly, event } = trailEvents;

/** Newest first. Keyset: what is collected meanwhile shifts no page. */
export async function callsOutside(filter: OutsideFilter, limit: number): Promise<StoredCall[]> {
  // Two statements, for each has an index in this order and both together have none.
  const both = await Promise.all(
    kindsOf(filter).map((kind) => select(filter, kind, [desc(at), desc(toldUpTo), arrival], limit)),
  );
  return both
    .flat()
    .sort(
      ({ position: a }, { position: b }) =>
        b.at.localeCompare(a.at) || b.toldUpTo.localeCompare(a.toldUpTo) || a.arrival - b.arrival,
    )
    .slice(0, limit);
}

/** The weightiest first: those in the console's own role since its ledger began, then by what they did, people before programs. */
export async function weightiestOutside(
  filter: OutsideFilter,
  limit: number,
): Promise<StoredCall[]> {
  const own = sql`case when ${isAlarming(filter)} then 0 else 1 end`;
  const branches = weighty.map(
    (names, rank) => sql`when ${inArray(name, [...names])} then ${rank}`,
  );
  const weight = sql`case ${sql.join(branches, sql` `)} else ${weighty.length} end`;
  const byProgram = sql`case when ${event}->'actor'->>'kind' in ('person', 'user', 'root') then 0 else 1 end`;
  const kinds = kindsOf(filter);
  const order = [own, weight, byProgram, desc(at), desc(toldUpTo), arrival];
  return await select(filter, or(...kinds), order, limit);
}

/** How many there are, and how many of them in a role of the console's since its ledger began. */
export async function countOutside(
  filter: OutsideFilter,
): Promise<{ count: number; inConsoleRole: number }> {
  const { db } = await database();
  const [row] = await db
    .select({
      count: count(),
      inConsoleRole: sql`count(*) filter (where ${isAlarming(filter)})`.mapWith(Number),
    })
    .from(trailEvents)
    .where(and(matching(filter), or(...kindsOf(filter))));
  return { count: row?.count ?? 0, inConsoleRole: row?.inConsoleRole ?? 0 };
}

async function select(
  filter: OutsideFilter,
  kind: SQL | undefined,
  order: (SQL | typeof arrival)[],
  limit: number,
): Promise<StoredCall[]> {
  const { db } = await database();
  const rows = await db
    .select({ accountId, region, event, at, toldUpTo, arrival, isOwn: isInRole(filter) })
    .from(trailEvents)
    .where(and(matching(filter), kind))
    .orderBy(...order)
    .limit(limit);
  return rows.map(({ at, toldUpTo, arrival, isOwn, ...call }) => ({
    ...call,
    isConsoleRole: isOwn === true,
    position: { at: at.toISOString(), toldUpTo: toldUpTo.toISOString(), arrival },
  }));
}

/** Null for who has no role; a filter takes that for no, and so does whoever reads it. */
function isInRole({ consoleRoles }: OutsideFilter): SQL<boolean | null> {
  const list = sql.join(
    consoleRoles.map((role) => sql`${role}`),
    sql`, `,
  );
  return sql<boolean | null>`${sessionRoleIn(event)} in (${list})`;
}

function isAlarming(filter: OutsideFilter): SQL {
  if (!filter.ledgerBeganAt) return sql`false`;
  // CloudTrail keeps whole seconds: what happened in the ledger's first one counts as younger.
  const began = Math.floor(Date.parse(filter.ledgerBeganAt) / 1000) * 1000;
  return sql`(${isInRole(filter)} and ${gte(at, new Date(began))})`;
}

/**
 * What counts. Changes that AWS made; in the console's own role also those it refused, and reads of
 * values. What AWS does by itself is no call. The conditions are spelled as the indexes spell them.
 */
function kindsOf(filter: OutsideFilter): SQL[] {
  const isOwn = isInRole(filter);
  const refused = sql`${event}->>'errorCode' is not null`;
  const changes = and(
    sql`not ${readOnly}`,
    sql`not (${event}->>'isServiceEvent')::boolean`,
    sql`${name} not in ('GetRandomPassword', 'ValidateResourcePolicy')`,
    filter.who === "console-role" ? isOwn : undefined,
    filter.who === "other" ? sql`(${isOwn}) is not true` : undefined,
    sql`(${isOwn} or not ${refused})`,
  );
  const reads = and(
    sql`${name} in ('GetSecretValue', 'BatchGetSecretValue')`,
    sql`${readOnly}`,
    isOwn,
  );
  return [changes, ...(filter.who === "other" ? [] : [reads])].flatMap((kind) => kind ?? []);
}

function matching({ places, q, from, to, before }: OutsideFilter): SQL | undefined {
  return and(
    places.length > 0
      ? or(...places.map((one) => and(eq(accountId, one.accountId), eq(region, one.region))))
      : sql`false`,
    from && gte(at, from),
    to && lt(at, to),
    before && after(before),
    q ? hasText(q) : undefined,
    sql`not exists (select 1 from ${ledgerEntries} where kind = 'outcome' and ${requestIdsIn(
      ledgerEntries.canonical,
    )} @> array['"' || ${trailEvents.requestId} || '"'])`,
  );
}

function after(one: TrailPosition): SQL {
  const [when, told] = [new Date(one.at), new Date(one.toldUpTo)];
  return sql`(${lt(at, when)} or (${eq(at, when)} and (${lt(toldUpTo, told)} or (${eq(toldUpTo, told)} and ${arrival} > ${one.arrival}))))`;
}

function hasText(q: string): SQL {
  const part = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  const texts = sql`concat_ws(' ', ${event}->'actor'->>'words', ${event}->'actor'->>'arn', ${trailEvents.secretArn}, ${trailEvents.secretAsTyped}, ${name}, ${trailEvents.requestId})`;
  return sql`${texts} ilike ${part}`;
}

/** An act about a secret, whatever became of it. */
export interface ActAbout {
  seq: number;
  attempt: AttemptBody;
  outcome?: OutcomeBody;
}

/** At most this many acts are looked at for one page. */
const ACTS_MAX = 2_000;

/** Acts about some secrets, by ARN or name, in a stretch of time. */
export async function actsAbout(
  targets: readonly string[],
  from: Date,
  to: Date,
): Promise<ActAbout[]> {
  if (targets.length === 0) return [];
  const { db } = await database();
  const outcomes = alias(ledgerEntries, "outcomes");
  const rows = await db
    .select({
      seq: ledgerEntries.seq,
      canonical: ledgerEntries.canonical,
      outcome: outcomes.canonical,
    })
    .from(ledgerEntries)
    .leftJoin(outcomes, eq(outcomes.attempt, ledgerEntries.seq))
    .where(
      and(
        eq(ledgerEntries.kind, "attempt"),
        inArray(ledgerEntries.target, [...targets]),
        gte(ledgerEntries.at, from),
        lt(ledgerEntries.at, to),
      ),
    )
    .orderBy(desc(ledgerEntries.seq))
    .limit(ACTS_MAX);
  return rows.map(({ seq, canonical, outcome }) => ({
    seq,
    attempt: JSON.parse(canonical),
    ...(outcome && { outcome: JSON.parse(outcome) }),
  }));
}

/** When the ledger began, ISO: of what is older it cannot know anything. */
export async function ledgerBeganAt(): Promise<string | undefined> {
  const { db } = await database();
  const [first] = await db
    .select({ at: ledgerEntries.at })
    .from(ledgerEntries)
    .orderBy(ledgerEntries.seq)
    .limit(1);
  return first?.at.toISOString();
}
