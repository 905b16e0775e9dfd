import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { AnnouncedEvent } from "../domain/announcement";
import type { PassStop } from "../domain/assessment";
import type { Found, LookKind } from "../domain/control-looks";
import type { FailureView } from "../domain/failure";
import type { CallReason } from "../domain/own-calls";
import type { RestoreEvidence, RestoreResult, SeenPolicy } from "../domain/restore-evidence";
import type { ApprovalStep, RestoreState } from "../domain/restore-request";
import type { ConsoleRole } from "../domain/role";
import type { FeedFilter } from "../domain/rotation-feed";
import type { TrailCursor } from "../domain/trail-coverage";
import type { TrailEvent } from "../domain/trail-event";
import { requestIdsIn, sessionRoleIn } from "./indexed";

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
    /** Groups of the sign-in that the rules for restores name. */
    groups: text().array().notNull().default(sql`'{}'`),
    /** When this database took note of the last proof of sign-in; its clock, not the provider's. */
    provenAt: moment("proven_at").notNull().defaultNow(),
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
    index("ledger_entries_requests")
      .using("gin", requestIdsIn(table.canonical))
      // Entries are asked for one by one: a list of what is not yet sorted in would be read each time.
      .with({ fastupdate: false })
      .where(sql`kind = 'outcome'`),
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

/**
 * CloudTrail's records about secrets, kept so that history outlives CloudTrail's 90 days and is
 * read once for all people. `event` is the console's reading of a record; it never holds a value.
 */
export const trailEvents = pgTable(
  "trail_events",
  {
    accountId: text("account_id").notNull(),
    region: text().notNull(),
    eventId: text("event_id").notNull(),
    at: moment("at").notNull(),
    name: text().notNull(),
    readOnly: boolean("read_only").notNull(),
    secretArn: text("secret_arn"),
    secretAsTyped: text("secret_as_typed"),
    requestId: text("request_id"),
    /**
     * CloudTrail keeps whole seconds. Within one, what a look-up further ahead in time first told is
     * newer; what the same look-up told later is older, for it answers newest first.
     */
    toldUpTo: moment("told_up_to").notNull().defaultNow(),
    arrival: seqNumber("arrival").generatedAlwaysAsIdentity(),
    event: jsonb().$type<TrailEvent>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.region, table.eventId] }),
    index("trail_events_arn").on(table.accountId, table.region, table.secretArn, table.at),
    index("trail_events_typed").on(table.accountId, table.region, table.secretAsTyped, table.at),
    index("trail_events_name").on(table.accountId, table.region, table.name, table.at),
    index("trail_events_request").on(table.requestId),
    index("trail_events_changes").on(table.at).where(sql`not read_only`),
    index("trail_events_value_reads")
      .on(sessionRoleIn(table.event), table.at)
      .where(sql`name in ('GetSecretValue', 'BatchGetSecretValue')`),
  ],
);

/** How far CloudTrail was read for each Region of each account. */
export const trailCursors = pgTable(
  "trail_cursors",
  {
    accountId: text("account_id").notNull(),
    region: text().notNull(),
    cursor: jsonb().$type<TrailCursor>().notNull(),
    failure: jsonb().$type<FailureView>(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.region] })],
);

/**
 * A secret's labels as this console saw them, one row for each stretch in which they looked the
 * same: versions, labels and dates, never values.
 */
export const labelObservations = pgTable(
  "label_observations",
  {
    secretArn: text("secret_arn").notNull(),
    firstSeenAt: moment("first_seen_at").notNull(),
    lastSeenAt: moment("last_seen_at").notNull(),
    /** What makes two looks the same: labels and AWS's LastChangedDate. */
    fingerprint: text().notNull(),
    labels: jsonb().$type<Record<string, string[]>>().notNull(),
    lastChangedAt: moment("last_changed_at"),
  },
  (table) => [primaryKey({ columns: [table.secretArn, table.firstSeenAt] })],
);

