CREATE TABLE "restore_events" (
	"number" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "restore_events_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"request_id" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"issuer" text,
	"subject" text,
	"who" text NOT NULL,
	"text" text NOT NULL,
	"from_state" text,
	"to_state" text,
	"version" integer,
	"ledger_seq" bigint,
	CONSTRAINT "restore_events_recorded" CHECK ((kind = 'transition') = (ledger_seq is not null and version is not null))
);
--> statement-breakpoint
CREATE TABLE "restore_intents" (
	"session_id" text PRIMARY KEY NOT NULL,
	"request_id" text NOT NULL,
	"digest" text NOT NULL,
	"begun_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "restore_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"secret_arn" text NOT NULL,
	"secret_name" text NOT NULL,
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"deleted_at" timestamp (3) with time zone NOT NULL,
	"purge_not_before" timestamp (3) with time zone NOT NULL,
	"reason" text NOT NULL,
	"ticket" text,
	"steps" jsonb NOT NULL,
	"digest" text NOT NULL,
	"requester_issuer" text NOT NULL,
	"requester_subject" text NOT NULL,
	"requester_name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"evidence" jsonb NOT NULL,
	"broken_by" text,
	"broken_reason" text,
	"fence" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"executed_by" text,
	"sent_at" timestamp (3) with time zone,
	"result" jsonb,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "restore_requests_asked" UNIQUE("id","requester_issuer","requester_subject"),
	CONSTRAINT "restore_requests_expiry" CHECK (expires_at <= created_at + interval '24 hours' and expires_at <= purge_not_before),
	CONSTRAINT "restore_requests_over" CHECK ((state in ('pending', 'approved', 'break-glass', 'executing')) = (closed_at is null)),
	CONSTRAINT "restore_requests_glass" CHECK (broken_by is null or length(broken_reason) >= 40)
);
--> statement-breakpoint
CREATE TABLE "restore_votes" (
	"request_id" text NOT NULL,
	"requester_issuer" text NOT NULL,
	"requester_subject" text NOT NULL,
	"approver_issuer" text NOT NULL,
	"approver_subject" text NOT NULL,
	"approver_name" text NOT NULL,
	"groups" text[] NOT NULL,
	"decision" text NOT NULL,
	"digest" text NOT NULL,
	"comment" text,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "restore_votes_once" PRIMARY KEY("request_id","approver_issuer","approver_subject"),
	CONSTRAINT "restore_votes_never_own" CHECK (approver_issuer <> requester_issuer or approver_subject <> requester_subject)
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "groups" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "proven_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "restore_events" ADD CONSTRAINT "restore_events_request_id_restore_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."restore_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "restore_votes" ADD CONSTRAINT "restore_votes_request" FOREIGN KEY ("request_id","requester_issuer","requester_subject") REFERENCES "public"."restore_requests"("id","requester_issuer","requester_subject") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "restore_events_request" ON "restore_events" USING btree ("request_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "restore_events_version" ON "restore_events" USING btree ("request_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "restore_requests_live" ON "restore_requests" USING btree ("secret_arn") WHERE state in ('pending', 'approved', 'break-glass', 'executing');--> statement-breakpoint
CREATE INDEX "restore_requests_closed" ON "restore_requests" USING btree ("closed_at","id");--> statement-breakpoint
CREATE INDEX "restore_requests_requester" ON "restore_requests" USING btree ("requester_issuer","requester_subject","created_at");--> statement-breakpoint
CREATE INDEX "restore_requests_state" ON "restore_requests" USING btree ("state","created_at");