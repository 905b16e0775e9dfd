import { createPublicKey, type KeyObject } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { drizzle } from "drizzle-orm/node-postgres";
import { Client } from "pg";
import { ConfigError, databaseSettings } from "@/lib/config";
import { anchorLines } from "./anchor";
import { checkpointsAfter, entriesAfter, readHead } from "./ledger-rows";
import * as schema from "./schema";
import { type Verdict, verifyLedger } from "./verify";
import { verdicts } from "./verify-chain";

/**
 * `npm run verify-ledger [-- --anchor <file>] [-- --public-key <PEM file>]…`
 *
 * Reads the whole ledger, changes nothing, and names the first bad entry. Exit codes: 0 ok,
 * 1 altered, 2 gap, 3 reordered or forked, 4 bad signature, 5 truncated against a checkpoint,
 * 6 unreadable. The public key is that of STRONGROOM_LEDGER_KEY unless given.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { anchor: { type: "string" }, "public-key": { type: "string", multiple: true } },
  });
  const { databaseUrl, ledger } = databaseSettings();
  const keys: KeyObject[] = (values["public-key"] ?? []).map((file) =>
    createPublicKey(readFileSync(file)),
  );
  if (keys.length === 0 && ledger.signingKey) keys.push(createPublicKey(ledger.signingKey));
  const anchorFile = values.anchor ?? ledger.anchorFile;
  if (values.anchor && !existsSync(values.anchor))
    return unreadable(`There is no file ${values.anchor}.`);
  // Measured before the database is read: every line that the file has now is in there already.
  const anchor = anchorFile && existsSync(anchorFile) ? anchorLines(anchorFile) : undefined;
  const client = new Client({ connectionString: databaseUrl });
  client.on("error", () => undefined);
  await client.connect();
  try {
    // One snapshot for all: what the console appends meanwhile is not looked at.
    await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const db = drizzle(client, { schema });
    const head = await readHead(db);
    if (!head) return unreadable("The ledger has no recorded end.");
    const [signed] = (await checkpointsAfter(db, 0).next()).value ?? [];
    if (signed && keys.length === 0) {
      return unreadable(
        "Checkpoints cannot be checked without STRONGROOM_LEDGER_KEY or --public-key.",
      );
    }
    const source = {
      head,
      entries: entriesAfter(db, 0),
      checkpoints: checkpointsAfter(db, 0),
      ...(anchor && { anchor }),
    };
    return report(await verifyLedger(source, keys), anchor !== undefined);
  } finally {
    await client.end();
  }
}

function report({ finding, entries, checkpoints, anchored }: Verdict, hasAnchor: boolean): number {
  const compared = hasAnchor
    ? `${anchored} of them in the anchor too`
    : "no anchor to compare with";
  if (!finding) {
    say(`ok: ${entries} entries, ${checkpoints} signed checkpoints, ${compared}.`);
    return verdicts.ok;
  }
  const where = finding.until
    ? `entries ${finding.seq} to ${finding.until}`
    : `entry ${finding.seq}`;
  say(`${finding.verdict}: first bad ${where}. ${finding.says}`);
  return verdicts[finding.verdict];
}

function unreadable(says: string): number {
  say(`unreadable: ${says}`);
  return verdicts.unreadable;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    // A driver's message may quote the address with its password.
    const known = error instanceof ConfigError ? error.message : "The ledger cannot be read.";
    process.exitCode = unreadable(known);
  },
);
