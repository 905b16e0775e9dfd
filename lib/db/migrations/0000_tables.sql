CREATE TABLE "job_leases" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"leased_until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_checkpoints" (
	"number" bigint PRIMARY KEY NOT NULL,
	"canonical" text NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"hash" text NOT NULL,
	"signature" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"attempt" bigint,
	"operation" text NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"target" text,
	"result" text,
	"canonical" text NOT NULL,
	"prev_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "ledger_entries_kind" CHECK (("ledger_entries"."kind" = 'outcome') = ("ledger_entries"."attempt" is not null))
);
--> statement-breakpoint
CREATE TABLE "ledger_head" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"log_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ledger_head_only" CHECK ("ledger_head"."only")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"display_name" text NOT NULL,
	"email" text,
	"roles" text[] NOT NULL,
	"role" text NOT NULL,
	"authenticated_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"user_agent" text,
	"aws_generation" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_entries_attempt" ON "ledger_entries" USING btree ("attempt");--> statement-breakpoint
CREATE INDEX "ledger_entries_person" ON "ledger_entries" USING btree ("issuer","subject","seq");--> statement-breakpoint
CREATE INDEX "ledger_entries_operation" ON "ledger_entries" USING btree ("operation","seq");--> statement-breakpoint
CREATE INDEX "ledger_entries_target" ON "ledger_entries" USING btree ("target","seq");--> statement-breakpoint
CREATE INDEX "sessions_person" ON "sessions" USING btree ("issuer","subject");