import "server-only";
import { headers as nextHeaders } from "next/headers";
import type { z } from "zod";
import type { OperationName } from "@/lib/domain/operations";
import type { Outcome } from "@/lib/domain/outcome";
import { type Entry, enter } from "./enter";

export type { Entry, EntryContext, LateOutcome } from "./enter";

/**
 * The only way in. Every action and every read is made by it, so that none can forget a step:
 * host and origin, who, input, the attempt, may they, run, the outcome, words.
 *
 * What it makes never throws: it answers an outcome, whose failure is a code from the closed list.
 * (Next's own signals, such as a page that gives up rendering, pass through.)
 */
export function guard<Schema extends z.ZodType, Data>(
  name: OperationName,
  entry: Entry<Schema, Data>,
): (raw: z.input<Schema>) => Promise<Outcome<Data>> {
  return async (raw) => enter(name, entry, raw, await nextHeaders());
}
