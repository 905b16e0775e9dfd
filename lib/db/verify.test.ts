import { createPublicKey, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalText, entryHash, NO_HASH } from "./chain";
import { checkpointHash, readCheckpoint, signCheckpoint } from "./checkpoint";
import type { LedgerHead, StoredCheckpoint } from "./ledger-rows";
import { verifyLedger } from "./verify";
import type { Finding, StoredEntry } from "./verify-chain";

const logId = "6f1c9a52-0d3e-4b8e-9c53-0a1b2c3d4e5f";
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const LENGTH = 60;
const CHECKPOINT_EVERY = 10;

interface Ledger {
  entries: StoredEntry[];
  head: LedgerHead;
  checkpoints: StoredCheckpoint[];
}

function link(entry: Omit<StoredEntry, "hash">): StoredEntry {
  return { ...entry, hash: entryHash({ ...entry, logId }) };
}

function entryOf(seq: number, prevHash: string, instance = "console-1"): StoredEntry {
  const isAttempt = seq % 2 === 1;
  const attempt = isAttempt ? null : seq - 1;
  const id = `00000000-0000-4000-8000-${String(attempt ?? seq).padStart(12, "0")}`;
  const time = new Date(Date.UTC(2026, 10, 21) + seq * 1000).toISOString();
  const person = { issuer: "https://id.example.com", subject: "operator-1", displayName: "Ada" };
  const body = isAttempt
    ? { operation: "secret.reveal-value", person, target: "payments", session: "0123" }
    : { attempt, result: "done" };
  const kind = isAttempt ? "attempt" : "outcome";
  return link({
    seq,
    at: time,
    kind,
    id,
    attempt,
    operation: "secret.reveal-value",
    issuer: person.issuer,
    subject: person.subject,
    target: "payments",
    result: isAttempt ? null : "done",
    canonical: canonicalText({ ...body, at: time, id, instance, kind, v: 1 }),
    prevHash,
  });
}

function ledgerOf(length: number): Ledger {
  const entries: StoredEntry[] = [];
  const checkpoints: StoredCheckpoint[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    entries.push(entryOf(seq, entries.at(-1)?.hash ?? NO_HASH));
    if (seq % CHECKPOINT_EVERY === 0) checkpoints.push(checkpointOf(entries, checkpoints));
  }
  return { entries, head: headOf(entries), checkpoints };
}

function checkpointOf(entries: StoredEntry[], before: StoredCheckpoint[]): StoredCheckpoint {
  const { seq, hash } = headOf(entries);
  const number = before.length + 1;
  const last = before.at(-1);
  const previous = last ? checkpointHash(last.canonical) : NO_HASH;
  const at = "2026-11-21T00:00:00.000Z";
  const signed = signCheckpoint({ number, logId, seq, hash, at, previous }, privateKey);
  return { ...signed, number, seq, hash };
}

function headOf(entries: StoredEntry[]): LedgerHead {
  const last = entries.at(-1);
  return { logId, seq: last?.seq ?? 0, hash: last?.hash ?? NO_HASH };
}

/** Gives every entry from `index` on a place and hashes as if nothing had ever been otherwise. */
function relink(entries: StoredEntry[], index: number): StoredEntry[] {
  const linked = entries.slice(0, index);
  for (const entry of entries.slice(index)) {
    linked.push(link({ ...entry, prevHash: linked.at(-1)?.hash ?? NO_HASH }));
  }
  return linked;
}

function replace(entries: StoredEntry[], seq: number, by: Partial<StoredEntry>): StoredEntry[] {
  return entries.map((entry) => (entry.seq === seq ? { ...entry, ...by } : entry));
}

const otherHash = "f".repeat(64);
const otherText = (canonical: string) => canonical.replace('"v":1', '"v":1,"x":1');

/**
 * What somebody with full access to the database might do at entry k (and j > k), and how it must
 * be called. Each leaves the checkpoints alone: the key to sign others is not in the database.
 */
const tamperings: Record<
  string,
  { does(ledger: Ledger, k: number, j: number): Partial<Ledger>; verdicts: Finding["verdict"][] }
