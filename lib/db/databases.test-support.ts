import { afterAll, beforeAll, inject, vi } from "vitest";
import { closeDatabases, database } from "./client";

/** Every kind of database the console runs on, for `describe.each(databases)`. */
export const databases = [{ kind: "embedded" }, { kind: "postgres" }] as const;
export type DatabaseKind = (typeof databases)[number]["kind"];

/**
 * Gives the tests of this block an empty database of that kind and points DATABASE_URL at it, so
 * that `database()`, which has opened it and made the tables, and everything above it use it as
 * they would any other. `url()` answers the address once the tests run.
 */
export function useDatabase(kind: DatabaseKind): { url(): string } {
  let address = "";
  beforeAll(async () => {
    address = await ask(kind);
    vi.stubEnv("DATABASE_URL", address);
    await database();
  });
  afterAll(async () => {
    await closeDatabases();
    vi.unstubAllEnvs();
    await ask(kind, address);
  });
  return { url: () => address };
}

/** Asks the broker for a database, or gives one back. */
async function ask(kind: DatabaseKind, back?: string): Promise<string> {
  const url = new URL(kind, `${inject("databaseBroker")}/`);
  if (back) url.searchParams.set("back", back);
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