/** The console's own calls to AWS, added up by the hour: who caused them, from where, for what. */
export const ownCalls = pgTable(
  "own_calls",
  {
    hour: moment("hour").notNull(),
    /** Both empty = the console itself. */
    issuer: text().notNull(),
    subject: text().notNull(),
    reason: text().$type<CallReason>().notNull(),
    service: text().notNull(),
    operation: text().notNull(),
    accountId: text("account_id").notNull(),
    region: text().notNull(),
    isBackground: boolean("is_background").notNull(),
    calls: seqNumber("calls").notNull(),
  },
  (table) => [
    primaryKey({
      name: "own_calls_key",
      columns: [
        table.hour,
        table.issuer,
        table.subject,
        table.reason,
        table.service,
        table.operation,
        table.accountId,
        table.region,
        table.isBackground,
      ],
    }),
  ],
);

/**
 * What DeleteSecret answered when this console called it: the one place besides CloudTrail that
 * ever tells window and purge date (facts 2.3).
 */
export const deletionsSeen = pgTable(
  "deletions_seen",
  {
    secretArn: text("secret_arn").notNull(),
    requestedAt: moment("requested_at").notNull(),
    purgeNotBefore: moment("purge_not_before").notNull(),
    windowDays: integer("window_days").notNull(),
    /** Who, by name, for showing. */
    requestedBy: text("requested_by").notNull(),
  },
  (table) => [primaryKey({ columns: [table.secretArn, table.requestedAt] })],
);

/**
 * How the resource policy of a secret last stood when this console read it. While a deletion is
 * pending AWS may refuse to tell, so a restore is compared with this.
 */
export const policiesSeen = pgTable("policies_seen", {
  secretArn: text("secret_arn").primaryKey(),
  seenAt: moment("seen_at").notNull(),
  policy: jsonb().$type<SeenPolicy>().notNull(),
});

/**
 * A wish to bring a secret back, bound to its ARN and to the very deletion that was seen. What was
 * asked for never changes; state and version do, in one transaction with the ledger's entry.
 */
export const restoreRequests = pgTable(
  "restore_requests",
  {
    id: text().primaryKey(),
    version: integer().notNull().default(1),
    state: text().$type<RestoreState>().notNull().default("pending"),
    secretArn: text("secret_arn").notNull(),
    secretName: text("secret_name").notNull(),
    accountId: text("account_id").notNull(),
    region: text().notNull(),
    /** AWS's DeletedDate as it was seen: when deletion was requested (facts 2.3). */
    deletedAt: moment("deleted_at").notNull(),
    purgeNotBefore: moment("purge_not_before").notNull(),
    reason: text().notNull(),
    ticket: text(),
    steps: jsonb().$type<ApprovalStep[]>().notNull(),
    /** SHA-256 over what an approver signs. */
    digest: text().notNull(),
    requesterIssuer: text("requester_issuer").notNull(),
    requesterSubject: text("requester_subject").notNull(),
    requesterName: text("requester_name").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
    evidence: jsonb().$type<RestoreEvidence>().notNull(),
    /** Set for ever by a break-glass restore. */
    brokenBy: text("broken_by"),
    brokenReason: text("broken_reason"),
    /** Grows with each execution; whoever holds an older number may not write any more. */
    fence: integer().notNull().default(0),
    leaseUntil: moment("lease_until"),
    executedBy: text("executed_by"),
    /** Set before RestoreSecret is sent under the current fence: from then on AWS may have acted. */
    sentAt: moment("sent_at"),
    result: jsonb().$type<RestoreResult>(),
    closedAt: moment("closed_at"),
  },
  (table) => [
    unique("restore_requests_asked").on(table.id, table.requesterIssuer, table.requesterSubject),
    uniqueIndex("restore_requests_live")
      .on(table.secretArn)
      .where(sql`state in ('pending', 'approved', 'break-glass', 'executing')`),
    index("restore_requests_closed").on(table.closedAt, table.id),
    index("restore_requests_requester").on(
      table.requesterIssuer,
      table.requesterSubject,
      table.createdAt,
    ),
    index("restore_requests_state").on(table.state, table.createdAt),
    check(
      "restore_requests_expiry",
      sql`expires_at <= created_at + interval '24 hours' and expires_at <= purge_not_before`,
    ),
    check(
      "restore_requests_over",
      sql`(state in ('pending', 'approved', 'break-glass', 'executing')) = (closed_at is null)`,
    ),
    check("restore_requests_glass", sql`broken_by is null or length(broken_reason) >= 40`),
  ],
);

