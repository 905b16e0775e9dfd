import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { PGlite } from "@electric-sql/pglite";
import { FolderInUse, lockFolder } from "./folder-lock";
import { listen } from "./postgres-front";

/**
 * The embedded database: PostgreSQL in this process, behind a socket on loopback, so that the
 * console speaks to it as to any other PostgreSQL.
 *
 *   tsx lib/sandbox/postgres.ts --port 4568 --data .data/postgres
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: "string" }, data: { type: "string" } } });
  const port = Number(values.port ?? process.env.DEMO_DB_PORT ?? 4568);
  const folder = resolve(values.data ?? process.env.DEMO_DB_FOLDER ?? ".data/postgres");
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  const unlock = lockFolder(folder);
  process.once("exit", unlock);
  const db = await open(folder);
  const server = await listen(db, { host: "127.0.0.1", port }, (error) => {
    console.error("The embedded database failed and ends:", nameOf(error));
    process.exit(1);
  });
  const end = () => {
    server.close();
    db.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  console.log(
    `Embedded PostgreSQL on 127.0.0.1:${(server.address() as AddressInfo).port}, data in ${folder}. It survives a killed process, ` +
      "but it does not wait for the disk: after a power failure the newest rows may be gone. " +
      "For more than that, set DATABASE_URL to a PostgreSQL of your own.",
  );
}

/**
 * Opens the data folder; the first time, makes it beside its place and renames it when it is
 * whole: a folder that was abandoned half-made never opens again.
 */
async function open(folder: string): Promise<PGlite> {
  const prefix = `${basename(folder)}.init-`;
  for (const name of readdirSync(dirname(folder))) {
    if (name.startsWith(prefix)) {
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
  if (!existsSync(folder)) {
    const fresh = join(dirname(folder), `${prefix}${process.pid}`);
    const db = await PGlite.create(fresh);
    await db.close();
    renameSync(fresh, folder);
  }
  return await PGlite.create(folder);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  const inUse = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
  if (inUse) console.error(`Port ${(error as { port?: number }).port} is in use already.`);
  else console.error(error instanceof FolderInUse ? error.message : error);
  process.exit(1);
});
