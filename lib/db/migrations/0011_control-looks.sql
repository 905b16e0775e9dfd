CREATE TABLE "control_looks" (
	"principal" text NOT NULL,
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"found" jsonb,
	"failure" jsonb,
	CONSTRAINT "control_looks_principal_account_id_region_kind_subject_pk" PRIMARY KEY("principal","account_id","region","kind","subject"),
	CONSTRAINT "control_looks_answered" CHECK ((found is null) <> (failure is null))
);
--> statement-breakpoint
CREATE TABLE "control_passes" (
	"scope" text PRIMARY KEY NOT NULL,
	"fence" integer DEFAULT 1 NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"display_name" text NOT NULL,
	"planned" integer NOT NULL,
	"made" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	"stops" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"leased_until" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "control_looks_at" ON "control_looks" USING btree ("at");