/** One person's yes or no. Nobody votes on what they asked for: that is the table's own rule. */
export const restoreVotes = pgTable(
  "restore_votes",
  {
    requestId: text("request_id").notNull(),
    requesterIssuer: text("requester_issuer").notNull(),
    requesterSubject: text("requester_subject").notNull(),
    approverIssuer: text("approver_issuer").notNull(),
    approverSubject: text("approver_subject").notNull(),
    approverName: text("approver_name").notNull(),
    groups: text().array().notNull(),
    decision: text().$type<"approve" | "deny">().notNull(),
    /** What was signed; a vote on anything else does not count. */
    digest: text().notNull(),
    comment: text(),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({
      name: "restore_votes_once",
      columns: [table.requestId, table.approverIssuer, table.approverSubject],
    }),
    foreignKey({
      name: "restore_votes_request",
      columns: [table.requestId, table.requesterIssuer, table.requesterSubject],
      foreignColumns: [
        restoreRequests.id,
        restoreRequests.requesterIssuer,
        restoreRequests.requesterSubject,
      ],
    }),
    check(
      "restore_votes_never_own",
      sql`approver_issuer <> requester_issuer or approver_subject <> requester_subject`,
    ),
  ],
);

/** What happened to a request, in order: transitions with their ledger entry, comments, live steps. */
export const restoreEvents = pgTable(
  "restore_events",
  {
    number: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    requestId: text("request_id")
      .notNull()
      .references(() => restoreRequests.id),
    at: moment("at").notNull().defaultNow(),
    kind: text().$type<"transition" | "joined" | "comment" | "step">().notNull(),
    issuer: text(),
    subject: text(),
    who: text().notNull(),
    text: text().notNull(),
    fromState: text("from_state").$type<RestoreState>(),
    toState: text("to_state").$type<RestoreState>(),
    /** The version that a transition made. */
    version: integer(),
    ledgerSeq: seqNumber("ledger_seq"),
  },
  (table) => [
    index("restore_events_request").on(table.requestId, table.number),
    uniqueIndex("restore_events_version").on(table.requestId, table.version),
    check(
      "restore_events_recorded",
      sql`(kind = 'transition') = (ledger_seq is not null and version is not null)`,
    ),
  ],
);

/** What a browser is about to agree to; only a sign-in after this counts, and only for this. */
export const restoreIntents = pgTable("restore_intents", {
  sessionId: text("session_id").primaryKey(),
  requestId: text("request_id").notNull(),
  digest: text().notNull(),
  begunAt: moment("begun_at").notNull().defaultNow(),
});

/**
 * What people are to be told, written in the transaction that made it true. `key` is the same for
 * the same event, whoever notices it.
 */
export const announcements = pgTable(
  "announcements",
  {
    key: text().primaryKey(),
    at: moment("at").notNull().defaultNow(),
    event: jsonb().$type<AnnouncedEvent>().notNull(),
    /** When it was decided who hears it; until then nobody does. */
    addressedAt: moment("addressed_at"),
  },
  (table) => [index("announcements_waiting").on(table.at).where(sql`addressed_at is null`)],
);

/**
 * Evidence bundles that were built: what identifies each and who signed it. The bundle itself is
 * with whoever downloaded it. Written in one transaction with the outcome in the ledger.
 */
export const evidenceBundles = pgTable("evidence_bundles", {
  number: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  builtAt: moment("built_at").notNull().defaultNow(),
  issuer: text().notNull(),
  subject: text().notNull(),
  displayName: text("display_name").notNull(),
  role: text().$type<ConsoleRole>().notNull(),
  /** Days in UTC, both included. */
  periodFrom: text("period_from").notNull(),
  periodTo: text("period_to").notNull(),
  /** `account/Region`, each. */
  places: text().array().notNull(),
  hasControls: boolean("has_controls").notNull(),
  /** False if some Region had not answered completely. */
  isComplete: boolean("is_complete").notNull(),
  secrets: integer().notNull(),
  files: integer().notNull(),
  manifestSha256: text("manifest_sha256").notNull(),
  /** Ed25519 over the manifest's bytes, base64. */
  signature: text().notNull(),
  /** SHA-256 of the public key. */
  keyId: text("key_id").notNull(),
  /** The attempt in the ledger. */
  ledgerSeq: seqNumber("ledger_seq").notNull(),
});

