import { sql } from "drizzle-orm";
import { describe, expect, test, vi } from "vitest";
import { database } from "@/lib/db/client";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import { takeLease } from "@/lib/db/job-leases";
import { recordAttempt, recordOutcome } from "@/lib/db/ledger";
import { openAttempts } from "@/lib/db/open-attempts";
import { createSession, deleteEndedSessions, findSession, revokeSession } from "@/lib/db/sessions";
import type { AttemptFacts } from "@/lib/domain/ledger";
import { schedule } from "./job";
import { settleLedger } from "./settle-ledger";

const facts: AttemptFacts = {
  operation: "secret.reveal-value",
  person: { issuer: "https://id.example.com", subject: "operator-1", displayName: "Ada" },
  role: "operator",
  sessionId: "0123456789abcdef0123456789abcdef",
};

describe.each(databases)("jobs on $kind", ({ kind }) => {
  useDatabase(kind);

  // Two instances of the console must not settle or sign the same thing at once.
  test("one holder has a job's lease until it runs out", async () => {
    expect(await takeLease("count", "one", 60_000)).toBe(true);
    expect(await takeLease("count", "two", 60_000)).toBe(false);
    expect(await takeLease("count", "one", 0)).toBe(true);
    expect(await takeLease("count", "two", 60_000)).toBe(true);
    expect(await takeLease("count", "one", 60_000)).toBe(false);
  });

  test("of twenty that ask at once, one gets it", async () => {
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, index) => takeLease("race", `holder-${index}`, 60_000)),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test("a job that fails is tried again at the next beat", async () => {
    const run = vi.fn().mockRejectedValueOnce(new Error("this time")).mockResolvedValue(undefined);
    const end = schedule({ name: "fails-once", everyMs: 1, run });
    await expect.poll(() => run.mock.calls.length, { timeout: 20_000 }).toBeGreaterThan(1);
    await end();
  });

  // After a crash nobody knows whether AWS acted: the ledger must say just that.
  test("old attempts without an outcome are settled as in doubt, young and ended ones are not", async () => {
    const open = [await recordAttempt(facts), await recordAttempt(facts)];
    const ended = await recordAttempt(facts);
    await recordOutcome(ended, { result: "done" });
    expect(await settleLedger(60_000)).toBe(0);
    expect(await settleLedger(0)).toBe(2);
    expect(await settleLedger(0)).toBe(0);
    expect(await openAttempts(0)).toEqual([]);
    const { db } = await database();
    const { rows } = await db.execute(sql`SELECT attempt, result FROM ledger_entries
      WHERE kind = 'outcome' ORDER BY attempt`);
    expect(rows.map(({ attempt, result }) => [Number(attempt), result])).toEqual([
      ...open.map(({ seq }) => [seq, "in-doubt"]),
      [ended.seq, "done"],
    ]);
  });

  test("only sessions that ended a day ago are swept", async () => {
    const signIn = () =>
      createSession({
        person: facts.person,
        roles: ["operator"],
        role: "operator",
        authenticatedAt: new Date(),
      });
    const [live, revoked, old] = [await signIn(), await signIn(), await signIn()];
    await revokeSession(revoked.session.id);
    await revokeSession(old.session.id);
    const { db } = await database();
    await db.execute(sql`UPDATE sessions SET revoked_at = revoked_at - interval '25 hours'
      WHERE id = ${old.session.id}`);
    await deleteEndedSessions();
    expect(await findSession(live.token)).toBeDefined();
    expect(await findSession(revoked.token)).toBeDefined();
    expect(await findSession(old.token)).toBeUndefined();
  });
});
