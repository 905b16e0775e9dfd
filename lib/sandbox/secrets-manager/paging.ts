import { createHash } from "node:crypto";
import { refusals } from "./refusals";

/** An opaque NextToken: a place, and a mark of the question it belongs to. */
export function writeToken(place: unknown, question: string): string {
  return Buffer.from(JSON.stringify([mark(question), place])).toString("base64");
}

/** The place of a token. @throws InvalidNextTokenException if it answers another question. */
export function readToken<Place>(token: string, question: string): Place {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(token, "base64").toString());
  } catch {
    throw refusals.nextToken();
  }
  if (!Array.isArray(read) || read[0] !== mark(question)) throw refusals.nextToken();
  return read[1] as Place;
}

function mark(question: string): string {
  return createHash("sha256").update(question).digest("base64").slice(0, 12);
}
