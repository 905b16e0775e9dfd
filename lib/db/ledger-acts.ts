import "server-only";
import { and, desc, eq, gte, inArray, isNull, lt, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { AttemptBody, OutcomeBody } from "@/lib/domain/ledger";
import { type LedgerQuery, operationsOf } from "@/lib/domain/ledger-view";
import { database } from "./client";
import { ledgerEntries } from "./schema";

/** What ties an entry into the chain. */
interface Links {
  hash: string;
  prevHash: string;
}

/** An attempt with its outcome, as the bytes that were hashed say it. */
export interface StoredAct extends Links {
  seq: number;
  attempt: AttemptBody;
  outcome?: Links & { seq: number; body: OutcomeBody };
}

/** Whose acts: a person's own, or everybody's when left out. */
export type Whose = { issuer: string; subject: string } | undefined;

const outcomes = alias(ledgerEntries, "outcomes");

/** Acts that match, newest first. Keyset by number: what is appended meanwhile shifts no page. */
export async function ledgerActs(
  whose: Whose,
  query: LedgerQuery,
  limit: number,
): Promise<StoredAct[]> {
  const { db } = await database();
  const { seq, hash, prevHash, canonical } = ledgerEntries;
  const outcome = {
    seq: outcomes.seq,
    hash: outcomes.hash,
    prevHash: outcomes.prevHash,
    canonical: outcomes.canonical,
  };
  const rows = await db
    .select({ seq, hash, prevHash, canonical, outcome })
    .from(ledgerEntries)
    .leftJoin(outcomes, eq(outcomes.attempt, ledgerEntries.seq))
    .where(matching(whose, query))
    .orderBy(desc(seq))
    .limit(limit);
  return rows.map(({ canonical, outcome, ...entry }) => ({
    ...entry,
    attempt: JSON.parse(canonical),
    ...(outcome && { outcome: withBody(outcome) }),
  }));
}

function withBody({ canonical, ...entry }: { seq: number; canonical: string } & Links) {
  return { ...entry, body: JSON.parse(canonical) as OutcomeBody };
}

/** How many acts match. */
export async function countActs(whose: Whose, query: LedgerQuery): Promise<number> {
  const { db } = await database();
  const [row] = await db
    .select({ count: sql<string>`count(*)` })
    .from(ledgerEntries)
    .leftJoin(outcomes, eq(outcomes.attempt, ledgerEntries.seq))
    .where(matching(whose, query));
  return Number(row?.count);
}

function matching(whose: Whose, query: LedgerQuery): SQL | undefined {
  const { seq, kind, issuer, subject, operation, at } = ledgerEntries;
  const names = operationsOf(query.show);
  const { result } = query;
  return and(
    eq(kind, "attempt"),
    whose && eq(issuer, whose.issuer),
    whose && eq(subject, whose.subject),
    names && inArray(operation, names),
    query.show === "denied" ? eq(outcomes.result, "refused") : undefined,
    result === "open" ? isNull(outcomes.seq) : undefined,
    result && result !== "open" ? eq(outcomes.result, result) : undefined,
    query.from ? gte(at, new Date(`${query.from}T00:00:00Z`)) : undefined,
    query.to ? lt(at, dayAfter(query.to)) : undefined,
    query.before === undefined ? undefined : lt(seq, query.before),
    query.entry === undefined ? undefined : eq(seq, query.entry),
    query.q ? hasText(query.q) : undefined,
  );
}

/**
 * Looks into the hashed text and not into columns of its own, so that there is one truth. The
 * patterns follow JSON's own quoting: a key is never found in what somebody wrote as a reason.
 */
function hasText(q: string): SQL {
  const part = JSON.stringify(q)
    .slice(1, -1)
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const inAttempt = `"(displayName|subject|target|reason)":"([^"\\\\]|\\\\.)*${part}`;
  const inOutcome = `"awsRequestIds":\\[[^\\]]*${part}`;
  return sql`(${ledgerEntries.canonical} ~* ${inAttempt} OR ${outcomes.canonical} ~* ${inOutcome})`;
}

function dayAfter(day: string): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000);
}
