import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { ConsoleRole } from "../domain/role";

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
const seqNumber = (name: string) => bigint(name, { mode: "number" });

/** One sign-in on one browser. Holds no token: `id` is the SHA-256 of what the cookie carries. */
export const sessions = pgTable(
  "sessions",
  {
    id: text().primaryKey(),
    issuer: text().notNull(),
    subject: text().notNull(),
    displayName: text("display_name").notNull(),
    email: text(),
    roles: text().array().$type<ConsoleRole[]>().notNull(),
    role: text().$type<ConsoleRole>().notNull(),
    authenticatedAt: moment("authenticated_at").notNull(),
    startedAt: moment("started_at").notNull().defaultNow(),
    lastSeenAt: moment("last_seen_at").notNull().defaultNow(),
    revokedAt: moment("revoked_at"),
    userAgent: text("user_agent"),
    /** Part of the key under which AWS credentials are held: a new number drops the old ones. */
    awsGeneration: integer("aws_generation").notNull().default(1),
  },
  (table) => [index("sessions_person").on(table.issuer, table.subject)],
);

/**
 * The ledger. `canonical` is the evidence: the exact bytes that were hashed, as text, because a
 * JSON column gives its keys back in another order. The other columns repeat parts of it so that
 * it can be searched, and the verifier checks that they agree.
 */
export const ledgerEntries = pgTable(
  "ledger_entries",
  {
    seq: seqNumber("seq").primaryKey(),
    at: moment("at").notNull(),
    kind: text().$type<"attempt" | "outcome">().notNull(),
    /** Shared by an attempt and its outcome. */
    id: text().notNull(),
    /** On outcomes: the seq of the attempt. Unique, so that an attempt has one outcome. */
    attempt: seqNumber("attempt"),
    operation: text().notNull(),
    issuer: text().notNull(),
    subject: text().notNull(),
    target: text(),
    result: text(),
    canonical: text().notNull(),
    prevHash: text("prev_hash").notNull(),
    hash: text().notNull(),
  },
  (table) => [
    uniqueIndex("ledger_entries_attempt").on(table.attempt),
    index("ledger_entries_person").on(table.issuer, table.subject, table.seq),
    index("ledger_entries_operation").on(table.operation, table.seq),
    index("ledger_entries_target").on(table.target, table.seq),
    check("ledger_entries_kind", sql`(${table.kind} = 'outcome') = (${table.attempt} is not null)`),
  ],
);

/** Where the chain ends. One row; whoever appends locks it, so that there is one chain. */
export const ledgerHead = pgTable(
  "ledger_head",
  {
    only: boolean().primaryKey().default(true),
    logId: text("log_id").notNull(),
    seq: seqNumber("seq").notNull(),
    hash: text().notNull(),
    at: moment("at").notNull(),
  },
  (table) => [check("ledger_head_only", sql`${table.only}`)],
);

/** Signed statements about where the chain stood. Repeated outside the database, in the anchor. */
export const ledgerCheckpoints = pgTable("ledger_checkpoints", {
  number: seqNumber("number").primaryKey(),
  /** The exact signed bytes; the columns above and below repeat parts of them. */
  canonical: text().notNull(),
  seq: seqNumber("seq").notNull(),
  at: moment("at").notNull(),
  hash: text().notNull(),
  signature: text().notNull(),
});

/** Which process runs a job now. A row and not an advisory lock: those do not exclude everywhere. */
export const jobLeases = pgTable("job_leases", {
  name: text().primaryKey(),
  holder: text().notNull(),
  leasedUntil: moment("leased_until").notNull(),
});
