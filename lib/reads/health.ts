import "server-only";
import { ownIdentity } from "@/lib/aws/own-identity";
import { ledgerAnswers } from "@/lib/db/health";
import { databaseChecks } from "@/lib/db/setup-checks";

export type Health = { status: "ok" } | { status: "failing"; failing: string[] };

/** Anyone may ask, so the answer is kept this long: asking often must not cost AWS calls. */
const KEPT_MS = 5_000;
let kept: { at: number; health: Promise<Health> } | undefined;

/** Whether the parts this console cannot work without answer; names those that do not. */
export function health(now = Date.now()): Promise<Health> {
  if (!kept || now - kept.at >= KEPT_MS) kept = { at: now, health: ask() };
  return kept.health;
}

async function ask(): Promise<Health> {
  const [checks, ledger, aws] = await Promise.all([
    databaseChecks(),
    silent("ledger", ledgerAnswers()),
    silent("aws", ownIdentity()),
  ]);
  const failed = checks.filter(({ state }) => state === "failed").map(({ name }) => name);
  const failing = [...new Set([...failed, ...ledger, ...aws])];
  return failing.length === 0 ? { status: "ok" } : { status: "failing", failing };
}

async function silent(name: string, answer: Promise<unknown>): Promise<string[]> {
  return await answer.then(
    () => [],
    () => [name],
  );
}
