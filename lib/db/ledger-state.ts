import "server-only";
import { createPublicKey } from "node:crypto";
import { type DatabaseSettings, databaseSettings } from "@/lib/config";
import { log } from "@/lib/log";
import { appendToAnchor, newestAnchor } from "./anchor";
import { announce } from "./announcements";
import { NO_HASH } from "./chain";
import {
  type Checkpoint,
  checkpointHash,
  isSignedBy,
  keyId,
  readCheckpoint,
  type SignedCheckpoint,
  signCheckpoint,
} from "./checkpoint";
import { type Database, database } from "./client";
import {
  databaseTime,
  entriesAfter,
  insertCheckpoint,
  newestCheckpoint,
  readHead,
} from "./ledger-rows";
import { ChainWalk, type Finding } from "./verify-chain";

/** Whether the ledger may be written. Once it may not, it may not until somebody has looked. */
export type LedgerState = { mode: "writing" } | { mode: "read-only"; finding: Finding };

/** What this process knows about the ledger of one database. */
interface Known {
  state: LedgerState;
  /** From here the next check begins. */
  good: { seq: number; hash: string };
}

const known = new WeakMap<Database, Promise<Known>>();

/**
 * The ledger's state. The first call compares the end of the chain with the newest checkpoint,
 * taken from the anchor if there is one, because whoever changes the database changes its
 * checkpoints too. Rejects while the database does not answer.
 */
export async function ledgerState(): Promise<LedgerState> {
  return (await knownOf(await database())).state;
}

/**
 * Checks what was added since the last check and signs where the chain stands. Does nothing
 * without a signing key, or when the ledger is read-only. True if a checkpoint was written.
 */
export async function writeCheckpoint(): Promise<boolean> {
  const { ledger } = databaseSettings();
  const opened = await database();
  const current = await knownOf(opened);
  if (!ledger.signingKey || current.state.mode === "read-only") return false;
  const last = await newestCheckpoint(opened.db);
  const finding = await checkTail(opened, current);
  if (finding) {
    await stop(opened, current, finding);
    return false;
  }
  const head = await readHead(opened.db);
  if (!head) return false;
  const now = await databaseTime(opened.db);
  const facts: Omit<Checkpoint, "v" | "key"> = {
    number: (last?.number ?? 0) + 1,
    logId: head.logId,
    ...current.good,
    at: now.toISOString(),
    previous: last ? checkpointHash(last.canonical) : NO_HASH,
  };
  const signed = signCheckpoint(facts, ledger.signingKey);
  const row = { ...signed, number: facts.number, seq: facts.seq, hash: facts.hash, at: now };
  if (!(await insertCheckpoint(opened.db, row))) return false;
  anchor(ledger, signed, facts);
  return true;
}

/** Repeats the checkpoint outside the database: in the file, and in the log's stream. */
function anchor(
  { anchorFile }: DatabaseSettings["ledger"],
  signed: SignedCheckpoint,
  { seq }: { seq: number },
): void {
  if (anchorFile) appendToAnchor(anchorFile, signed);
  log("info", "Ledger checkpoint", { seq, checkpoint: signed });
}

function knownOf(opened: Database): Promise<Known> {
  const before = known.get(opened);
  if (before) return before;
  const opening = check(opened);
  known.set(opened, opening);
  opening.catch(() => known.delete(opened));
  return opening;
}

async function check(opened: Database): Promise<Known> {
  const { ledger } = databaseSettings();
  const anchored = ledger.anchorFile ? newestAnchor(ledger.anchorFile) : undefined;
  const newest = anchored ?? (await newestCheckpoint(opened.db));
  const current: Known = { state: { mode: "writing" }, good: { seq: 0, hash: NO_HASH } };
  const finding = newest
    ? ((await startFrom(opened, newest, current)) ?? (await checkTail(opened, current)))
    : await checkTail(opened, current);
  if (finding) await stop(opened, current, finding);
  return current;
}

/** Takes a checkpoint as the point to start from, if it can be believed and the chain has it. */
async function startFrom(
  opened: Database,
  signed: SignedCheckpoint,
  current: Known,
): Promise<Finding | undefined> {
  const checkpoint = readCheckpoint(signed.canonical);
  const head = await readHead(opened.db);
  if (!checkpoint) return broken("bad-signature", 0, "The newest checkpoint cannot be read.");
  const { seq, hash, logId } = checkpoint;
  const { signingKey } = databaseSettings().ledger;
  const publicKey = signingKey && createPublicKey(signingKey);
  // A checkpoint of an earlier key still tells where the chain stood; only its maker is unproven.
  if (publicKey && keyId(publicKey) === checkpoint.key && !isSignedBy([publicKey], signed)) {
    return broken("bad-signature", seq, `The checkpoint at entry ${seq} has a wrong signature.`);
  }
  if (!head || head.logId !== logId) {
    return broken(
      "truncated",
      1,
      "The newest checkpoint is of another ledger: this one was replaced.",
    );
  }
  if (head.seq < seq) {
    return broken(
      "truncated",
      head.seq + 1,
      `Entries after ${head.seq} are missing, up to ${seq}.`,
    );
  }
  if (seq > 0) {
    for await (const [entry] of entriesAfter(opened.db, seq - 1)) {
      if (entry?.seq === seq && entry.hash === hash) break;
      return broken("altered", seq, `Entry ${seq} is not the one that was signed.`);
    }
  }
  current.good = { seq, hash };
  return undefined;
}

/** Walks from the last good point to the end. Moves that point when all is well. */
async function checkTail(opened: Database, current: Known): Promise<Finding | undefined> {
  // The end first: what is appended while we walk lies beyond it.
  const head = await readHead(opened.db);
  if (!head) return broken("truncated", current.good.seq + 1, "The ledger's end is missing.");
  if (head.seq < current.good.seq) {
    const from = head.seq + 1;
    return broken(
      "truncated",
      from,
      `Entries after ${head.seq} are missing, up to ${current.good.seq}.`,
    );
  }
  const walk = new ChainWalk(head.logId, current.good);
  if (head.seq > current.good.seq) {
    for await (const batch of entriesAfter(opened.db, current.good.seq)) {
      for (const entry of batch) {
        if (entry.seq > head.seq) break;
        const finding = walk.take(entry);
        if (finding) return finding;
      }
      if ((batch.at(-1)?.seq ?? 0) >= head.seq) break;
    }
  }
  const finding = walk.end(head);
  if (!finding) current.good = walk.last;
  return finding;
}

async function stop(opened: Database, current: Known, finding: Finding): Promise<void> {
  current.state = { mode: "read-only", finding };
  log("error", "The ledger does not verify and takes no more attempts", {
    seq: finding.seq,
    code: finding.verdict,
  });
  try {
    const logId = (await readHead(opened.db))?.logId ?? "none";
    const { seq, says } = finding;
    await announce(opened.db, { kind: "ledger-broken", logId, seq, says });
  } catch (error) {
    // The stop stands, whether or not anybody can be told.
    log("error", "The broken ledger could not be announced", { error });
  }
}

function broken(verdict: Finding["verdict"], seq: number, says: string): Finding {
  return { verdict, seq, says };
}
