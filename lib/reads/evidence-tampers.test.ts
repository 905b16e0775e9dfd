import { createHash, createPublicKey, sign } from "node:crypto";
import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { canonicalText, entryHash } from "@/lib/db/chain";
import { useDatabase } from "@/lib/db/databases.test-support";
import { recordAttempt, recordOutcome } from "@/lib/db/ledger";
import { writeCheckpoint } from "@/lib/db/ledger-state";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import {
  download,
  type Files,
  newSigningKey,
  type SigningKey,
  stubKey,
  textIn,
  unpack,
  verifyFolder,
  verifyZip,
} from "./evidence.test-support";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const [signing, checkpoints, other] = [newSigningKey(), newSigningKey(), newSigningKey()];
const file = writeSettings(issuer);
beforeEach(() => {
  stubSettings(file, consoleUrl);
  stubKey("STRONGROOM_SIGNING_KEY", signing);
  stubKey("STRONGROOM_LEDGER_KEY", checkpoints);
});

/** Numbers that look random and are the same in every run. */
class Dice {
  constructor(private state: number) {}

  readonly below = (count: number): number => {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * count);
  };

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}

interface Entry {
  seq: number;
  prevHash: string;
  hash: string;
  canonical: string;
}

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "utf8"));

function linesOf(files: Files): string[] {
  return textIn(files, "ledger.jsonl").split("\n").slice(0, -1);
}

function withLines(files: Files, lines: readonly string[]): Files {
  return { ...files, "ledger.jsonl": bytesOf(lines.map((line) => `${line}\n`).join("")) };
}

/** Writes the true hashes into the manifest, as whoever tampers would; the signature stays. */
function rehashed(files: Files, change: (manifest: Manifest) => void = () => undefined): Files {
  const manifest: Manifest = JSON.parse(textIn(files, "manifest.json"));
  for (const one of manifest.files) {
    const bytes = files[one.path];
    if (!bytes) continue;
    one.size = bytes.length;
    one.sha256 = createHash("sha256").update(bytes).digest("hex");
  }
  change(manifest);
  return { ...files, "manifest.json": bytesOf(`${JSON.stringify(manifest, null, 1)}\n`) };
}

interface Manifest {
  period: { from: string };
  key: { id: string };
  ledger: { logId: string; to: { seq: number; hash: string } };
  files: { path: string; size: number; sha256: string }[];
}

/** Signs anew with another key, its public part put in place: everything fits together again. */
function signedBy(files: Files, { privateKey, id }: SigningKey): Files {
  const pem = createPublicKey(privateKey).export({ format: "pem", type: "spki" }).toString();
  const changed = rehashed({ ...files, "public-key.pem": bytesOf(pem) }, (manifest) => {
    manifest.key.id = id;
  });
  const signature = sign(null, changed["manifest.json"] ?? bytesOf(""), privateKey);
  return { ...changed, "manifest.sig": new Uint8Array(signature) };
}

function flipped(files: Files, path: string, dice: Dice): Files {
  const bytes = Uint8Array.from(files[path] ?? []);
  const at = dice.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.below(8));
  return { ...files, [path]: bytes };
}

function without(files: Files, path: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));
}

/** One entry rewritten, and everything after it hashed again. */
function rewritten(files: Files, { below }: { below(count: number): number }): Files {
  const { logId } = (JSON.parse(textIn(files, "manifest.json")) as Manifest).ledger;
  const entries: Entry[] = linesOf(files).map((line) => JSON.parse(line));
  const from = below(entries.length);
  let prevHash = entries[from]?.prevHash ?? "";
  const lines = entries.map((entry, at) => {
    if (at < from) return JSON.stringify(entry);
    const body = JSON.parse(entry.canonical);
    const canonical = at === from ? canonicalText({ ...body, reason: "x" }) : entry.canonical;
    const { seq } = entry;
    const hash = entryHash({ logId, seq, prevHash, canonical });
    const changed = { seq, prevHash, hash, canonical };
    prevHash = hash;
    return JSON.stringify(changed);
  });
  return rehashed(withLines(files, lines), ({ ledger }) => {
    ledger.to.hash = prevHash;
  });
}

/** The kinds of file that a bundle has; `secrets/` stands for all of its own. */
const kinds = [
  "README.txt",
  "population.csv",
  "controls.csv",
  "failed-calls.csv",
  "query-log.jsonl",
  "ledger.jsonl",
  "ledger-checkpoints.jsonl",
  "secrets/",
  "public-key.pem",
  "verify.html",
  "verify.mjs",
  "verify.py",
  "manifest.json",
  "manifest.sig",
] as const;

function pathOf(files: Files, kind: string, dice: Dice): string {
  const paths = Object.keys(files).filter((path) => path.startsWith(kind));
  return dice.of(paths);
}

const codes = { altered: 1, gap: 2, reordered: 3, badSignature: 4, truncated: 5, unreadable: 6 };

