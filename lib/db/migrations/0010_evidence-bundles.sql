CREATE TABLE "evidence_bundles" (
	"number" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "evidence_bundles_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"built_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"display_name" text NOT NULL,
	"role" text NOT NULL,
	"period_from" text NOT NULL,
	"period_to" text NOT NULL,
	"places" text[] NOT NULL,
	"has_controls" boolean NOT NULL,
	"is_complete" boolean NOT NULL,
	"secrets" integer NOT NULL,
	"files" integer NOT NULL,
	"manifest_sha256" text NOT NULL,
	"signature" text NOT NULL,
	"key_id" text NOT NULL,
	"ledger_seq" bigint NOT NULL
);
