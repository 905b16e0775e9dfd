import { sql } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import { claim, finish, takeOver } from "@/lib/db/restore-execution";
import * as db from "@/lib/db/restore-requests";
import { createSession, stepUp } from "@/lib/db/sessions";
import type { DeletionClock } from "@/lib/domain/deletion-clock";
import { Failure } from "@/lib/domain/failure";
import type { ApprovalStep } from "@/lib/domain/restore-request";
import type { Session } from "@/lib/domain/session";
import { assertSound, expireNow } from "./histories.test-support";

/** Each lane has people of its own, so that lanes can run at the same time. */
const LANES = 6;
const issuer = "https://id.example.com";
const arnOf = (lane: number) =>
  `arn:aws:secretsmanager:eu-west-1:111122223333:secret:lane${lane}-AbCdEf`;
const digest = "d".repeat(64);

type Person = Pick<Session, "id" | "person" | "role" | "groups">;

/** One thing that somebody does, or that happens to the process that runs the restore. */
const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("approve" as const), who: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("deny" as const), who: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("withdraw" as const), who: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("expire" as const), who: fc.nat(0) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("run" as const), who: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("crash" as const), who: fc.nat(4) }) },
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

const any: ApprovalStep = { name: "any", approvals: 1, groups: [] };
const stepSets: ApprovalStep[][] = [
  [any],
  [{ name: "two", approvals: 2, groups: [] }],
  [any, { name: "data", approvals: 1, groups: ["data"] }],
];

/** Commands; those of one inner list are sent at the same time. */
const history = fc.record({
  steps: fc.constantFrom(...stepSets),
  commands: fc.array(fc.array(command, { minLength: 1, maxLength: 2 }), {
    minLength: 2,
    maxLength: 5,
  }),
});

async function peopleOf(lane: number): Promise<Person[]> {
  return await Promise.all(
    Array.from({ length: 5 }, async (_, index) => {
      const groups = index >= 3 ? ["data"] : [];
      const person = { issuer, subject: `lane${lane}-${index}`, displayName: `p${index}` };
      const role = "approver" as const;
      const opened = { person, roles: [role], role, groups, authenticatedAt: new Date() };
      return (await createSession(opened)).session;
    }),
  );
}

async function ask(lane: number, people: Person[], steps: ApprovalStep[]) {
  const now = new Date();
  const [requester] = people;
  if (!requester) throw new Error("nobody");
  const soon = new Date(now.getTime() + 3_600_000);
  const asked = {
    secretArn: arnOf(lane),
    secretName: `lane${lane}`,
    accountId: "111122223333",
    region: "eu-west-1",
    deletedAt: new Date("2026-11-20T00:00:00.000Z"),
    purgeNotBefore: soon,
    reason: "a reason that is long enough",
    steps,
    digest,
    createdAt: now,
    expiresAt: soon,
    evidence: { clock: {} as DeletionClock, before: {} as never },
  };
  return (await db.askForRestore(asked, requester)).id;
}

