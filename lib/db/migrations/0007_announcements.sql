CREATE TABLE "announcements" (
	"key" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"event" jsonb NOT NULL,
	"addressed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"announcement" text NOT NULL,
	"address" text NOT NULL,
	"state" text DEFAULT 'due' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"leased_until" timestamp (3) with time zone,
	"failure" text,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "deliveries_announcement_address_pk" PRIMARY KEY("announcement","address"),
	CONSTRAINT "deliveries_ended" CHECK ((state = 'due') = (ended_at is null))
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_announcement_announcements_key_fk" FOREIGN KEY ("announcement") REFERENCES "public"."announcements"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "announcements_waiting" ON "announcements" USING btree ("at") WHERE addressed_at is null;--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("next_at") WHERE state = 'due';