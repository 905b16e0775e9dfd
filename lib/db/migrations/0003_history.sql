CREATE TABLE "label_observations" (
	"secret_arn" text NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"fingerprint" text NOT NULL,
	"labels" jsonb NOT NULL,
	"last_changed_at" timestamp (3) with time zone,
	CONSTRAINT "label_observations_secret_arn_first_seen_at_pk" PRIMARY KEY("secret_arn","first_seen_at")
);
--> statement-breakpoint
CREATE TABLE "trail_cursors" (
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"cursor" jsonb NOT NULL,
	"failure" jsonb,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "trail_cursors_account_id_region_pk" PRIMARY KEY("account_id","region")
);
--> statement-breakpoint
CREATE TABLE "trail_events" (
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"event_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"name" text NOT NULL,
	"read_only" boolean NOT NULL,
	"secret_arn" text,
	"secret_as_typed" text,
	"request_id" text,
	"arrival" bigint GENERATED ALWAYS AS IDENTITY (sequence name "trail_events_arrival_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event" jsonb NOT NULL,
	CONSTRAINT "trail_events_account_id_region_event_id_pk" PRIMARY KEY("account_id","region","event_id")
);
--> statement-breakpoint
CREATE INDEX "trail_events_arn" ON "trail_events" USING btree ("account_id","region","secret_arn","at");--> statement-breakpoint
CREATE INDEX "trail_events_typed" ON "trail_events" USING btree ("account_id","region","secret_as_typed","at");--> statement-breakpoint
CREATE INDEX "trail_events_name" ON "trail_events" USING btree ("account_id","region","name","at");--> statement-breakpoint
CREATE INDEX "trail_events_request" ON "trail_events" USING btree ("request_id");