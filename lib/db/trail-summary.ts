import "server-only";
import {
  and,
  between,
  count,
  desc,
  eq,
  inArray,
  max,
  notInArray,
  type SQL,
  sql,
} from "drizzle-orm";
import type { Place } from "@/lib/domain/place";
import { VALUE_READ } from "@/lib/domain/readers";
import type { Actor } from "@/lib/domain/trail-event";
import {
  attributableKinds,
  type ChangeGroup,
  type EndOfLife,
  type ReadGroup,
} from "@/lib/domain/trail-facts";
import { database } from "./client";
import { requestIdsIn } from "./indexed";
import { trailEvents as events, ledgerEntries } from "./schema";

/** Groups that one question answers at most: the newest. More is said to be more. */
const GROUPS_MAX = 30_000;

/** Calls that change a secret, its versions, its policy or its replicas. */
const changeNames = [
  "CancelRotateSecret",
  "CreateSecret",
  "DeleteResourcePolicy",
  "DeleteSecret",
  "PutResourcePolicy",
  "PutSecretValue",
  "RemoveRegionsFromReplication",
  "ReplicateSecretToRegions",
  "RestoreSecret",
  "RotateSecret",
  "StopReplicationToReplica",
  "TagResource",
  "UntagResource",
  "UpdateSecret",
  "UpdateSecretVersionStage",
];

/** A stretch of time in one place. */
export interface TrailStretch extends Place {
  from: Date;
  to: Date;
}

interface Groups<Group> {
  groups: Group[];
  isCut: boolean;
}

const typed = sql<string>`coalesce(${events.secretArn}, ${events.secretAsTyped})`;
const newest = max(events.at);

function ofActor(key: "words" | "kind" | "roleName" | "source" | "arn" | "sourceIdentity") {
  return sql<string | null>`${events.event}->'actor'->>${sql.raw(`'${key}'`)}`;
}

/** Calls of these names that AWS carried out: a range of the index over names. */
function done({ accountId, region, from, to }: TrailStretch, names: string[]): SQL | undefined {
  return and(
    eq(events.accountId, accountId),
    eq(events.region, region),
    inArray(events.name, names),
    between(events.at, from, to),
    sql`${events.event}->>'errorCode' IS NULL`,
    sql`${typed} IS NOT NULL`,
  );
}

/**
 * Changes by secret, call and actor that no record by itself ascribes to a person or to AWS. What
 * functions of these names did is left to them: Lambda names a session after its function.
 */
export async function changesWithoutPerson(
  stretch: TrailStretch,
  functionNames: readonly string[],
): Promise<Groups<ChangeGroup>> {
  const isUnnamed = notInArray(ofActor("kind"), [...attributableKinds]);
  return await changesBy(stretch, functionNames, isUnnamed);
}

/**
 * Changes by secret, call and actor of which no outcome in the ledger has the request id; AWS's own
 * acts and those of functions of these names are left out.
 */
export async function changesElsewhere(
  stretch: TrailStretch,
  functionNames: readonly string[],
): Promise<Groups<ChangeGroup>> {
  const isOnRecord = sql`exists (select 1 from ${ledgerEntries} where kind = 'outcome' and ${requestIdsIn(
    ledgerEntries.canonical,
  )} @> array['"' || ${events.requestId} || '"'])`;
  return await changesBy(
    stretch,
    functionNames,
    sql`${ofActor("kind")} IS DISTINCT FROM 'aws' AND NOT ${isOnRecord}`,
  );
}