/** The code that a change of a file has: a signature that does not fit comes first. */
function codeFor(path: string, usual: number, absent = false): number {
  if (path === "manifest.json" && absent) return codes.unreadable;
  const isSigned = ["manifest.json", "manifest.sig", "public-key.pem"].includes(path);
  return isSigned ? codes.badSignature : usual;
}

interface Tampered {
  files: Files;
  /** One of these. */
  codes: readonly number[];
}

const ledgerTampers: ((lines: string[], dice: Dice) => { lines: string[]; codes: number[] })[] = [
  (lines, dice) => {
    const at = dice.below(lines.length - 1);
    return { lines: lines.toSpliced(at, 1), codes: [codes.gap] };
  },
  (lines) => ({ lines: lines.slice(0, -1), codes: [codes.truncated] }),
  (lines, dice) => ({
    lines: lines.slice(0, dice.below(lines.length)),
    codes: [codes.truncated],
  }),
  (lines, dice) => {
    const at = dice.below(lines.length - 1);
    const pair = [lines[at + 1] ?? "", lines[at] ?? ""];
    return { lines: lines.toSpliced(at, 2, ...pair), codes: [codes.reordered] };
  },
  (lines, dice) => {
    const at = dice.below(lines.length);
    return { lines: lines.toSpliced(at, 0, lines[at] ?? ""), codes: [codes.reordered] };
  },
  (lines, dice) => {
    const at = dice.below(lines.length);
    const changed = (lines[at] ?? "").replace('\\"v\\":1', '\\"v\\":2');
    return { lines: lines.toSpliced(at, 1, changed), codes: [codes.altered] };
  },
  (lines) => ({ lines: [...lines, lines[0] ?? ""], codes: [codes.reordered] }),
  // The content withheld by somebody else than the console: the links alone still hold.
  (lines, dice) => {
    const at = dice.below(lines.length);
    const { canonical: _, ...links } = JSON.parse(lines[at] ?? "");
    return { lines: lines.toSpliced(at, 1, JSON.stringify(links)), codes: [codes.altered] };
  },
];

/** Each takes the bundle and dice, and answers what was made of it and how that must be called. */
const tampers: Record<string, (files: Files, dice: Dice) => Tampered> = {
  "flips a bit": (files, dice) => {
    const path = pathOf(files, dice.of(kinds), dice);
    // What a flip makes of a line of the ledger is for the chain to say.
    const chain = [codes.altered, codes.gap, codes.reordered, codes.truncated];
    const expected = path === "ledger.jsonl" ? chain : [codeFor(path, codes.altered)];
    return { files: flipped(files, path, dice), codes: expected };
  },
  "deletes a file": (files, dice) => {
    const path = pathOf(files, dice.of(kinds), dice);
    return { files: without(files, path), codes: [codeFor(path, codes.gap, true)] };
  },
  "adds a file": (files, dice) => {
    const path = dice.of(["secrets/more.json", "ledger-2.jsonl", ".hidden", "a/b/c.txt"]);
    return { files: { ...files, [path]: bytesOf("more") }, codes: [codes.altered] };
  },
  "renames a file": (files, dice) => {
    const path = pathOf(files, dice.of(kinds), dice);
    const renamed = { ...without(files, path), [`${path}.old`]: files[path] ?? bytesOf("") };
    return { files: renamed, codes: [codeFor(path, codes.gap, true)] };
  },
  "cuts a file short": (files, dice) => {
    const path = pathOf(files, dice.of(kinds), dice);
    const bytes = files[path] ?? bytesOf("");
    const cut = { ...files, [path]: bytes.subarray(0, dice.below(bytes.length)) };
    // Cut at the end of a line, or in one: either way what follows is gone.
    const chain = [codes.truncated, codes.altered];
    return {
      files: cut,
      codes: path === "ledger.jsonl" ? chain : [codeFor(path, codes.altered)],
    };
  },
  "tampers with the ledger": (files, dice) => {
    const { lines, codes: expected } = dice.of(ledgerTampers)(linesOf(files), dice);
    return { files: withLines(files, lines), codes: expected };
  },
  "tampers with the ledger and hashes the manifest anew": (files, dice) => {
    const { lines } = dice.of(ledgerTampers)(linesOf(files), dice);
    return { files: rehashed(withLines(files, lines)), codes: [codes.badSignature] };
  },
  "rewrites the ledger to its end and hashes the manifest anew": (files, dice) => ({
    files: rewritten(files, dice),
    codes: [codes.badSignature],
  }),
  "rewrites the ledger and signs with another key": (files, dice) => ({
    files: signedBy(rewritten(files, dice), other),
    codes: [codes.badSignature],
  }),
  "signs with another key": (files) => ({
    files: signedBy(files, other),
    codes: [codes.badSignature],
  }),
  "signs with another key under the old key's name": (files) => {
    const signature = sign(null, files["manifest.json"] ?? bytesOf(""), other.privateKey);
    return {
      files: { ...files, "manifest.sig": new Uint8Array(signature) },
      codes: [codes.badSignature],
    };
  },
  "changes what the manifest says": (files) => ({
    files: rehashed(files, (manifest) => {
      manifest.period.from = "2020-01-01";
    }),
    codes: [codes.badSignature],
  }),
  "takes a file out of bundle and manifest": (files, dice) => {
    const path = pathOf(files, "secrets/", dice);
    const changed = rehashed(without(files, path), (manifest) => {
      manifest.files = manifest.files.filter((one) => one.path !== path);
    });
    return { files: changed, codes: [codes.badSignature] };
  },
};

