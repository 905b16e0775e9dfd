import { createHash } from "node:crypto";
import { AwsError, type TrailRecord } from "../contract";
import { countUntil } from "./trail-index";

/**
 * A token that only continues the look-up it came from: it names the last event that was answered
 * and carries a digest of the parameters. Any other use is InvalidNextTokenException (facts 4.1).
 * Events that arrive, or fall out of the history, between two pages shift nothing.
 */
export function sealToken(last: TrailRecord, bound: string): string {
  return Buffer.from(`${last.eventTime.getTime()}.${last.eventId}.${digest(bound)}`).toString(
    "base64",
  );
}

/** How many of the records come before the event that the token names. */
export function placeOf(token: string, bound: string, records: readonly TrailRecord[]): number {
  const [time, eventId, mark] = Buffer.from(token, "base64").toString().split(".");
  if (!time || !/^\d{1,15}$/.test(time) || mark !== digest(bound)) {
    throw new AwsError("InvalidNextTokenException", "Invalid token or wrong parameters for it.");
  }
  let place = countUntil(records, Number(time));
  while (place > 0 && records[place - 1]?.eventTime.getTime() === Number(time)) {
    place -= 1;
    if (records[place]?.eventId === eventId) break;
  }
  return place;
}

function digest(bound: string): string {
  return createHash("sha256").update(bound).digest("hex").slice(0, 24);
}
