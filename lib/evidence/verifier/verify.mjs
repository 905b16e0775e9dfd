#!/usr/bin/env node
/**
 * Verifies an evidence bundle of Strongroom. One file, no packages, no network.
 *
 *   node verify.mjs [folder or ZIP] [--key-id <SHA-256 of the public key>]
 *
 * Without a path: the folder that this file is in. With --key-id, only a bundle that this very key
 * signed passes; get the id from the console's Evidence page or from whoever keeps the key, never
 * from the bundle itself.
 *
 * Exit codes: 0 ok, 1 altered, 2 something is missing, 3 reordered or forked, 4 bad signature,
 * 5 truncated, 6 unreadable. Of several findings the first one decides.
 */

// --- shared with verify.html: begin ---

const CODES = {
  ok: 0,
  altered: 1,
  gap: 2,
  reordered: 3,
  "bad-signature": 4,
  truncated: 5,
  unreadable: 6,
};

const FORMAT = "strongroom-evidence-v1";
const LEDGER = "ledger.jsonl";
const CHECKPOINTS = "ledger-checkpoints.jsonl";
/** What comes before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo. */
const SPKI = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const HASH = /^[0-9a-f]{64}$/;
const LINE =
  /^\{"seq":([0-9]{1,15}),"prevHash":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"(?:,"canonical":("[\s\S]*"))?\}$/;

const bytesOf = (text) => new TextEncoder().encode(text);
const textOf = (bytes) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

/**
 * Checks signature, files and chain. `source` names the files and reads one of them; `platform`
 * has `sha256(bytes)`, which answers hex, and `ed25519(key, message, signature)`.
 */
async function verifyBundle({ names, read }, platform, pin) {
  const findings = [];
  const files = [];
  const find = (verdict, path, says) => findings.push({ verdict, path, says });
  const report = { findings, files };
  const there = new Set(names);
  if (!there.has("manifest.json")) {
    find("unreadable", "manifest.json", "is not there");
    return report;
  }
  const signed = await read("manifest.json");
  report.keyId = await checkSignature(there, read, signed, platform, pin, find);
  const manifest = manifestOf(signed);
  if (!manifest) {
    find("unreadable", "manifest.json", "is not the manifest of an evidence bundle");
    return report;
  }
  report.manifest = manifest;
  if (report.keyId && manifest.key.id !== report.keyId)
    find("bad-signature", "manifest.json", "names another key than public-key.pem");
  const listed = new Set(["manifest.json", "manifest.sig"]);
  let entries;
  for (const { path, size, sha256 } of manifest.files) {
    listed.add(path);
    if (!there.has(path)) {
      find("gap", path, "is missing");
      files.push({ path, state: "missing" });
      continue;
    }
    const bytes = await read(path);
    const isSame = bytes.length === size && (await platform.sha256(bytes)) === sha256;
    files.push({ path, state: isSame ? "ok" : "altered" });
    const before = findings.length;
    if (path === LEDGER) entries = await walk(bytes, manifest.ledger, platform, find, report);
    if (path === CHECKPOINTS && isSame && entries)
      await compare(bytes, manifest.ledger, entries, platform, find);
    if (!isSame && findings.length === before) find("altered", path, "is not what was signed for");
  }
  for (const path of [...there].sort()) {
    if (listed.has(path)) continue;
    find("altered", path, "does not belong to the bundle");
    files.push({ path, state: "added" });
  }
  return report;
}

/** Answers the id of the key in the bundle, if there is one. */
async function checkSignature(there, read, signed, platform, pin, find) {
  const bad = (path, says) => find("bad-signature", path, says);
  const der = there.has("public-key.pem") ? derOf(textOf(await read("public-key.pem"))) : undefined;
  if (!der) {
    bad("public-key.pem", "is not an Ed25519 public key");
    return undefined;
  }
  const keyId = await platform.sha256(der);
  if (pin && pin !== keyId) bad("public-key.pem", `is key ${keyId}, not the one asked for`);
  const signature = there.has("manifest.sig") ? await read("manifest.sig") : new Uint8Array();
  const isGood =
    signature.length === 64 && (await platform.ed25519(der.slice(SPKI.length), signed, signature));
  if (!isGood) bad("manifest.sig", "is no signature of this manifest by this key");
  return keyId;
}

/** The key in DER, if the text is one, spelled in the one right way. */
function derOf(pem) {
  const found =
    /^-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/]{59}=)\n-----END PUBLIC KEY-----\n$/.exec(pem);
  if (!found) return undefined;
  const binary = atob(found[1]);
  if (btoa(binary) !== found[1]) return undefined;
  const der = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return SPKI.every((byte, at) => der[at] === byte) ? der : undefined;
}

