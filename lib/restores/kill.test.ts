import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { database } from "@/lib/db/client";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import { entriesAfter, readHead } from "@/lib/db/ledger-rows";
import { openAttempts } from "@/lib/db/open-attempts";
import { beginIntent } from "@/lib/db/restore-requests";
import { stepUp } from "@/lib/db/sessions";
import { verifyLedger } from "@/lib/db/verify";
import type { Outcome } from "@/lib/domain/outcome";
import type { RestoreRequestView } from "@/lib/domain/restore-view";
import { consoleUrl, issuer, type Visitor, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { settleLedger } from "@/lib/jobs/settle-ledger";
import { startHook } from "@/lib/notify/receivers.test-support";
import { startCrossing } from "./crossing.test-support";
import { type Instance, startInstance } from "./instances.test-support";
import { observedAccount } from "./observed-account.test-support";

const hook = await startHook();
const file = writeSettings(issuer, {
  accounts: [observedAccount("111122223333", "production")],
  notifications: { webhooks: [{ name: "all", url: hook.url }] },
});
/** Two processes at a time: as many as the machine has cores. */
const LANES = 2;

beforeEach(() => {
  stubSettings(file, consoleUrl);
  vi.stubEnv("STRONGROOM_WEBHOOK_KEY", "the key of the test, long enough to sign");
});
afterAll(() => hook.close());

describe.each(databases)("an approval killed at every boundary, on $kind", ({ kind }) => {
  const own = useDatabase(kind);
  const aws = useAws();
  let made = 0;

  async function deletedSecret(): Promise<string> {
    made += 1;
    const client = aws.admin("eu-west-1");
    const { ARN = "" } = await client.send(
      new CreateSecretCommand({ Name: `killed/${made}`, SecretString: "v" }),
    );
    await client.send(new DeleteSecretCommand({ SecretId: ARN, RecoveryWindowInDays: 7 }));
    return ARN;
  }

  async function view(from: Instance, id: string, who: Visitor): Promise<RestoreRequestView> {
    return dataOf(
      await from.call<RestoreRequestView>("read/restoreRequest", who.headers(), { id }),
    );
  }

  /** Agrees, or runs what was agreed to, freshly signed in for it. */
  async function sign(
    from: Instance,
    { action, id, who }: { action: "approveRestore" | "executeRestore"; id: string; who: Visitor },
    { arn, digest }: Pick<RestoreRequestView, "arn" | "digest">,
  ): Promise<Outcome<unknown>> {
    await beginIntent(who.session.id, id, digest);
    await sleep(2);
    await stepUp(who.session.id, new Date());
    return await from.call(action, who.headers(), { id, arn, digest });
  }

  /** One request, whose last approval dies at the named boundary. Answers what was passed. */
  async function run(restarted: Instance, stopAt?: string): Promise<string[]> {
    const crossing = await startCrossing(own.url(), aws.sandbox.url);
    const dying = await startInstance({
      environment: { DATABASE_URL: crossing.databaseUrl, AWS_ENDPOINT_URL: crossing.awsUrl },
    });
    const arn = await deletedSecret();
    const requester = await visitor(`operator-${made}`);
    const [one, two] = [
      await visitor(`approver-${made}-a`, ["approver"]),
      await visitor(`approver-${made}-b`, ["approver"]),
    ];
    const wish = { arn, reason: "An application still asks for it." };
    const { id } = dataOf(
      await restarted.call<{ id: string }>("requestRestore", requester.headers(), wish),
    );
    const asked = await view(restarted, id, one);
    // What a first request opens once is no step of a restore.
    await view(dying, id, one);
    crossing.watch(stopAt, () => dying.child.kill("SIGKILL"));
    const answer = await sign(dying, { action: "approveRestore", id, who: one }, asked).catch(
      (error: Error) => error,
    );
    if (stopAt) expect(answer, `${stopAt} was never reached`).toBeInstanceOf(Error);
    await dying.stop();
    crossing.close();

    // The lease runs out, and another process comes by.
    const { db } = await database();
    await db.execute(sql`UPDATE restore_requests SET lease_until = clock_timestamp() - interval '1 s'
      WHERE id = ${id} AND lease_until IS NOT NULL`);
    await restarted.job("settle");
    // The other lane's look may have taken it over a moment before.
    let settled = await view(restarted, id, two);
    const looks = async () => {
      settled = await view(restarted, id, two);
      return settled.state;
    };
    await expect.poll(looks, { timeout: 20_000 }).not.toBe("executing");
    const hasSent = () => restoresOf(arn).length;
    const where = `killed ${stopAt}`;
    expect(["pending", "approved", "executed"], where).toContain(settled.state);
    expect(settled.state === "executed", where).toBe(!(await isDeleted(arn)));
    expect(hasSent(), where).toBe(settled.state === "executed" ? 1 : 0);

    // What was not restored is still to be had, once, by somebody else.
    if (settled.state !== "executed") {
      const action = settled.state === "pending" ? "approveRestore" : "executeRestore";
      dataOf(await sign(restarted, { action, id, who: two }, settled));
    }
    expect(await view(restarted, id, two), where).toMatchObject({ state: "executed" });
    expect(hasSent(), where).toBe(1);
    return [...crossing.passed];
  }

  function restoresOf(arn: string) {
    return aws.calls("RestoreSecret").filter(({ resource }) => resource === arn);
  }

  async function isDeleted(arn: string): Promise<boolean> {
    const client = aws.admin("eu-west-1");
    return (
      (await client.send(new DescribeSecretCommand({ SecretId: arn }))).DeletedDate !== undefined
    );
  }

  // Security 6: whatever it dies of, a look settles it; AWS is never told twice, nor unrecorded.
  test("settles itself, restores once, and leaves no call without an attempt", async () => {
    const restarted = await startInstance();
    const boundaries = await run(restarted);
    const names = boundaries.join("\n");
    for (const step of ["before RestoreSecret", "after RestoreSecret", "writing ledger"])
      expect(names).toContain(step);
    // The other database can differ only in what it keeps: AWS's answers are the same.
    const todo = boundaries.filter((name) => kind === "postgres" || name.includes("writing"));
    const kills = todo.length;
    const lane = async () => {
      for (let next = todo.shift(); next; next = todo.shift()) await run(restarted, next);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    process.stdout.write(
      `${kind}: killed at ${kills} of ${boundaries.length} boundaries\n${names}\n`,
    );

    const { db } = await database();
    await settleLedger(0);
    expect(await openAttempts(0)).toEqual([]);
    const head = await readHead(db);
    if (!head) throw new Error("the ledger has no head");
    const verdict = await verifyLedger({ head, entries: entriesAfter(db, 0), checkpoints: [] }, []);
    expect(verdict.finding).toBeUndefined();
    const sent = aws.calls("RestoreSecret");
    expect(sent).toHaveLength(kills + 1);
    for (const { at, resource, sourceIdentity } of sent) {
      const { rows } = await db.execute(sql`SELECT 1 FROM ledger_entries WHERE kind = 'attempt'
        AND operation IN ('restore.approve', 'restore.execute') AND target = ${resource}
        AND subject = ${sourceIdentity} AND at <= ${at}::timestamptz + interval '1 ms'`);
      expect(rows.length, `${resource} by ${sourceIdentity}`).toBeGreaterThan(0);
    }

    // What happened is told, each thing once, though its process died before it could.
    await restarted.job("deliver");
    const { rows } = await db.execute(sql`SELECT key, event FROM announcements`);
    const ids = hook.accepted.map(({ headers }) => headers["strongroom-delivery"]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(rows.length);
    const executed = rows.filter(
      ({ event }) => (event as { kind: string }).kind === "restore-executed",
    );
    expect(executed).toHaveLength(kills + 1);
    hook.accepted.length = 0;
    await restarted.stop("SIGTERM");
  }, 900_000);
});

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.data;
}
