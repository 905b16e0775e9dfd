CREATE TABLE "deletions_seen" (
	"secret_arn" text NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"purge_not_before" timestamp (3) with time zone NOT NULL,
	"window_days" integer NOT NULL,
	"requested_by" text NOT NULL,
	CONSTRAINT "deletions_seen_secret_arn_requested_at_pk" PRIMARY KEY("secret_arn","requested_at")
);
