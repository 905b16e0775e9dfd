import "server-only";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import { databaseSettings } from "@/lib/config";
import { log } from "@/lib/log";
import * as schema from "./schema";
import { bringUpToDate } from "./up-to-date";

export type Db = NodePgDatabase<typeof schema>;

/** An open database. Inside `db.transaction` use nothing but `tx`, and wait for nothing else. */
export interface Database {
  db: Db;
  /** Connections of their own for appending to the ledger, so that slow pages cannot starve it. */
  appends: Db;
  close(): Promise<void>;
}

/** No entry within this time, no operation. */
export const APPEND_LIMIT_MS = 2_000;

/** Longer than any page may wait for its rows. */
const QUERY_LIMIT_MS = 15_000;

/**
 * Opens the database at `url` and brings its tables up to date, or checks that they are.
 *
 * @throws SchemaError if the tables are behind and this login may not change them.
 */
export async function openDatabase(url: string): Promise<Database> {
  const pools = [
    poolOf(url, { max: 8, statement_timeout: QUERY_LIMIT_MS, connectionTimeoutMillis: 5_000 }),
    poolOf(url, {
      max: 3,
      statement_timeout: APPEND_LIMIT_MS,
      query_timeout: APPEND_LIMIT_MS,
      connectionTimeoutMillis: APPEND_LIMIT_MS,
    }),
  ] as const;
  const [db, appends] = [drizzle(pools[0], { schema }), drizzle(pools[1], { schema })];
  const close = async () => {
    await Promise.all(pools.map((pool) => pool.end()));
  };
  try {
    await bringUpToDate(pools[0]);
  } catch (error) {
    await close();
    throw error;
  }
  return { db, appends, close };
}

/** One open database per address and process; survives the reloads of a development server. */
const key = Symbol.for("strongroom.databases");
const shared = globalThis as unknown as Record<symbol, Map<string, Promise<Database>> | undefined>;

/** The console's database, opened on the first call. A failed opening is tried again on the next. */
export function database(): Promise<Database> {
  const { databaseUrl } = databaseSettings();
  const opened = shared[key] ?? new Map<string, Promise<Database>>();
  shared[key] = opened;
  const known = opened.get(databaseUrl);
  if (known) return known;
  const opening = openDatabase(databaseUrl);
  opened.set(databaseUrl, opening);
  opening.catch(() => opened.delete(databaseUrl));
  return opening;
}

/** Closes what `database` opened. For the end of the process and of a test file. */
export async function closeDatabases(): Promise<void> {
  const opened = [...(shared[key]?.values() ?? [])];
  shared[key] = undefined;
  for (const result of await Promise.allSettled(opened)) {
    if (result.status === "fulfilled") await result.value.close();
  }
}

function poolOf(connectionString: string, limits: ConstructorParameters<typeof Pool>[0]): Pool {
  const pool = new Pool({ connectionString, application_name: "strongroom", ...limits });
  // Without a listener, the end of an idle connection would end the process.
  pool.on("error", (error) => log("warn", "An idle database connection ended", { error }));
  return pool;
}
