import "server-only";
import { LRUCache } from "lru-cache";
import { recordAttempt, recordOutcome } from "@/lib/db/ledger";
import { ledgerState } from "@/lib/db/ledger-state";
import type { OperationName } from "@/lib/domain/operations";
import type { Session } from "@/lib/domain/session";
import { log } from "@/lib/log";

/** Pages ask again by themselves: the same look within this time is one. */
const SAME_LOOK_MS = 10 * 60_000;
const LOOKS_MAX = 5_000;

// Next may load this file more than once in a process.
const store = globalThis as { [key: symbol]: LRUCache<string, true> | undefined };
const storeKey = Symbol.for("strongroom.auditor-looks");

type Looker = Pick<Session, "person" | "role" | "id">;

/**
 * What an auditor looks at is itself on record; what others look at is not. Written here and not by
 * the guard: a ledger that does not verify takes no entries, and then of all people the auditor
 * must see it.
 *
 * @param words what was looked at, without what was typed into a search
 * @throws Failure("cannot-record") when a sound ledger did not take the entry
 */
export async function recordLook(
  { person, role, id: sessionId }: Looker,
  operation: OperationName,
  words: string,
): Promise<void> {
  if (role !== "auditor") return;
  if ((await ledgerState()).mode === "read-only") {
    log("warn", "An auditor looked at a ledger that takes no entries", { operation });
    return;
  }
  const facts = { operation, person, role, sessionId, subject: words } as const;
  await recordOutcome(await recordAttempt(facts), { result: "done" });
}

/** As `recordLook`, for pages that ask again while something is still being read. */
export async function recordLookOnce(
  looker: Looker,
  operation: OperationName,
  words: string,
): Promise<void> {
  store[storeKey] ??= new LRUCache({ max: LOOKS_MAX, ttl: SAME_LOOK_MS });
  const looks = store[storeKey];
  const key = JSON.stringify([looker.id, operation, words]);
  if (looks.has(key)) return;
  await recordLook(looker, operation, words);
  looks.set(key, true);
}
