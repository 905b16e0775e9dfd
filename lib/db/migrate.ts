import { Pool } from "pg";
import { ConfigError, databaseSettings } from "@/lib/config";
import { applyMigrations } from "./up-to-date";

/** `npm run migrate`: brings the tables up to date as their owner, and sets the grants. */
async function main(): Promise<void> {
  const pool = new Pool({ connectionString: databaseSettings().databaseUrl, max: 1 });
  try {
    const { hasAppRole } = await applyMigrations(pool);
    say("The database is up to date.");
    say(
      hasAppRole
        ? "Let the console sign in as a login that is only a member of strongroom_app."
        : "This login may not make roles: ask for CREATE ROLE strongroom_app, then run this again.",
    );
  } finally {
    await pool.end();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  // A driver's message may quote the address with its password.
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  say(error instanceof ConfigError ? error.message : `The database could not be changed${code}.`);
  process.exitCode = 1;
});