function manifestOf(bytes) {
  try {
    // Not textOf: a byte that is no UTF-8 must end this here as it does in verify.py.
    const manifest = JSON.parse(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
    );
    const { format, key, files, ledger } = manifest;
    const paths = files.map(({ path }) => path);
    const isWhole =
      format === FORMAT &&
      typeof key.id === "string" &&
      new Set(paths).size === paths.length &&
      files.every(
        ({ path, size, sha256 }) =>
          typeof path === "string" && Number.isSafeInteger(size) && HASH.test(sha256),
      ) &&
      typeof ledger.logId === "string" &&
      typeof ledger.domain === "string" &&
      [ledger.from, ledger.to].every((end) => Number.isSafeInteger(end.seq) && HASH.test(end.hash));
    return isWhole ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** Walks the chain from the entry before the period to its last; answers the hashes by number. */
async function walk(bytes, ledger, platform, find, report) {
  const { from, to, logId, domain } = ledger;
  const lines = textOf(bytes).split("\n");
  const tail = lines.pop();
  const matches = lines.map((line) => LINE.exec(line));
  const numbers = new Set(matches.map((match) => (match ? Number(match[1]) : undefined)));
  const hashes = new Map();
  let last = from;
  let withheld = 0;
  const stop = (verdict, says) => {
    find(verdict, LEDGER, says);
    return undefined;
  };
  for (const [at, match] of matches.entries()) {
    if (!match) return stop("altered", `line ${at + 1} is not an entry`);
    const [, number, prevHash, hash, quoted] = match;
    const seq = Number(number);
    const expected = last.seq + 1;
    if (seq > expected) {
      if (numbers.has(expected)) return stop("reordered", `entry ${seq} is out of order`);
      return stop("gap", `entry ${expected} is missing`);
    }
    if (seq < expected) return stop("reordered", `entry ${seq} stands twice or out of order`);
    if (quoted === undefined) withheld += 1;
    else {
      const canonical = unquoted(quoted);
      const hashed = `${domain}\n${logId}\n${seq}\n${prevHash}\n${canonical}`;
      const isWhole = canonical !== undefined && (await platform.sha256(bytesOf(hashed))) === hash;
      if (!isWhole)
        return stop("altered", `entry ${seq} does not have the content that was hashed`);
    }
    if (prevHash !== last.hash)
      return stop("reordered", `entry ${seq} does not follow the entry before it`);
    last = { seq, hash };
    hashes.set(seq, hash);
  }
  if (tail !== "") return stop("truncated", "the last line is cut off");
  if (last.seq < to.seq) return stop("truncated", `entries after ${last.seq} are missing`);
  if (last.seq > to.seq) return stop("altered", `entries after ${to.seq} were added`);
  if (last.hash !== to.hash) return stop("altered", `entry ${to.seq} is not the one signed for`);
  report.ledger = { entries: hashes.size, withheld };
  return hashes;
}

function unquoted(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Compares the chain with the checkpoints that the console signed before anybody asked for this. */
async function compare(bytes, ledger, hashes, platform, find) {
  const der = ledger.checkpointKey ? derOf(ledger.checkpointKey) : undefined;
  const keyId = der ? (await platform.sha256(der)).slice(0, 32) : undefined;
  for (const line of textOf(bytes).split("\n").slice(0, -1)) {
    const { canonical, signature } = JSON.parse(line);
    const { number, seq, hash, logId, key } = JSON.parse(canonical);
    const known = hashes.get(seq);
    const says = (words) => `checkpoint ${number} ${words}`;
    if (logId !== ledger.logId) return find("altered", CHECKPOINTS, says("is of another ledger"));
    if (known === undefined) return find("truncated", CHECKPOINTS, says("knows a later entry"));
    if (known !== hash) return find("altered", CHECKPOINTS, says("knows another entry"));
    // A checkpoint of an earlier key still tells where the chain stood; its maker is unproven.
    if (key !== keyId) continue;
    const message = bytesOf(`strongroom-checkpoint-v1\n${canonical}`);
    const given = Uint8Array.from(atob(signature), (character) => character.charCodeAt(0));
    if (!(await platform.ed25519(der.slice(SPKI.length), message, given)))
      return find("bad-signature", CHECKPOINTS, says("has no valid signature"));
  }
}

/** The files of a ZIP. Throws if anything about it is not as the console makes it. */
function zipSource(zip, inflate) {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const short = (at) => view.getUint16(at, true);
  const long = (at) => view.getUint32(at, true);
  const demand = (holds) => {
    if (!holds) throw new Error("this is not a whole ZIP");
  };
  const end = zip.length - 22;
  demand(end >= 0 && long(end) === 0x06054b50 && short(end + 20) === 0);
  let at = long(end + 16);
  demand(at + long(end + 12) === end);
  const found = new Map();
  for (let left = short(end + 10); left > 0; left -= 1) {
    demand(at + 46 <= end && long(at) === 0x02014b50);
    const nameEnd = at + 46 + short(at + 28);
    const name = textOf(zip.subarray(at + 46, nameEnd));
    const entry = { method: short(at + 10), crc: long(at + 16), size: long(at + 24) };
    const local = long(at + 42);
    demand(local + 30 <= end && long(local) === 0x04034b50 && !found.has(name));
    const start = local + 30 + short(local + 26) + short(local + 28);
    demand(textOf(zip.subarray(local + 30, local + 30 + short(local + 26))) === name);
    demand(start + long(at + 20) <= end);
    if (!name.endsWith("/"))
      found.set(name, { ...entry, data: zip.subarray(start, start + long(at + 20)) });
    at = nameEnd + short(at + 30) + short(at + 32);
  }
  demand(at === end);
  const read = async (name) => {
    const { method, crc, size, data } = found.get(name);
    demand(method === 0 || method === 8);
    const bytes = method === 0 ? data : await inflate(data);
    demand(bytes.length === size && crc32(bytes) === crc);
    return bytes;
  };
  return { names: [...found.keys()], read };
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC[(crc ^ byte) & 255];
  return (crc ^ 0xffffffff) >>> 0;
}

// --- shared with verify.html: end ---

const { createHash, createPublicKey, verify } = await import("node:crypto");
const { readdirSync, readFileSync, statSync } = await import("node:fs");
const { dirname, join } = await import("node:path");
const { fileURLToPath } = await import("node:url");
const { inflateRawSync } = await import("node:zlib");

const node = {
  sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"),
  ed25519: (key, message, signature) => {
    const der = Buffer.concat([Buffer.from(SPKI), key]);
    try {
      return verify(
        null,
        message,
        createPublicKey({ key: der, format: "der", type: "spki" }),
        signature,
      );
    } catch {
      return false;
    }
  },
};

function folderSource(folder) {
  const names = [];
  const look = (below) => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const name = below ? `${below}/${entry.name}` : entry.name;
      if (entry.isDirectory()) look(name);
      else if (entry.isFile()) names.push(name);
      else throw new Error(`${name} is neither file nor folder`);
    }
  };
  look("");
  return { names, read: async (name) => readFileSync(join(folder, name)) };
}

function optionsOf(given) {
  const rest = [...given];
  const options = { path: dirname(fileURLToPath(import.meta.url)) };
  while (rest.length > 0) {
    const one = rest.shift();
    if (one === "--key-id") options.pin = (rest.shift() ?? "none").toLowerCase().replace(/:/g, "");
    else options.path = one;
  }
  return options;
}

async function main() {
  const { path, pin } = optionsOf(process.argv.slice(2));
  const say = (line) => process.stdout.write(`${line}\n`);
  try {
    const source = statSync(path).isDirectory()
      ? folderSource(path)
      : zipSource(new Uint8Array(readFileSync(path)), (data) => inflateRawSync(data));
    const { findings, files, keyId, manifest, ledger } = await verifyBundle(source, node, pin);
    for (const { verdict, path: name, says } of findings) say(`${verdict}: ${name} ${says}.`);
    const [first] = findings;
    if (keyId && !pin) say(`Signed by key ${keyId}. Compare this id with the one you were given.`);
    if (first) return CODES[first.verdict];
    const { builtBy, period } = manifest;
    say(
      `ok: ${files.length} files, built at ${manifest.builtAt} by ${builtBy.name} (${builtBy.subject}).`,
    );
    const hidden = ledger.withheld
      ? `, ${ledger.withheld} of them with their content withheld`
      : "";
    say(
      `Period ${period.from} to ${period.to} UTC; ${ledger.entries} ledger entries in one chain${hidden}.`,
    );
    return CODES.ok;
  } catch (error) {
    say(`unreadable: ${error instanceof Error ? error.message : error}.`);
    return CODES.unreadable;
  }
}

process.exitCode = await main();
