import "server-only";
import { createHash } from "node:crypto";
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
  return createHash("sha256")
    .update(`${ENTRY_DOMAIN}\n${logId}\n${seq}\n${prevHash}\n${canonical}`)
    .digest("hex");
}

/** RFC 8785: one spelling for equal JSON, so that equal facts have equal bytes. */
export function canonicalText(body: object): string {
  const text = canonicalize(body);
  if (text === undefined) throw new Error("this cannot be written as JSON");
  return text;
}