/** The delivery log: one row for each event and address, and therefore one message. */
export const deliveries = pgTable(
  "deliveries",
  {
    announcement: text()
      .notNull()
      .references(() => announcements.key),
    /** `webhook:<name>` or `mail:<address>`. */
    address: text().notNull(),
    /** Names the row in an address of ours, where a mail address has no place. */
    number: seqNumber("number").generatedAlwaysAsIdentity(),
    state: text().$type<"due" | "delivered" | "given-up">().notNull().default("due"),
    tries: integer().notNull().default(0),
    nextAt: moment("next_at").notNull().defaultNow(),
    /** While a process sends it; after that somebody else may. */
    leasedUntil: moment("leased_until"),
    /** Why the last try failed: a code of ours, never what the receiver said. */
    failure: text(),
    endedAt: moment("ended_at"),
  },
  (table) => [
    primaryKey({ columns: [table.announcement, table.address] }),
    index("deliveries_due").on(table.nextAt).where(sql`state = 'due'`),
    uniqueIndex("deliveries_number").on(table.number),
    check("deliveries_ended", sql`(state = 'due') = (ended_at is null)`),
  ],
);

/**
 * Addresses by which a calendar program reads the rotation schedule. Holds no token: `id` is the
 * SHA-256 of what the address carries.
 */
export const calendarFeeds = pgTable(
  "calendar_feeds",
  {
    id: text().primaryKey(),
    issuer: text().notNull(),
    subject: text().notNull(),
    /** As whom the schedule is shown: what this role may list, and no more. */
    role: text().$type<ConsoleRole>().notNull(),
    filter: jsonb().$type<FeedFilter>().notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
    /** When the person last signed in and still had the role. */
    provenAt: moment("proven_at").notNull().defaultNow(),
    lastFetchedAt: moment("last_fetched_at"),
    revokedAt: moment("revoked_at"),
  },
  (table) => [index("calendar_feeds_person").on(table.issuer, table.subject)],
);

/**
 * What one IAM role last listed of everything that rotates in one place: metadata, a line of JSON
 * a secret. Calendar feeds are made of it, because nobody is signed in when they are fetched.
 */
export const rotationSnapshots = pgTable(
  "rotation_snapshots",
  {
    principal: text().notNull(),
    accountId: text("account_id").notNull(),
    region: text().notNull(),
    listedAt: moment("listed_at").notNull(),
    /** What makes two listings the same. */
    fingerprint: text().notNull(),
    secrets: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.principal, table.accountId, table.region] })],
);

/**
 * What AWS answered about one secret or key that no list tells: findings, never a policy's text.
 * Under the IAM role that asked, because another role may not see the same.
 */
export const controlLooks = pgTable(
  "control_looks",
  {
    principal: text().notNull(),
    accountId: text("account_id").notNull(),
    region: text().notNull(),
    kind: text().$type<LookKind>().notNull(),
    /** A secret's ARN, or a key as its secrets name it. */
    subject: text().notNull(),
    at: moment("at").notNull(),
    found: jsonb().$type<Found[LookKind]>(),
    failure: jsonb().$type<FailureView>(),
  },
  (table) => [
    primaryKey({
      columns: [table.principal, table.accountId, table.region, table.kind, table.subject],
    }),
    index("control_looks_at").on(table.at),
    check("control_looks_answered", sql`(found is null) <> (failure is null)`),
  ],
);

/** The newest pass over what no list tells, one row for each set of IAM roles that looks. */
export const controlPasses = pgTable("control_passes", {
  /** The IAM roles of all accounts, as one text. */
  scope: text().primaryKey(),
  /** Grows with every pass: whoever holds an older one has lost it. */
  fence: integer().notNull().default(1),
  startedAt: moment("started_at").notNull().defaultNow(),
  /** Older looks do not count in this pass. */
  since: moment("since").notNull(),
  issuer: text().notNull(),
  subject: text().notNull(),
  displayName: text("display_name").notNull(),
  /** Looks that were agreed to, made, and refused. */
  planned: integer().notNull(),
  made: integer().notNull().default(0),
  refused: integer().notNull().default(0),
  stops: jsonb().$type<PassStop[]>().notNull().default([]),
  /** While the process that makes it lives; nobody else may begin one. */
  leasedUntil: moment("leased_until").notNull(),
  endedAt: moment("ended_at"),
});
