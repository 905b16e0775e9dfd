import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { z } from "zod";

/** How the provider's next ID tokens are to be wrong; an empty one means it behaves again. */
export const Misbehaviour = z.strictObject({
  /** Claims to put in place of the right ones; null takes a claim away. */
  claims: z.record(z.string(), z.unknown()).optional(),
  /** Seconds to add to `auth_time`: a provider that ignored `max_age` tells an old one. */
  authTimeShift: z.number().optional(),
  /** How the token is signed: not at all, with the client's secret, or with a stranger's key. */
  signature: z.enum(["none", "HS256", "other-key"]).optional(),
});
export type Misbehaviour = z.infer<typeof Misbehaviour>;

/** Makes an ID token wrong as asked, and otherwise signs it as the provider would. */
export function spoil(
  idToken: string,
  misbehaviour: Misbehaviour,
  keys: { provider: KeyObject; clientSecret: string },
): string {
  const [head = "", body = ""] = idToken.split(".");
  const header: Record<string, unknown> = read(head);
  const claims: Record<string, unknown> = { ...read(body), ...misbehaviour.claims };
  for (const [name, value] of Object.entries(claims)) if (value === null) delete claims[name];
  if (misbehaviour.authTimeShift !== undefined)
    claims.auth_time = Number(claims.auth_time) + misbehaviour.authTimeShift;
  const alg = { none: "none", HS256: "HS256", "other-key": "RS256", right: "RS256" };
  header.alg = alg[misbehaviour.signature ?? "right"];
  const signed = `${write(header)}.${write(claims)}`;
  switch (misbehaviour.signature) {
    case "none":
      return `${signed}.`;
    case "HS256":
      return `${signed}.${createHmac("sha256", keys.clientSecret).update(signed).digest("base64url")}`;
    case "other-key":
      return `${signed}.${rs256(signed, generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey)}`;
    case undefined:
      return `${signed}.${rs256(signed, keys.provider)}`;
  }
}

function rs256(text: string, key: KeyObject): string {
  return sign("sha256", Buffer.from(text), key).toString("base64url");
}

function read(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
}

function write(part: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
