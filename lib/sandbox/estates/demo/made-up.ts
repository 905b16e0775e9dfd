import { createHash } from "node:crypto";

/**
 * Ids and values derived from a name, so that the same estate comes out at every start and a
 * test can work out what was stored without being told.
 */
function digest(text: string): Buffer {
  return createHash("sha256").update(`strongroom demo ${text}`).digest();
}

/** A UUID in form, for the client request token that becomes a version's id. */
export function tokenOf(text: string): string {
  const hex = digest(`token ${text}`).toString("hex");
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

const idAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An IAM id: `AROA`, `AIDA`, `ASIA`, `AKIA` and sixteen or more characters. */
export function iamIdOf(prefix: string, text: string): string {
  const length = prefix === "ASIA" || prefix === "AKIA" ? 16 : 17;
  const bytes = digest(`${prefix} ${text}`).subarray(0, length);
  return prefix + Array.from(bytes, (byte) => idAlphabet[byte % 32]).join("");
}

/** The n-th value a secret was given: a password nobody uses. */
export function passwordOf(name: string, turn: number): string {
  return digest(`value ${name} ${turn}`).toString("base64url").slice(0, 28);
}

/** A database secret's JSON (facts 2.9). */
export function databaseValue(name: string, turn: number, engine: "postgres" | "mysql"): string {
  return JSON.stringify({
    engine,
    host: `${name.replaceAll(/[^a-z0-9]+/g, "-")}.db.internal`,
    username: "app",
    password: passwordOf(name, turn),
    dbname: "main",
    port: engine === "postgres" ? 5432 : 3306,
  });
}

/** Numbers from 0 to 1 that depend on nothing but the seed. */
export function makeDice(seed: string): () => number {
  let state = digest(`dice ${seed}`).readUInt32BE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