const TAMPERS = 200;
const ZIPS = 20;

describe("a bundle that somebody changed", () => {
  useDatabase("embedded");
  const aws = useAws();

  let zip: Uint8Array;

  async function bundle(): Promise<Uint8Array> {
    for (const name of ["pay/db", "pay/api", "web/cookie"]) {
      await aws.admin("eu-west-1").send(new CreateSecretCommand({ Name: name, SecretString: "v" }));
    }
    for (let count = 0; count < 12; count += 1) {
      const person = { issuer, subject: `operator-${count % 3}`, displayName: "Ada" };
      const facts = { operation: "secret.change-tags", person, role: "operator" } as const;
      const sessionId = "0123456789abcdef";
      const attempt = await recordAttempt({ ...facts, sessionId, subject: `pay/${count}` });
      await recordOutcome(attempt, { result: "done" });
      if (count % 5 === 4) await writeCheckpoint();
    }
    request.headers = (await visitor("auditor-1", ["auditor"])).headers({ "next-action": "" });
    return await download();
  }

  test(`is found out, ${TAMPERS} of ${TAMPERS} times, by both verifiers with one code`, async () => {
    zip = await bundle();
    const files = unpack(zip);
    const pin = ["--key-id", signing.id];
    const untouched = await verifyFolder(files, ...pin);
    expect(untouched).toMatchObject({ node: { code: 0 }, python: { code: 0 } });
    const names = Object.keys(tampers);
    const wrong: string[] = [];
    const seen = new Set<number>();
    for (let seed = 0; seed < TAMPERS; seed += 1) {
      const dice = new Dice(seed * 7_919 + 1);
      const name = names[seed % names.length] ?? "";
      const { files: changed, codes: expected } = tampers[name]?.(files, dice) ?? {
        files,
        codes: [],
      };
      const { node, python } = await verifyFolder(changed, ...pin);
      seen.add(node.code ?? -1);
      const isFound = node.code === python.code && expected.includes(node.code ?? -1);
      // Of the words too: two that mean different things by one code would not be two witnesses.
      if (!isFound || (node.says !== python.says && node.code !== codes.unreadable)) {
        wrong.push(
          `${seed} ${name}: expected ${expected}, Node ${node.code} ${node.says}, Python ${python.code} ${python.says}`,
        );
      }
    }
    expect(wrong).toEqual([]);
    expect([...seen].sort()).toEqual(Object.values(codes));
    for (let cut = 0; cut < ZIPS; cut += 1) {
      const length = new Dice(cut + 1).below(zip.length);
      const { node, python } = await verifyZip(zip.subarray(0, length), ...pin);
      expect([length, node.code, python.code]).toEqual([length, 6, 6]);
    }
    const longer = Buffer.concat([zip, Buffer.from("more")]);
    expect(await verifyZip(longer, ...pin)).toMatchObject({
      node: { code: 6 },
      python: { code: 6 },
    });
  }, 300_000);

  // The checkpoints were signed, with another key, before anybody asked for evidence.
  test("is refuted by its checkpoints if the ledger was changed before the true key signed", async () => {
    const files = unpack(zip);
    const says = async (changed: Files) => {
      const { node, python } = await verifyFolder(signedBy(changed, signing));
      expect(node).toEqual(python);
      return [node.code, node.says];
    };
    const known = /checkpoint 1 knows another entry/;
    expect(await says(rewritten(files, { below: () => 0 }))).toEqual([
      codes.altered,
      expect.stringMatching(known),
    ]);
    const lines = linesOf(files);
    const last: Entry = JSON.parse(lines[3] ?? "");
    const cut = rehashed(withLines(files, lines.slice(0, 4)), ({ ledger }) => {
      ledger.to = { seq: last.seq, hash: last.hash };
    });
    expect(await says(cut)).toEqual([codes.truncated, expect.stringMatching(/a later entry/)]);
    const signed = textIn(files, "ledger-checkpoints.jsonl").replace(
      /"signature":"..../,
      '"signature":"AAAA',
    );
    const forged = { ...files, "ledger-checkpoints.jsonl": bytesOf(signed) };
    expect(await says(forged)).toEqual([codes.badSignature, expect.stringMatching(/checkpoint 1/)]);
  });
});
