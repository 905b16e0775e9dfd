import { setTimeout as sleep } from "node:timers/promises";
import { CreateSecretCommand, DeleteSecretCommand } from "@aws-sdk/client-secrets-manager";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { database } from "@/lib/db/client";
import { useDatabase } from "@/lib/db/databases.test-support";
import { stepUp } from "@/lib/db/sessions";
import type { Outcome } from "@/lib/domain/outcome";
import { stepsFor } from "@/lib/domain/restore-request";
import type { RestoreRequestView } from "@/lib/domain/restore-view";
import { consoleUrl, issuer, type Visitor, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { startHook } from "@/lib/notify/receivers.test-support";
import { assertSound, expireNow } from "./histories.test-support";
import { type Instance, startInstance } from "./instances.test-support";
import { observedAccount } from "./observed-account.test-support";

const rules = [
  { tag: { key: "class", value: "two" }, steps: [{ name: "two", approvals: 2, groups: [] }] },
  {
    tag: { key: "class", value: "data" },
    steps: [
      { name: "any", approvals: 1, groups: [] },
      { name: "data", approvals: 1, groups: ["data"] },
    ],
  },
];
const file = writeSettings(issuer, {
  accounts: [observedAccount("111122223333", "production")],
  // In the settings no groups means any approver, and an empty list means a mistake.
  restores: {
    rules: rules.map(({ tag, steps }) => ({
      tag,
      steps: steps.map(({ groups, ...step }) => (groups.length > 0 ? { ...step, groups } : step)),
    })),
  },
});
const place = { accountId: "111122223333", region: "eu-west-1" };
const MINUTE_MS = 60_000;

beforeEach(() => stubSettings(file, consoleUrl));

/** One thing that somebody does on one of the two instances. */
const command = fc.record({
  do: fc.constantFrom(
    ...(["approve", "approve", "approve", "run", "run", "deny", "withdraw", "expire"] as const),
  ),
  who: fc.nat(4),
  at: fc.nat(1),
});
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

/** Commands of one inner list are sent at the same time, to whichever instance they name. */
const history = fc.record({
  kind: fc.constantFrom("one", "two", "data"),
  commands: fc.array(fc.array(command, { minLength: 1, maxLength: 3 }), {
    minLength: 2,
    maxLength: 5,
  }),
});

/** A fifth of what the model is asked for: each of these takes some fifty calls over HTTP. */
// biome-ignore lint/style/noProcessEnv: how long to search is up to whoever runs this
const wanted = Math.ceil(Number(process.env.HISTORIES ?? 300) / 5);
const LANES = 6;

describe("two instances of the console on one database", () => {
  useDatabase("postgres");
  const aws = useAws();
  let made = 0;

  async function deleted(kind: string): Promise<string> {
    made += 1;
    const client = aws.admin(place.region);
    const { ARN = "" } = await client.send(
      new CreateSecretCommand({
        Name: `shared/${made}`,
        SecretString: "v",
        Tags: [{ Key: "class", Value: kind }],
      }),
    );
    await client.send(new DeleteSecretCommand({ SecretId: ARN, RecoveryWindowInDays: 7 }));
    return ARN;
  }

  async function peopleOf(lane: string): Promise<Visitor[]> {
    const { db } = await database();
    return await Promise.all(
      Array.from({ length: 5 }, async (_, index) => {
        const who = await visitor(`${lane}-${index}`, ["approver"]);
        if (index >= 3)
          await db.execute(sql`UPDATE sessions SET groups = '{data}' WHERE id = ${who.session.id}`);
        return who;
      }),
    );
  }

  /** Asked by the first of the people; answers the request as its digest signs it. */
  async function ask(instance: Instance, arn: string, who: Visitor) {
    const wish = { arn, reason: "An application still asks for it." };
    const { id } = dataOf(
      await instance.call<{ id: string }>("requestRestore", who.headers(), wish),
    );
    const { digest } = await view(instance, id, who);
    return { id, arn, digest };
  }

  async function view(instance: Instance, id: string, who: Visitor): Promise<RestoreRequestView> {
    return dataOf(
      await instance.call<RestoreRequestView>("read/restoreRequest", who.headers(), { id }),
    );
  }

  /** Opens it, signs in afresh for it, and acts, all of which another may do at the same time. */
  async function signed(
    instance: Instance,
    action: "approveRestore" | "executeRestore",
    given: { id: string; arn: string; digest: string },
    who: Visitor,
  ): Promise<Outcome<unknown>> {
    await instance.call("beginApproval", who.headers(), given);
    await sleep(2);
    await stepUp(who.session.id, new Date());
    return await instance.call(action, who.headers(), given);
  }

  async function perform(
    instance: Instance,
    { do: what }: Command,
    given: { id: string; arn: string; digest: string },
    who: Visitor,
  ): Promise<unknown> {
    const { id, arn } = given;
    if (what === "approve") return await signed(instance, "approveRestore", given, who);
    if (what === "run") return await signed(instance, "executeRestore", given, who);
    if (what === "expire") return await expireNow(id);
    if (what === "withdraw")
      return await instance.call("withdrawRestore", who.headers(), { id, arn });
    return await instance.call("denyRestore", who.headers(), { id, arn, comment: "Not this one." });
  }

  function restoresOf(arn: string) {
    return aws.calls("RestoreSecret").filter(({ resource }) => resource === arn);
  }

  // Security 6, over HTTP and with the real AWS calls: AWS's own log is the witness.
  test(`${wanted} random histories, told to either of them`, async () => {
    const instances = await Promise.all([startInstance(), startInstance()]);
    const given = fc.sample(history, wanted);
    let executed = 0;
    const lane = async (number: number) => {
      const people = await peopleOf(`lane${number}`);
      const [requester] = people;
      if (!requester) throw new Error("nobody");
      for (let index = number; index < given.length; index += LANES) {
        const { kind, commands } = given[index] ?? { kind: "one", commands: [] };
        const arn = await deleted(kind);
        const request = await ask(instances[index % 2] as Instance, arn, requester);
        for (const together of commands) {
          await Promise.all(
            together.map((each) =>
              perform(instances[each.at] as Instance, each, request, people[each.who] as Visitor),
            ),
          );
        }
        const calls = restoresOf(arn);
        executed += calls.length;
        const tags = [{ key: "class", value: kind }];
        const steps = stepsFor(rules, { ...place, tags });
        await assertSound(request.id, calls.length, { issuer, steps });
      }
    };
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    process.stdout.write(`${wanted} histories, ${executed} restores, ${seconds} s\n`);
    expect(executed).toBeGreaterThan(wanted / 20);
    const { db } = await database();
    const { rows } = await db.execute(sql`SELECT
        (SELECT count(*) FROM restore_events WHERE kind = 'transition') AS transitions,
        (SELECT count(DISTINCT ledger_seq) FROM restore_events) AS seqs,
        (SELECT count(*) FROM ledger_entries WHERE operation = 'restore.transition' AND kind = 'attempt') AS entries`);
    expect(rows[0]?.seqs).toBe(rows[0]?.transitions);
    expect(rows[0]?.entries).toBe(rows[0]?.transitions);
    await Promise.all(instances.map((each) => each.stop("SIGTERM")));
  }, 3_600_000);

  // Security 6: nothing lasts longer because a machine's clock is slow, or fast.
  test("clocks ten minutes off on either side give nobody more time", async () => {
    const instances = await Promise.all([
      startInstance({ clockAheadMs: -10 * MINUTE_MS }),
      startInstance({ clockAheadMs: 10 * MINUTE_MS }),
    ]);
    const { db } = await database();
    for (const [index, instance] of instances.entries()) {
      const [requester, one, two] = await peopleOf(`clock${index}`);
      if (!requester || !one || !two) throw new Error("nobody");

      // When it was asked for and when it ends is the database's to say.
      const request = await ask(instance, await deleted("one"), requester);
      const { rows } = await db.execute<{ asked: number; lasts: number }>(sql`SELECT
          abs(extract(epoch FROM clock_timestamp() - created_at))::float AS asked,
          extract(epoch FROM expires_at - created_at)::float AS lasts
        FROM restore_requests WHERE id = ${request.id}`);
      expect(rows[0]?.asked).toBeLessThan(60);
      expect(rows[0]?.lasts).toBeLessThanOrEqual(24 * 3_600);

      // Over for the database is over for all; what is not over yet is not over anywhere.
      await db.execute(sql`UPDATE restore_requests SET created_at = created_at - interval '2 hours',
        expires_at = clock_timestamp() - interval '1 second' WHERE id = ${request.id}`);
      expect(await signed(instance, "approveRestore", request, one)).toMatchObject({
        failure: { code: "is-over" },
      });
      const soon = await ask(instance, await deleted("one"), requester);
      await db.execute(sql`UPDATE restore_requests SET created_at = created_at - interval '2 hours',
        expires_at = clock_timestamp() + interval '5 minutes' WHERE id = ${soon.id}`);
      await instance.job("expire");
      expect((await view(instance, soon.id, one)).state).toBe("pending");

      // A sign-in of 16 minutes ago is too old by the right clock, and so by every other.
      await instance.call("beginApproval", one.headers(), soon);
      await sleep(2);
      await stepUp(one.session.id, new Date(Date.now() - 16 * MINUTE_MS));
      expect(await instance.call("approveRestore", one.headers(), soon)).toMatchObject({
        failure: { code: "step-up-needed" },
      });

      // So is a session that nobody has touched for as long.
      await db.execute(sql`UPDATE sessions SET last_seen_at = last_seen_at - interval '16 minutes'
        WHERE id = ${one.session.id}`);
      expect(await instance.call("approveRestore", one.headers(), soon)).toMatchObject({
        failure: { code: "signed-out" },
      });

      // And what is right goes through: AWS's clock is neither of them, and signatures name a time.
      const right = await ask(instance, await deleted("one"), requester);
      expect(await signed(instance, "approveRestore", right, two)).toMatchObject({ ok: true });
      expect(restoresOf(right.arn)).toMatchObject([
        { sourceIdentity: `clock${index}-2`, outcome: "ok" },
      ]);
      const { Statement } = JSON.parse(restoresOf(right.arn)[0]?.sessionPolicy ?? "{}");
      expect(Statement).toMatchObject([{ Effect: "Allow", Resource: right.arn }]);
      await instance.stop("SIGTERM");
    }
  }, 300_000);
});

describe("two instances that tell people", () => {
  useDatabase("postgres");
  const aws = useAws();

  // Nothing is lost, nothing accepted is sent twice, and no request waits for whom it tells.
  test("receivers that hang, fail or are not there keep no request waiting", async () => {
    const hooks = await Promise.all([startHook(), startHook(), startHook()]);
    const [accepts, fails, hangs] = hooks;
    if (!accepts || !fails || !hangs) throw new Error("no receiver");
    fails.manner = "fail";
    hangs.manner = "hang";
    const gone = await startHook();
    gone.close();
    const webhooks = [...hooks, gone].map(({ url }, index) => ({ name: `hook-${index}`, url }));
    const accounts = [observedAccount("111122223333", "production")];
    stubSettings(writeSettings(issuer, { accounts, notifications: { webhooks } }), consoleUrl);
    vi.stubEnv("STRONGROOM_WEBHOOK_KEY", "the key of the test, long enough to sign");
    const instances = await Promise.all([startInstance(), startInstance()]);
    const [one, two] = instances;
    if (!one || !two) throw new Error("no instance");

    const client = aws.admin(place.region);
    const create = new CreateSecretCommand({ Name: "told", SecretString: "v" });
    const { ARN: arn = "" } = await client.send(create);
    await client.send(new DeleteSecretCommand({ SecretId: arn, RecoveryWindowInDays: 7 }));
    const [operator, approver] = [
      await visitor("operator-1"),
      await visitor("approver-1", ["approver"]),
    ];
    const wish = { arn, reason: "An application still asks for it." };
    const { id } = dataOf(
      await one.call<{ id: string }>("requestRestore", operator.headers(), wish),
    );
    // Both begin to tell of it; one receiver holds whoever asks it for ten seconds.
    let isTelling = true;
    const told = Promise.all(instances.map((each) => each.job("deliver"))).then(() => {
      isTelling = false;
    });
    await expect.poll(() => hangs.tries).toBe(1);
    const { digest } = dataOf(
      await two.call<RestoreRequestView>("read/restoreRequest", approver.headers(), { id }),
    );
    const given = { id, arn, digest };
    dataOf(await two.call("beginApproval", approver.headers(), given));
    await sleep(2);
    await stepUp(approver.session.id, new Date());
    dataOf(await two.call("approveRestore", approver.headers(), given));
    expect(isTelling, "the restore waited for a receiver").toBe(true);
    await told;

    const { db } = await database();
    const round = async () => {
      await db.execute(sql`UPDATE deliveries SET next_at = now() - interval '1 second'`);
      await Promise.all(instances.map((each) => each.job("deliver")));
    };
    hangs.manner = "accept";
    await round();
    fails.manner = "accept";
    await round();
    await round();
    const { rows: events } = await db.execute(sql`SELECT event FROM announcements ORDER BY at`);
    expect(events.map(({ event }) => (event as { kind: string }).kind)).toEqual([
      "restore-requested",
      "restore-approved",
      "restore-executed",
    ]);
    for (const { accepted } of hooks) {
      const ids = accepted.map(({ headers }) => headers["strongroom-delivery"]);
      expect(ids).toHaveLength(events.length);
      expect(new Set(ids).size).toBe(events.length);
    }
    const { rows: log } =
      await db.execute(sql`SELECT address, state, failure, count(*)::int AS count
      FROM deliveries GROUP BY address, state, failure ORDER BY address`);
    expect(log).toEqual([
      ...["hook-0", "hook-1", "hook-2"].map((name) => {
        return { address: `webhook:${name}`, state: "delivered", failure: null, count: 3 };
      }),
      { address: "webhook:hook-3", state: "due", failure: "unreachable", count: 3 },
    ]);
    await Promise.all(instances.map((each) => each.stop("SIGTERM")));
    for (const each of hooks) each.close();
  }, 120_000);
});

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.data;
}
