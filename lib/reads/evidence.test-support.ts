import { spawn, spawnSync } from "node:child_process";
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { vi } from "vitest";
import { evidenceExport } from "./evidence";

/** The unpacked bundle: path → bytes. */
export type Files = Record<string, Uint8Array>;

export interface SigningKey {
  privateKey: KeyObject;
  id: string;
}

export function newSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync("ed25519");
  const der = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return { privateKey, id: createHash("sha256").update(der).digest("hex") };
}

/** Sets a variable that holds an Ed25519 key, as an installation would. */
export function stubKey(name: string, { privateKey }: SigningKey): void {
  vi.stubEnv(name, privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"));
}

export const today = () => new Date().toISOString().slice(0, 10);

/** Builds and downloads a bundle of today as whoever is signed in. Answers the ZIP. */
export async function download(
  query: Partial<Parameters<typeof evidenceExport>[0]> = {},
): Promise<Uint8Array> {
  const outcome = await evidenceExport({ from: today(), to: today(), ...query });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  const pieces: Uint8Array[] = [];
  for await (const piece of outcome.data.text) pieces.push(piece);
  return Buffer.concat(pieces);
}

export function unpack(zip: Uint8Array): Files {
  return unzipSync(zip);
}

export function textIn(files: Files, path: string): string {
  const bytes = files[path];
  if (!bytes) throw new Error(`The bundle has no ${path}`);
  return Buffer.from(bytes).toString("utf8");
}

/** What both verifiers say of the same thing. */
export interface Verdicts {
  node: { code: number | null; says: string };
  python: { code: number | null; says: string };
}

/** The interpreter itself: what stands in the path may be a slow wrapper. */
function python(): string {
  const { stdout, error } = spawnSync("python3", ["-c", "import sys; print(sys.executable)"]);
  if (error)
    throw new Error("python3 is not installed: the second verifier cannot be tested without it");
  return String(stdout).trim();
}
const interpreter = python();
const shipped = join(process.cwd(), "lib/evidence/verifier");

/** Runs the two verifiers of the sources, not those of the bundle, which may be tampered with. */
async function verify(path: string, more: readonly string[]): Promise<Verdicts> {
  // Not awaited one by one: the thread must stay free for the test's own connections.
  const [node, python] = await Promise.all([
    run(process.execPath, [join(shipped, "verify.mjs"), path, ...more]),
    run(interpreter, [join(shipped, "verify.py"), path, ...more]),
  ]);
  return { node, python };
}

function run(command: string, args: readonly string[]): Promise<Verdicts["node"]> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args);
    let says = "";
    const hear = (text: Buffer) => {
      says += text;
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, says }));
  });
}

/** What the verifiers say of the bundle when it is unpacked into a folder. */
export async function verifyFolder(files: Files, ...more: string[]): Promise<Verdicts> {
  const folder = mkdtempSync(join(tmpdir(), "strongroom-evidence-"));
  try {
    for (const [path, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    return await verify(folder, more);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the verifiers say of the ZIP itself. */
export async function verifyZip(zip: Uint8Array, ...more: string[]): Promise<Verdicts> {
  const folder = mkdtempSync(join(tmpdir(), "strongroom-evidence-"));
  try {
    writeFileSync(join(folder, "bundle.zip"), zip);
    return await verify(join(folder, "bundle.zip"), more);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
