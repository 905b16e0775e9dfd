import "server-only";
import crypto from "node:crypto";
import canonicalize from "canonicalize";

/** Begins what is hashed, so that no other use of SHA-256 can yield an entry's hash. */
export const ENTRY_DOMAIN = "strongroom-ledger-v1";

/** `prev_hash` of the first entry. */
export const NO_HASH = "0".repeat(64);

/** An entry's place in the chain and the bytes that are evidence. */
export interface ChainLink {
  logId: string;
  seq: number;
  prevHash: string;
  canonical: string;
}

/**
 * Lower-case hex of SHA-256 over domain, log id, seq, previous hash and canonical text, joined by
 * line feeds. Unambiguous: none of the first four can hold a line feed.
 */
export function entryHash({ logId, seq, prevHash, canonical }: ChainLink): string {
  return sha256(`${ENTRY_DOMAIN}\n${logId}\n${seq}\n${prevHash}\n${canonical}`);
}

/** Node's one-shot hash is twice as quick on short texts, but newer than the oldest Node we run on. */
const sha256: (text: string) => string =
  typeof crypto.hash === "function"
    ? (text) => crypto.hash("sha256", text)
    : (text) => crypto.createHash("sha256").update(text).digest("hex");

/** RFC 8785: one spelling for equal JSON, so that equal facts have equal bytes. */
export function canonicalText(body: object): string {
  const text = canonicalize(body);
  if (text === undefined) throw new Error("this cannot be written as JSON");
  return text;
}
