import "server-only";
import { LRUCache } from "lru-cache";
import { recordAttempt, recordOutcome } from "@/lib/db/ledger";
import { ledgerState } from "@/lib/db/ledger-state";
import type { OperationName } from "@/lib/domain/operations";
import type { Place } from "@/lib/domain/place";
import type { Session } from "@/lib/domain/session";
import { log } from "@/lib/log";

/** Pages ask again by themselves: the same look within this time is one. */
const SAME_LOOK_MS = 10 * 60_000;
const LOOKS_MAX = 5_000;

// Next may load this file more than once in a process.
const store = globalThis as { [key: symbol]: LRUCache<string, Promise<void>> | undefined };
const storeKey = Symbol.for("strongroom.auditor-looks");

interface Look {
  operation: OperationName;
  /** What was looked at, without what was typed into a search. */
  subject?: string;
  place?: Place;
}

/**
 * What an auditor looks at is itself on record, once in ten minutes for each session. A ledger that
 * does not verify takes no entries, and then of all people the auditor must see it.
 *
 * @throws Failure("cannot-record") when a sound ledger did not take the entry
 */
export async function recordLook(
  session: Pick<Session, "person" | "role" | "id">,
  look: Look,
): Promise<void> {
  store[storeKey] ??= new LRUCache({ max: LOOKS_MAX, ttl: SAME_LOOK_MS });
  const looks = store[storeKey];
  const key = JSON.stringify([session.id, session.role, look]);
  const recorded = looks.get(key) ?? record(session, look);
  looks.set(key, recorded, { noUpdateTTL: true });
  try {
    await recorded;
  } catch (error) {
    // Not one that somebody has begun since: it may be on record already.
    if (looks.get(key) === recorded) looks.delete(key);
    throw error;
  }
}

async function record(
  { person, role, id: sessionId }: Pick<Session, "person" | "role" | "id">,
  look: Look,
): Promise<void> {
  if ((await ledgerState()).mode === "read-only") {
    log("warn", "An auditor looked while the ledger takes no entries", {
      operation: look.operation,
    });
    return;
  }
  const attempt = await recordAttempt({ ...look, person, role, sessionId });
  await recordOutcome(attempt, { result: "done" });
}