/** Does one thing; a refusal is an answer. Answers how often the secret was really restored. */
async function perform(id: string, { do: what, who }: Command, people: Person[]): Promise<number> {
  const person = people[who];
  if (!person) throw new Error("nobody");
  try {
    if (what === "approve") {
      await db.beginIntent(person.id, id, digest);
      await stepUp(person.id, new Date());
      await db.approve({ id, digest }, person);
    } else if (what === "deny") await db.deny({ id, comment: "no" }, person);
    else if (what === "withdraw") await db.withdraw(id, person);
    else if (what === "expire") await expireNow(id);
    else return await execute(id, person, what === "crash");
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
  return 0;
}

async function execute(id: string, person: Person, dies: boolean): Promise<number> {
  const doer = db.doerOf(person);
  const held = await claim(id, doer);
  if (dies) {
    await endLease(id);
    const row = await takeOver(id);
    if (!row) return 0;
    // Whoever held the lease before may not write any more.
    expect(await finish(held, "executed", { doer, result: { says: "late" } })).toBe(false);
    await finish({ row, from: held.from }, held.from, { doer, result: { says: "not restored" } });
    return 0;
  }
  return (await finish(held, "executed", { doer, result: { says: "restored" } })) ? 1 : 0;
}

async function endLease(id: string): Promise<void> {
  const { db: open } = await database();
  await open.execute(sql`UPDATE restore_requests SET lease_until = clock_timestamp() - interval '1 second'
    WHERE id = ${id}`);
}

/** Enough to run always; HISTORIES=10000 runs as many on PostgreSQL, in five minutes on an idle machine. */
// biome-ignore lint/style/noProcessEnv: how long to search is up to whoever runs this
const wanted = Number(process.env.HISTORIES ?? 300);
const HISTORIES = { postgres: wanted, embedded: Math.ceil(wanted / 5) };

describe.each(databases)("any history of a restore request, on $kind", ({ kind }) => {
  useDatabase(kind);

  // Security 6: never without enough distinct people, never twice, never after an end.
  test(`${HISTORIES[kind]} random histories with people and processes at the same time`, async () => {
    const given = fc.sample(history, HISTORIES[kind]);
    const lane = async (number: number) => {
      const people = await peopleOf(number);
      for (let index = number; index < given.length; index += LANES) {
        const { steps, commands } = given[index] ?? { steps: [], commands: [] };
        const id = await ask(number, people, steps);
        let effects = 0;
        for (const together of commands) {
          const done = await Promise.all(together.map((each) => perform(id, each, people)));
          effects += done.reduce((sum, each) => sum + each, 0);
        }
        await assertSound(id, effects, { issuer, steps });
        await perform(id, { do: "withdraw", who: 0 }, people);
        await perform(id, { do: "expire", who: 0 }, people);
      }
    };
    await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
    const { db: open } = await database();
    const { rows } = await open.execute(sql`SELECT
        (SELECT count(*) FROM restore_events WHERE kind = 'transition') AS transitions,
        (SELECT count(DISTINCT ledger_seq) FROM restore_events) AS seqs,
        (SELECT count(*) FROM ledger_entries WHERE operation = 'restore.transition' AND kind = 'attempt') AS entries`);
    expect(rows[0]?.seqs).toBe(rows[0]?.transitions);
    expect(rows[0]?.entries).toBe(rows[0]?.transitions);
  }, 3_600_000);

  test("yes and no at the same moment: one outcome", async () => {
    const times = kind === "postgres" ? Math.ceil(wanted / 3) : 30;
    const people = await peopleOf(90);
    const [, yes, no] = people;
    if (!yes || !no) throw new Error("nobody");
    const outcomes = { approved: 0, denied: 0 };
    for (let time = 0; time < times; time += 1) {
      const id = await ask(90, people, [{ name: "any", approvals: 1, groups: [] }]);
      await db.beginIntent(yes.id, id, digest);
      await stepUp(yes.id, new Date());
      const answers = await Promise.allSettled([
        db.approve({ id, digest }, yes).then(() => claim(id, db.doerOf(yes))),
        db.deny({ id, comment: "no" }, no),
      ]);
      const [ran, denied] = answers.map(({ status }) => status === "fulfilled");
      // Both are told the truth: whoever came too late hears so.
      expect([ran, denied].filter(Boolean), JSON.stringify(answers)).toHaveLength(1);
      outcomes[ran ? "approved" : "denied"] += 1;
      if (ran) await endLease(id);
      const row = ran ? await takeOver(id) : undefined;
      if (row) {
        const doer = db.doerOf(yes);
        await finish({ row, from: "approved" }, "failed", { doer, result: { says: "end" } });
      }
    }
    expect(outcomes.approved + outcomes.denied).toBe(times);
  }, 1_800_000);
});
