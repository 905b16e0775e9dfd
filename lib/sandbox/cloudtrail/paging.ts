import { createHash } from "node:crypto";
import { AwsError } from "../contract";

/**
 * A token that only continues the look-up it came from: it carries the place to go on from and a
 * digest of the parameters, and any other use is InvalidNextTokenException (facts 4.1). The
 * place counts from the oldest event, so events that arrive meanwhile shift nothing.
 */
export function sealToken(place: number, bound: string): string {
  return Buffer.from(`${place}.${digest(bound)}`).toString("base64");
}

/** The place a token stands for. */
export function openToken(token: string, bound: string): number {
  const [place, mark] = Buffer.from(token, "base64").toString().split(".");
  if (!place || !/^\d{1,12}$/.test(place) || mark !== digest(bound)) {
    throw new AwsError("InvalidNextTokenException", "Invalid token or wrong parameters for it.");
  }
  return Number(place);
}

function digest(bound: string): string {
  return createHash("sha256").update(bound).digest("hex").slice(0, 24);
}
