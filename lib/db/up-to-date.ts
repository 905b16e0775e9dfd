import "server-only";
import path from "node:path";
import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import type { Pool } from "pg";
import { grantToApp } from "./grants";

const MIGRATIONS_TABLE = "strongroom_migrations";
/** Any number will do, as long as all releases use the same. */
const MIGRATION_LOCK = 7_263_540_187;
const migrations = {
  migrationsFolder: path.join(process.cwd(), "lib/db/migrations"),
  migrationsTable: MIGRATIONS_TABLE,
  migrationsSchema: "public",
};

/** The tables do not fit this release. Its message is one sentence that says what to do. */
export class SchemaError extends Error {
  override name = "SchemaError";
}

/**
 * Applies what is missing if this login may, else checks that nothing is.
 *
 * @throws SchemaError if something is missing and this login may not apply it, or if the database
 * was made by a newer release.
 */
export async function bringUpToDate(pool: Pool): Promise<void> {
  const db = drizzle(pool);
  const missing = await missingMigrations(db);
  if (missing === 0) return;
  if (missing < 0) {
    throw new SchemaError(
      "The database was changed by a newer release of Strongroom: run that release, or a backup of before.",
    );
  }
  if (!(await mayChangeTables(db))) {
    throw new SchemaError(
      `The database lacks ${missing} of this release's changes and this login may not apply them: run "npm run migrate" once with the owner's DATABASE_URL.`,
    );
  }
  await applyMigrations(pool);
}

/** Applies what is missing and sets the grants. One starter at a time; the others wait. */
export async function applyMigrations(pool: Pool): Promise<{ hasAppRole: boolean }> {
  const client = await pool.connect();
  try {
    // On the embedded database this lock excludes nobody, but there is one console per folder.
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const db = drizzle(client);
    await migrate(db, migrations);
    return { hasAppRole: await grantToApp(db, MIGRATIONS_TABLE) };
  } finally {
    // Ending the connection gives the lock back, whatever state it is in.
    client.release(true);
  }
}

/** How many of this release's migrations the database lacks; negative if it has unknown ones. */
async function missingMigrations(db: NodePgDatabase): Promise<number> {
  const known = readMigrationFiles(migrations).length;
  const table = await db.execute<{ name: string | null }>(
    sql`SELECT to_regclass(${`public.${MIGRATIONS_TABLE}`})::text AS name`,
  );
  if (!table.rows[0]?.name) return known;
  const applied = await db.execute<{ count: number }>(
    sql`SELECT count(*)::int AS count FROM ${sql.identifier(MIGRATIONS_TABLE)}`,
  );
  return known - (applied.rows[0]?.count ?? 0);
}

/** True for the tables' owner, and in an empty database for whoever may create there. */
async function mayChangeTables(db: NodePgDatabase): Promise<boolean> {
  const found = await db.execute<{ may: boolean }>(sql`
    SELECT coalesce(
      (SELECT pg_has_role(tableowner, 'USAGE') FROM pg_tables
        WHERE schemaname = 'public' AND tablename = 'ledger_entries'),
      has_schema_privilege('public', 'CREATE')) AS may`);
  return found.rows[0]?.may ?? false;
}
