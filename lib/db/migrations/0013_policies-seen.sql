CREATE TABLE "policies_seen" (
	"secret_arn" text PRIMARY KEY NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"policy" jsonb NOT NULL
);