> = {
  "changes the content": {
    does: ({ entries }, k) => ({
      entries: entries.map((entry) =>
        entry.seq === k ? { ...entry, canonical: otherText(entry.canonical) } : entry,
      ),
    }),
    verdicts: ["altered"],
  },
  "changes a searchable column": {
    does: ({ entries }, k) => ({ entries: replace(entries, k, { subject: "somebody-else" }) }),
    verdicts: ["altered"],
  },
  "changes the hash": {
    does: ({ entries }, k) => ({ entries: replace(entries, k, { hash: otherHash }) }),
    verdicts: ["altered"],
  },
  "changes the previous hash": {
    does: ({ entries }, k) => ({ entries: replace(entries, k, { prevHash: otherHash }) }),
    verdicts: ["altered"],
  },
  "deletes an entry": {
    does: ({ entries }, k) => ({ entries: entries.filter(({ seq }) => seq !== k) }),
    verdicts: ["gap", "truncated"],
  },
  "deletes an entry and renumbers the rest": {
    does: ({ entries }, k) => {
      const rest = entries
        .filter(({ seq }) => seq !== k)
        .map((entry) => (entry.seq > k ? { ...entry, seq: entry.seq - 1 } : entry));
      return { entries: rest, head: headOf(rest) };
    },
    verdicts: ["gap", "truncated"],
  },
  "deletes several entries and renumbers the rest": {
    does: ({ entries }, k, j) => {
      const rest = entries
        .filter(({ seq }) => seq < k || seq >= j)
        .map((entry) => (entry.seq >= j ? { ...entry, seq: entry.seq - (j - k) } : entry));
      return { entries: rest, head: headOf(rest) };
    },
    verdicts: ["gap", "truncated"],
  },
  "cuts the end off": {
    does: ({ entries }, k) => ({ entries: entries.filter(({ seq }) => seq < k) }),
    verdicts: ["truncated"],
  },
  "cuts the end off and moves the recorded end back": {
    does: ({ entries }, k) => {
      const rest = entries.filter(({ seq }) => seq < k);
      return { entries: rest, head: headOf(rest) };
    },
    verdicts: ["truncated"],
  },
  "inserts an entry and renumbers the rest": {
    does: ({ entries }, k) => {
      const before = entries.slice(0, k - 1);
      const rest = entries.slice(k - 1).map((entry) => ({ ...entry, seq: entry.seq + 1 }));
      const forged = entryOf(k, before.at(-1)?.hash ?? NO_HASH, "forger");
      const all = [...before, forged, ...rest];
      return { entries: all, head: headOf(all) };
    },
    verdicts: ["reordered", "altered"],
  },
  "swaps two entries": {
    does: ({ entries }, k, j) => ({
      entries: entries.map((entry) => {
        if (entry.seq !== k && entry.seq !== j) return entry;
        const other = entries[(entry.seq === k ? j : k) - 1] ?? entry;
        return { ...other, seq: entry.seq };
      }),
    }),
    verdicts: ["reordered"],
  },
  "puts a copy of a later entry in an entry's place": {
    does: ({ entries }, k, j) => ({
      entries: replace(entries, k, { ...entries[j - 1], seq: k }),
    }),
    verdicts: ["reordered"],
  },
  "rewrites an entry and hashes it anew": {
    does: ({ entries }, k) => {
      const forged = entryOf(k, entries[k - 2]?.hash ?? NO_HASH, "forger");
      const all = replace(entries, k, forged);
      return { entries: all, head: headOf(all) };
    },
    verdicts: ["altered", "reordered"],
  },
  "rewrites an entry and hashes everything after it anew": {
    does: ({ entries }, k) => {
      const forged = entryOf(k, entries[k - 2]?.hash ?? NO_HASH, "forger");
      const all = relink(replace(entries, k, forged), k);
      return { entries: all, head: headOf(all) };
    },
    verdicts: ["altered"],
  },
  "puts another chain after an entry": {
    does: ({ entries }, k) => {
      const other = entries.slice(0, k - 1);
      let prevHash = otherHash;
      for (let seq = k; seq <= LENGTH; seq += 1) {
        other.push(entryOf(seq, prevHash, "forger"));
        prevHash = other.at(-1)?.hash ?? NO_HASH;
      }
      return { entries: other, head: headOf(other) };
    },
    verdicts: ["reordered", "altered"],
  },
};

function verify(ledger: Ledger, anchor?: StoredCheckpoint[]) {
  const lines = anchor?.map((line) => {
    const checkpoint = readCheckpoint(line.canonical);
    if (!checkpoint) throw new Error("not a checkpoint");
    return { ...line, checkpoint };
  });
  const { head, entries, checkpoints } = ledger;
  const source = {
    head,
    entries: [entries],
    checkpoints: [checkpoints],
    ...(lines && { anchor: lines }),
  };
  return verifyLedger(source, [publicKey]);
}

