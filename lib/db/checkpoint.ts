import "server-only";
import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { z } from "zod";
import { canonicalText } from "./chain";

/** Begins what is signed, so that a signature given elsewhere with the same key is none here. */
const CHECKPOINT_DOMAIN = "strongroom-checkpoint-v1";

/** A statement about where the chain stood. Signed, and kept inside and outside the database. */
export const Checkpoint = z.strictObject({
  v: z.literal(1),
  /** 1, 2, 3 …: a missing one shows. */
  number: z.number().int().positive(),
  logId: z.string(),
  seq: z.number().int().nonnegative(),
  /** Of the entry `seq`. */
  hash: z.string(),
  at: z.string(),
  /** SHA-256 of the checkpoint before, as it was signed. */
  previous: z.string(),
  /** Which key signed: the first half of its public part's SHA-256. */
  key: z.string(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

/** A checkpoint as it is stored: the signed bytes and the signature in base64. */
export interface SignedCheckpoint {
  canonical: string;
  signature: string;
}

export function signCheckpoint(
  facts: Omit<Checkpoint, "v" | "key">,
  key: KeyObject,
): SignedCheckpoint {
  const canonical = canonicalText({ ...facts, v: 1, key: keyId(createPublicKey(key)) });
  return { canonical, signature: sign(null, signedBytes(canonical), key).toString("base64") };
}

/** True if one of the keys made this signature. */
export function isSignedBy(
  keys: readonly KeyObject[],
  { canonical, signature }: SignedCheckpoint,
): boolean {
  const bytes = Buffer.from(signature, "base64");
  return keys.some((key) => verify(null, signedBytes(canonical), key, bytes));
}

/** What was signed, or nothing if the text is no checkpoint. */
export function readCheckpoint(canonical: string): Checkpoint | undefined {
  try {
    return Checkpoint.safeParse(JSON.parse(canonical)).data;
  } catch {
    return undefined;
  }
}

/** Names a public key. */
export function keyId(publicKey: KeyObject): string {
  return sha256(publicKey.export({ format: "der", type: "spki" })).slice(0, 32);
}

/** What the next checkpoint says about this one. */
export function checkpointHash(canonical: string): string {
  return sha256(canonical);
}

function signedBytes(canonical: string): Buffer {
  return Buffer.from(`${CHECKPOINT_DOMAIN}\n${canonical}`);
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}
