CREATE TABLE "calendar_feeds" (
	"id" text PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"role" text NOT NULL,
	"filter" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"proven_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_fetched_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "rotation_snapshots" (
	"principal" text NOT NULL,
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"listed_at" timestamp (3) with time zone NOT NULL,
	"fingerprint" text NOT NULL,
	"secrets" text NOT NULL,
	CONSTRAINT "rotation_snapshots_principal_account_id_region_pk" PRIMARY KEY("principal","account_id","region")
);
--> statement-breakpoint
CREATE INDEX "calendar_feeds_person" ON "calendar_feeds" USING btree ("issuer","subject");