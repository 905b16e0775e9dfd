import "server-only";
import { ownIdentity } from "@/lib/aws/own-identity";
import { databaseAnswers, ledgerAnswers } from "@/lib/db/health";

export type Health = { status: "ok" } | { status: "failing"; failing: string[] };

const parts = { database: databaseAnswers, ledger: ledgerAnswers, aws: ownIdentity };

/** Anyone may ask, so the answer is kept this long: asking often must not cost AWS calls. */
const KEPT_MS = 5_000;
let kept: { at: number; health: Promise<Health> } | undefined;

/** Whether the parts this console cannot work without answer; names those that do not. */
export function health(now = Date.now()): Promise<Health> {
  if (!kept || now - kept.at >= KEPT_MS) kept = { at: now, health: ask() };
  return kept.health;
}

async function ask(): Promise<Health> {
  const asked = await Promise.all(
    Object.entries(parts).map(async ([name, answers]) => {
      try {
        await answers();
        return [];
      } catch {
        return [name];
      }
    }),
  );
  const failing = asked.flat();
  return failing.length === 0 ? { status: "ok" } : { status: "failing", failing };
}