async function changesBy(
  stretch: TrailStretch,
  functionNames: readonly string[],
  which: SQL,
): Promise<Groups<ChangeGroup>> {
  const { db } = await database();
  const session = sql`coalesce(split_part(${ofActor("arn")}, '/', 3), '')`;
  const rows = await db
    .select({
      typed,
      name: events.name,
      words: ofActor("words"),
      kind: sql<Actor["kind"]>`${ofActor("kind")}`,
      roleName: ofActor("roleName"),
      source: sql<Actor["source"]>`${ofActor("source")}`,
      count: count(),
      at: newest,
    })
    .from(events)
    .where(
      and(
        done(stretch, changeNames),
        sql`NOT (${events.event}->>'isServiceEvent')::boolean`,
        which,
        sql`${session} <> ALL(${sql.param([...functionNames])}::text[])`,
      ),
    )
    .groupBy(sql`1`, events.name, sql`3`, sql`4`, sql`5`, sql`6`)
    .orderBy(desc(newest))
    .limit(GROUPS_MAX + 1);
  return cut(
    rows.map(({ words, kind, roleName, source, at, ...rest }) => ({
      ...rest,
      atMs: msOf(at),
      actor: { words: words ?? "unknown", kind, source, roleName: roleName ?? undefined },
    })),
  );
}

/** Every deletion and restore, newest first. */
export async function endsOfLife(stretch: TrailStretch): Promise<Groups<EndOfLife>> {
  const { db } = await database();
  const rows = await db
    .select({ typed, event: events.event })
    .from(events)
    .where(done(stretch, ["DeleteSecret", "RestoreSecret"]))
    .orderBy(desc(events.at))
    .limit(GROUPS_MAX + 1);
  return cut(
    rows.map(({ typed: of, event }): EndOfLife => {
      const atMs = Date.parse(event.at);
      const { requestId, recoveryWindowDays, purgeNotBefore, actor } = event;
      const told = purgeNotBefore && Math.round((Date.parse(purgeNotBefore) - atMs) / 86_400_000);
      return {
        typed: of,
        arn: event.secretArn,
        atMs,
        name: event.name === "RestoreSecret" ? "RestoreSecret" : "DeleteSecret",
        who: actor.words,
        isByService: actor.kind === "aws",
        isForced: event.withoutRecovery === true,
        windowDays: recoveryWindowDays ?? (told || undefined),
        requestId,
      };
    }),
  );
}

/** Who read which value of which secret last: one group for each caller and each way of asking. */
export async function readsByCaller(stretch: TrailStretch): Promise<Groups<ReadGroup>> {
  const { db } = await database();
  // A label tells more than the id that a caller may have given besides.
  const stagingLabel = sql<string | null>`nullif(${events.event}->>'stagingLabel', 'AWSCURRENT')`;
  const versionId = sql<string | null>`CASE WHEN ${events.event}->>'stagingLabel' IS NULL
    THEN ${events.event}->>'versionId' END`;
  const rows = await db
    .select({
      typed,
      arn: ofActor("arn"),
      words: ofActor("words"),
      kind: sql<Actor["kind"]>`${ofActor("kind")}`,
      roleName: ofActor("roleName"),
      sourceIdentity: ofActor("sourceIdentity"),
      source: sql<Actor["source"]>`${ofActor("source")}`,
      stagingLabel,
      versionId,
      at: newest,
    })
    .from(events)
    .where(done(stretch, [VALUE_READ]))
    .groupBy(...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((column) => sql.raw(String(column))))
    .orderBy(desc(newest))
    .limit(GROUPS_MAX + 1);
  return cut(
    rows.map((row) => ({
      typed: row.typed,
      atMs: msOf(row.at),
      stagingLabel: row.stagingLabel ?? undefined,
      versionId: row.versionId ?? undefined,
      actor: {
        kind: row.kind,
        words: row.words ?? "unknown",
        arn: row.arn ?? undefined,
        roleName: row.roleName ?? undefined,
        sourceIdentity: row.sourceIdentity ?? undefined,
        source: row.source,
      },
    })),
  );
}

function cut<Group>(groups: Group[]): Groups<Group> {
  return { groups: groups.slice(0, GROUPS_MAX), isCut: groups.length > GROUPS_MAX };
}

function msOf(at: Date | null): number {
  return at?.getTime() ?? 0;
}
