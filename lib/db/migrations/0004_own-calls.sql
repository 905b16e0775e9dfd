CREATE TABLE "own_calls" (
	"hour" timestamp (3) with time zone NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"reason" text NOT NULL,
	"service" text NOT NULL,
	"operation" text NOT NULL,
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"is_background" boolean NOT NULL,
	"calls" bigint NOT NULL,
	CONSTRAINT "own_calls_key" PRIMARY KEY("hour","issuer","subject","reason","service","operation","account_id","region","is_background")
);