describe("the verifier", () => {
  test("an intact ledger verifies, also an empty one and one without checkpoints", async () => {
    const ledger = ledgerOf(LENGTH);
    expect(await verify(ledger, ledger.checkpoints)).toEqual({
      entries: LENGTH,
      checkpoints: 6,
      anchored: 6,
    });
    expect((await verify(ledgerOf(0))).finding).toBeUndefined();
    expect((await verify({ ...ledger, checkpoints: [] })).finding).toBeUndefined();
  });

  // Whoever may write to the database must not be able to change what happened unseen.
  test("200 random changes, deletions, insertions and rewritings are found where they are", async () => {
    const intact = ledgerOf(LENGTH);
    const kinds = Object.keys(tamperings);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...kinds),
        fc.integer({ min: 1, max: LENGTH - 1 }),
        fc.integer({ min: 1, max: LENGTH }),
        async (kind, k, distance) => {
          const tampering = tamperings[kind];
          if (!tampering) throw new Error(kind);
          const j = Math.min(LENGTH, k + distance);
          const { finding } = await verify({ ...intact, ...tampering.does(intact, k, j) });
          expect(finding, kind).toBeDefined();
          if (!finding) return;
          expect(tampering.verdicts).toContain(finding.verdict);
          expect(finding.seq, finding.says).toBeLessThanOrEqual(k);
          expect(finding.until ?? finding.seq, finding.says).toBeGreaterThanOrEqual(k);
        },
      ),
      { numRuns: 200 },
    );
  });

  // A rewritten rest can only be bounded, by the checkpoints around it; all else is named exactly.
  test.each(Object.entries(tamperings))(
    "%s: named to the entry where it can be",
    async (kind, { does }) => {
      const intact = ledgerOf(LENGTH);
      const { finding } = await verify({ ...intact, ...does(intact, 34, 47) });
      if (kind.includes("hashes everything after it anew")) {
        expect(finding).toMatchObject({ seq: 31, until: 40 });
      } else {
        expect(finding).toMatchObject({ seq: 34 });
      }
    },
  );

  test("an entry appended outside the recorded end is found", async () => {
    const ledger = ledgerOf(LENGTH);
    const entries = [...ledger.entries, entryOf(LENGTH + 1, ledger.head.hash)];
    expect((await verify({ ...ledger, entries })).finding).toMatchObject({ seq: LENGTH + 1 });
    const copy = { ...ledger.entries[9], seq: LENGTH + 1 } as StoredEntry;
    const withCopy = { ...ledger, entries: [...ledger.entries, copy] };
    expect((await verify(withCopy)).finding).toMatchObject({
      verdict: "reordered",
      seq: LENGTH + 1,
    });
  });

  test("a checkpoint that was changed, made with another key or left out is found", async () => {
    const ledger = ledgerOf(LENGTH);
    const [first, second, ...rest] = ledger.checkpoints as [StoredCheckpoint, StoredCheckpoint];
    const changed = {
      ...second,
      canonical: second.canonical.replace('"seq":20', '"seq":19'),
      seq: 19,
    };
    expect(
      (await verify({ ...ledger, checkpoints: [first, changed, ...rest] })).finding,
    ).toMatchObject({
      verdict: "bad-signature",
      seq: 19,
    });
    const other = createPublicKey(generateKeyPairSync("ed25519").privateKey);
    const source = {
      head: ledger.head,
      entries: [ledger.entries],
      checkpoints: [ledger.checkpoints],
    };
    expect((await verifyLedger(source, [other])).finding).toMatchObject({
      verdict: "bad-signature",
    });
    expect((await verify({ ...ledger, checkpoints: [first, ...rest] })).finding).toMatchObject({
      verdict: "truncated",
    });
  });

  // The database's owner can cut entries and checkpoints alike; the anchor is elsewhere.
  test("what the database forgot altogether, the anchor remembers", async () => {
    const ledger = ledgerOf(LENGTH);
    const entries = ledger.entries.slice(0, 25);
    const cut = { entries, head: headOf(entries), checkpoints: ledger.checkpoints.slice(0, 2) };
    expect((await verify(cut)).finding).toBeUndefined();
    expect((await verify(cut, ledger.checkpoints)).finding).toMatchObject({
      verdict: "truncated",
      seq: 26,
    });
  });
});
