import "server-only";
import type { KeyObject } from "node:crypto";
import type { AnchorLine } from "./anchor";
import { NO_HASH } from "./chain";
import { checkpointHash, isSignedBy, readCheckpoint } from "./checkpoint";
import type { LedgerHead, StoredCheckpoint } from "./ledger-rows";
import { ChainWalk, type Finding, type StoredEntry } from "./verify-chain";

/** A whole ledger, wherever it was read from. Batches in the order they are stored. */
export interface LedgerSource {
  head: LedgerHead;
  entries: AsyncIterable<StoredEntry[]> | Iterable<StoredEntry[]>;
  checkpoints: AsyncIterable<StoredCheckpoint[]> | Iterable<StoredCheckpoint[]>;
  /** What the anchor says; nothing if there is none to compare with. */
  anchor?: AsyncIterable<AnchorLine> | Iterable<AnchorLine>;
}

export interface Verdict {
  /** The first bad entry, if any is. */
  finding?: Finding;
  entries: number;
  checkpoints: number;
  anchored: number;
}

/**
 * Verifies a whole ledger: each entry's content and place, each checkpoint's signature, number
 * and word about the chain, each anchored checkpoint against both. `keys` are the public keys
 * that may have signed. Of several findings the one about the lowest entry is answered.
 */
export async function verifyLedger(
  { head, entries, checkpoints, anchor }: LedgerSource,
  keys: readonly KeyObject[],
): Promise<Verdict> {
  const said = new Statements(head.logId, keys);
  for await (const batch of checkpoints) for (const checkpoint of batch) said.stored(checkpoint);
  let anchored = 0;
  if (anchor) {
    for await (const line of anchor) {
      said.anchored(line);
      anchored += 1;
    }
  }
  const walk = new ChainWalk(head.logId, { seq: 0, hash: NO_HASH });
  const broken = await walkAll(walk, entries, said, head);
  const last = walk.last.seq;
  const finding = [broken, ...said.findings]
    .filter((one) => one !== undefined)
    .sort((a, b) => a.seq - b.seq)[0];
  return { ...(finding && { finding }), entries: last, checkpoints: said.count, anchored };
}

async function walkAll(
  walk: ChainWalk,
  entries: LedgerSource["entries"],
  said: Statements,
  head: LedgerHead,
): Promise<Finding | undefined> {
  for await (const batch of entries) {
    for (const entry of batch) {
      const finding = walk.take(entry);
      if (finding) return finding;
      const hash = walk.isAt(entry) ? said.hashOf(entry.seq) : undefined;
      const refuted = hash === undefined ? undefined : walk.confirm(hash);
      if (refuted) return refuted;
    }
  }
  // A checkpoint beyond the end says it better than a head that somebody moved back.
  return said.beyond(walk.last.seq) ?? walk.end(head);
}

/** What checkpoints say about the chain, and what is wrong with themselves. */
class Statements {
  readonly findings: Finding[] = [];
  readonly #hashes = new Map<number, string>();
  readonly #canonical = new Map<number, string>();
  /** Of the checkpoint before; nothing after one that cannot be believed. */
  #previous: string | undefined = NO_HASH;
  #seq = 0;
  #highest = 0;
  count = 0;

  constructor(
    readonly logId: string,
    readonly keys: readonly KeyObject[],
  ) {}

  stored(row: StoredCheckpoint): void {
    this.count += 1;
    const before = this.#previous;
    this.#previous = undefined;
    const checkpoint = readCheckpoint(row.canonical);
    if (!checkpoint || !isSignedBy(this.keys, row)) {
      this.#find("bad-signature", row.seq, `Checkpoint ${row.number} has no valid signature.`);
      return;
    }
    const { number, seq, hash, logId, previous } = checkpoint;
    if (number !== row.number || seq !== row.seq || hash !== row.hash || logId !== this.logId) {
      this.#find("bad-signature", seq, `Checkpoint ${row.number} is not what was signed.`);
      return;
    }
    if (before !== undefined && (number !== this.count || previous !== before)) {
      const from = Math.min(this.#seq + 1, seq);
      this.#find("truncated", from, `A checkpoint before checkpoint ${number} is missing.`);
    }
    this.count = number;
    this.#previous = checkpointHash(row.canonical);
    this.#seq = seq;
    this.#canonical.set(number, row.canonical);
    this.#note(seq, hash);
  }

  anchored(line: AnchorLine): void {
    const { number, seq, hash, logId } = line.checkpoint;
    if (!isSignedBy(this.keys, line)) {
      this.#find("bad-signature", seq, `Anchored checkpoint ${number} has no valid signature.`);
    } else if (logId !== this.logId) {
      this.#find("truncated", 1, "The anchor is of another ledger: this one was replaced.");
    } else {
      if (this.#canonical.get(number) !== line.canonical) {
        const says = `Checkpoint ${number} is in the anchor but not in the database.`;
        this.#find("truncated", seq, says);
      }
      this.#note(seq, hash);
    }
  }

  /** The hash that was signed for this entry; "forked" if two were, which no entry can have. */
  hashOf(seq: number): string | undefined {
    return this.#hashes.get(seq);
  }

  /** The highest entry that was signed lies beyond the end of the chain. */
  beyond(last: number): Finding | undefined {
    if (this.#highest <= last) return undefined;
    const says = `Entries after ${last} are missing: a checkpoint knows entry ${this.#highest}.`;
    return { verdict: "truncated", seq: last + 1, says };
  }

  #note(seq: number, hash: string): void {
    const before = this.#hashes.get(seq);
    this.#highest = Math.max(this.#highest, seq);
    this.#hashes.set(seq, before === undefined || before === hash ? hash : "forked");
  }

  #find(verdict: Finding["verdict"], seq: number, says: string): void {
    this.findings.push({ verdict, seq, says });
  }
}
