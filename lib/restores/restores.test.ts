import { setTimeout as sleep } from "node:timers/promises";
import { CreateKeyCommand, DisableKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutResourcePolicyCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { scheduleDeletion } from "@/lib/actions/deletion";
import {
  approveRestore,
  beginApproval,
  breakGlass,
  commentOnRestore,
  denyRestore,
  executeRestore,
  requestRestore,
  withdrawRestore,
} from "@/lib/actions/restore";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { database } from "@/lib/db/client";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import { expireRequests } from "@/lib/db/restore-requests";
import { stepUp } from "@/lib/db/sessions";
import type { Outcome } from "@/lib/domain/outcome";
import type { RestoreInbox, RestoreRequestView } from "@/lib/domain/restore-view";
import type { ConsoleRole } from "@/lib/domain/role";
import { consoleUrl, issuer, type Visitor, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { answerRead } from "@/lib/reads";
import { CONSOLE_USER, EXTERNAL_ID } from "@/lib/sandbox/console-roles";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const why = "An application still asks for it every half hour.";
const rules = [
  {
    tag: { key: "class", value: "confidential" },
    steps: [
      { name: "platform", approvals: 1 },
      { name: "data", approvals: 1, groups: ["data-owners"] },
    ],
  },
];
const file = writeSettings(issuer, {
  restores: { rules, breakGlassGroups: ["secrets-break-glass"] },
});
beforeEach(() => stubSettings(file, consoleUrl));

describe.each(databases)("restores over the stand-in AWS, on $kind", ({ kind }) => {
  useDatabase(kind);
  const aws = useAws();
  const people = new Map<string, Visitor>();
  let made = 0;

  /** Signs in once and acts as that person from now on. */
  async function as(subject: string, role: ConsoleRole = "approver", groups: string[] = []) {
    const known = people.get(subject) ?? (await visitor(subject, [role]));
    people.set(subject, known);
    const { db } = await database();
    const list = sql.raw(`'{${groups.join(",")}}'`);
    await db.execute(sql`UPDATE sessions SET groups = ${list} WHERE id = ${known.session.id}`);
    request.headers = known.headers();
    return known;
  }

  async function created({
    ResourcePolicy,
    ...more
  }: Partial<CreateSecretCommandInput> & { ResourcePolicy?: string } = {}): Promise<string> {
    made += 1;
    const client = aws.admin("eu-west-1");
    const { ARN = "" } = await client.send(
      new CreateSecretCommand({ Name: `restore/${made}`, SecretString: "v", ...more }),
    );
    if (ResourcePolicy)
      await client.send(new PutResourcePolicyCommand({ SecretId: ARN, ResourcePolicy }));
    return ARN;
  }

  async function deleted(
    tags: Record<string, string> = {},
    more: Parameters<typeof created>[0] = {},
  ): Promise<string> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    const SecretId = await created({ Tags, ...more });
    await aws
      .admin("eu-west-1")
      .send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
    return SecretId;
  }

  async function asked(arn: string, by = "operator-1", role: ConsoleRole = "operator") {
    await as(by, role);
    return dataOf(await requestRestore({ arn, reason: why })).id;
  }

  async function view(id: string): Promise<RestoreRequestView> {
    return dataOf(
      (await answerRead(
        "restoreRequest",
        new URLSearchParams({ id }),
      )) as Outcome<RestoreRequestView>,
    );
  }

  /** Agrees as a person does: sees the request, proves who they are for it, and says yes. */
  async function approveAs(id: string, subject: string, groups: string[] = []) {
    const who = await as(subject, "approver", groups);
    const { arn, digest } = await view(id);
    dataOf(await beginApproval({ id, arn, digest }));
    await proven(who);
    return await approveRestore({ id, arn, digest });
  }

  /** Signs in afresh. Nobody does so within the millisecond to which the database keeps moments. */
  async function proven({ session }: Visitor): Promise<void> {
    await sleep(2);
    await stepUp(session.id, new Date());
  }

  async function stillDeleted(arn: string): Promise<boolean> {
    const { DeletedDate } = await aws
      .admin("eu-west-1")
      .send(new DescribeSecretCommand({ SecretId: arn }));
    return DeletedDate !== undefined;
  }

  // Finding 3.3: AWS's own log must name who authorised it, and let nothing else pass.
  test("a second person's yes restores it under their own name and for that one secret", async () => {
    const arn = await deleted();
    const id = await asked(arn);
    dataOf(await approveAs(id, "approver-1"));
    expect(await stillDeleted(arn)).toBe(false);
    const done = await view(id);
    expect(done).toMatchObject({ state: "executed", executedBy: "approver-1" });
    expect(done.result?.awsRequestIds).toHaveLength(1);
    expect(done.checks.map(({ check, state }) => [check, state])).toContainEqual([
      "Staging labels",
      "ok",
    ]);
    const calls = aws.calls("RestoreSecret").filter(({ resource }) => resource === arn);
    expect(calls).toMatchObject([
      {
        sourceIdentity: "approver-1",
        sessionTags: expect.objectContaining({ RequestId: id, Requester: "operator-1" }),
      },
    ]);
    expect(calls[0]?.principalArn).toContain(`StrongroomApprover/restore-${id}`);
    const policy = JSON.parse(calls[0]?.sessionPolicy ?? "{}");
    expect(policy.Statement).toEqual([
      {
        Effect: "Allow",
        Action: ["secretsmanager:RestoreSecret", "secretsmanager:DescribeSecret"],
        Resource: arn,
      },
    ]);
    // Whoever asked hears of each step but their own; nobody hears of the running itself.
    const { db } = await database();
    const { rows } = await db.execute(sql`SELECT event FROM announcements
      WHERE key LIKE ${`restore/${id}/%`} ORDER BY at, key`);
    expect(rows.map(({ event }) => event)).toMatchObject([
      { kind: "restore-requested", by: { subject: "operator-1" } },
      { kind: "restore-approved", by: { subject: "approver-1" } },
      { kind: "restore-executed", askedBy: [expect.objectContaining({ subject: "operator-1" })] },
    ]);
  });

  // Finding 3.4: restored is not as before, and what nobody may look at is not called well.
  test("what stands beside the secret is looked at after the restore", async () => {
    const keys = new KMSClient({
      region: "eu-west-1",
      endpoint: aws.sandbox.url,
      credentials: { accessKeyId: "AKIA111122223333", secretAccessKey: "sandbox" },
    });
    const { KeyMetadata } = await keys.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.KeyId ?? "";
    const policy = policyFor("arn:aws:iam::111122223333:root");
    const arn = await created({ KmsKeyId: KeyId, ResourcePolicy: policy });
    await as("operator-1", "operator");
    dataOf(await scheduleDeletion({ arn, typedName: String(made), windowDays: 7, tags: [] }));
    const elsewhere = await deleted({}, { ResourcePolicy: policy });
    const [id, other] = [await asked(arn), await asked(elsewhere)];
    await keys.send(new DisableKeyCommand({ KeyId }));
    dataOf(await approveAs(id, "approver-1"));
    dataOf(await approveAs(other, "approver-1"));
    const lines = async (of: string) =>
      new Map(
        (await view(of)).checks.map(({ check, state, says }) => [check, `${state}: ${says}`]),
      );
    const first = await lines(id);
    // Nobody read it here before it was deleted elsewhere, and while it was AWS told nothing.
    expect((await lines(other)).get("Resource policy")).toMatch(
      /^not-assessed: There is one now; what was before is not known: .*InvalidRequestException/,
    );
    expect(first.get("AWSCURRENT")).toMatch(/^ok: On version /);
    expect(first.get("Resource policy")).toMatch(/^ok: It is the same as when this console/);
    expect(first.get("Public access")).toBe("ok: No statement lets in everyone.");
    expect(first.get("KMS key")).toBe(
      `differs: ${KeyId} is Disabled, not Enabled: nobody can read the value until it is.`,
    );
    expect(first.get("Rotation")).toBe(
      "ok: It has no rotation, and nothing tells that it ever had.",
    );
    expect(
      aws.sandbox.world.calls.filter(
        ({ operation, sessionPolicy }) =>
          ["GetResourcePolicy", "DescribeKey"].includes(operation) &&
          sessionPolicy?.includes('RestoreSecret"'),
      ),
    ).toEqual([]);
    keys.destroy();
  });

  test("a look that is refused after the restore takes nothing of it back", async () => {
    const blind = async (...actions: string[]) => {
      const arn = await deleted();
      const id = await asked(arn);
      const iam = aws.sandbox.world.account("111122223333").iam.roles.get("StrongroomApprover");
      const deny = { Effect: "Deny", Action: actions, Resource: "*" };
      iam?.policies.set("blind", JSON.stringify({ Version: "2012-10-17", Statement: [deny] }));
      const outcome = await approveAs(id, "approver-1");
      iam?.policies.delete("blind");
      dataOf(outcome);
      expect(await stillDeleted(arn)).toBe(false);
      return await view(id);
    };
    const policy = await blind("secretsmanager:GetResourcePolicy");
    expect(policy).toMatchObject({ state: "executed" });
    expect(policy.checks).toContainEqual({
      check: "Resource policy",
      state: "not-assessed",
      says: "This approver's role lacks secretsmanager:GetResourcePolicy.",
    });
    const versions = await blind("secretsmanager:ListSecretVersionIds");
    expect(versions).toMatchObject({ state: "executed" });
    expect(versions.checks).toContainEqual({
      check: "Versions",
      state: "not-assessed",
      says: "Not all versions could be listed.",
    });
  });

  test("nobody approves what they asked for, nor what they joined, whatever role they are in", async () => {
    const arn = await deleted();
    const id = await asked(arn, "chief-1", "approver");
    expect(await approveAs(id, "chief-1")).toMatchObject({ failure: { code: "asked-for-it" } });
    await as("approver-9");
    expect(dataOf(await requestRestore({ arn, reason: why }))).toEqual({ id, hasJoined: true });
    expect(await approveAs(id, "approver-9")).toMatchObject({ failure: { code: "asked-for-it" } });
    // The table itself refuses, should all else fail.
    const { db } = await database();
    const insert = sql`INSERT INTO restore_votes (request_id, requester_issuer, requester_subject,
      approver_issuer, approver_subject, approver_name, groups, decision, digest)
      VALUES (${id}, ${issuer}, 'chief-1', ${issuer}, 'chief-1', 'x', '{}', 'approve', 'x')`;
    await expect(db.execute(insert)).rejects.toMatchObject({
      cause: { constraint: "restore_votes_never_own" },
    });
    expect(await stillDeleted(arn)).toBe(true);
  });

  test("steps are joined with and; a person counts once; who is not needed is told so", async () => {
    const arn = await deleted({ class: "confidential" });
    const id = await asked(arn);
    expect(dataOf(await approveAs(id, "approver-1"))).toEqual({ isLast: false });
    expect(await approveAs(id, "approver-1")).toMatchObject({ failure: { code: "has-voted" } });
    expect(await approveAs(id, "approver-2")).toMatchObject({ failure: { code: "not-needed" } });
    expect(await stillDeleted(arn)).toBe(true);
    expect(dataOf(await approveAs(id, "approver-3", ["data-owners"]))).toEqual({ isLast: true });
    expect(await stillDeleted(arn)).toBe(false);
  });

  // Security 3: one fresh sign-in agrees to one thing, the one that was shown.
  test("an approval needs a sign-in made for this very request", async () => {
    const [one, two] = [await deleted(), await deleted()];
    const [first, second] = [await asked(one), await asked(two)];
    const who = await as("approver-4");
    const [a, b] = [await view(first), await view(second)];
    const yes = ({ id, arn, digest }: RestoreRequestView) => ({ id, arn, digest });
    expect(await approveRestore(yes(a))).toMatchObject({ failure: { code: "step-up-needed" } });
    dataOf(await beginApproval(yes(a)));
    await proven(who);
    expect(await approveRestore(yes(b))).toMatchObject({ failure: { code: "step-up-needed" } });
    dataOf(await beginApproval(yes(b)));
    expect(await approveRestore(yes(b))).toMatchObject({ failure: { code: "step-up-needed" } });
    expect(await approveRestore({ ...yes(a), digest: "0".repeat(64) })).toMatchObject({
      failure: { code: "request-moved-on" },
    });
    expect(await stillDeleted(one)).toBe(true);
  });

  test("deny, withdraw and expiry end it; a yes afterwards changes nothing", async () => {
    for (const end of ["deny", "withdraw", "expire"] as const) {
      const arn = await deleted();
      const id = await asked(arn);
      if (end === "withdraw") dataOf(await withdrawRestore({ id, arn }));
      await as("approver-5");
      if (end === "deny") dataOf(await denyRestore({ id, arn, comment: "Not this one." }));
      if (end === "expire") {
        const { db } = await database();
        await db.execute(sql`UPDATE restore_requests SET created_at = created_at - interval '1 day',
          expires_at = clock_timestamp() - interval '1 second' WHERE id = ${id}`);
        expect(await expireRequests()).toBe(1);
      }
      expect(await approveAs(id, "approver-6")).toMatchObject({ failure: { code: "is-over" } });
      expect(await stillDeleted(arn)).toBe(true);
      // A new request may be made, and a remark on the old one too.
      dataOf(await commentOnRestore({ id, arn, text: "Too late." }));
      expect(await asked(arn)).not.toBe(id);
    }
  });

  test("restored elsewhere, deleted again: nothing is sent", async () => {
    const client = aws.admin("eu-west-1");
    const [elsewhere, again] = [await deleted(), await deleted()];
    const ids = [await asked(elsewhere), await asked(again)];
    for (const SecretId of [elsewhere, again])
      await client.send(new RestoreSecretCommand({ SecretId }));
    await client.send(new DeleteSecretCommand({ SecretId: again, RecoveryWindowInDays: 8 }));
    const before = aws.calls("RestoreSecret", "StrongroomApprover").length;
    await approveAs(ids[0] ?? "", "approver-1");
    await approveAs(ids[1] ?? "", "approver-1");
    expect(await view(ids[0] ?? "")).toMatchObject({ state: "already-restored" });
    expect(await view(ids[1] ?? "")).toMatchObject({ state: "invalidated" });
    expect(aws.calls("RestoreSecret", "StrongroomApprover")).toHaveLength(before);
  });

  test("a role that may not restore keeps the vote; another approver runs it", async () => {
    const arn = await deleted();
    const id = await asked(arn);
    const iam = aws.sandbox.world.account("111122223333").iam.roles.get("StrongroomApprover");
    const policies = new Map(iam?.policies);
    iam?.policies.clear();
    const refused = await approveAs(id, "approver-1");
    for (const [name, policy] of policies) iam?.policies.set(name, policy);
    expect(refused).toMatchObject({ failure: { code: "denied-by-aws" } });
    expect(await view(id)).toMatchObject({ state: "approved", votes: [{ who: "approver-1" }] });
    const who = await as("approver-2");
    const { digest } = await view(id);
    dataOf(await beginApproval({ id, arn, digest }));
    await proven(who);
    dataOf(await executeRestore({ id, arn, digest }));
    expect(await view(id)).toMatchObject({ state: "executed", executedBy: "approver-2" });
  });

  test("an approver who has lost the role no longer counts", async () => {
    const arn = await deleted({ class: "confidential" });
    const id = await asked(arn);
    dataOf(await approveAs(id, "approver-7"));
    people.delete("approver-7");
    await as("approver-7", "operator");
    expect(await approveAs(id, "approver-8", ["data-owners"])).toMatchObject({
      failure: { code: "request-invalidated" },
    });
    expect(await view(id)).toMatchObject({ state: "invalidated" });
    expect(await stillDeleted(arn)).toBe(true);
  });

  test("the glass is broken by those who may, with a reason, and is marked for ever", async () => {
    const arn = await deleted();
    const id = await asked(arn);
    const reason = "Payments are down, nobody else can be reached tonight.";
    const breakAs = async (groups: string[]) => {
      const who = await as("chief-2", "approver", groups);
      const { digest } = await view(id);
      dataOf(await beginApproval({ id, arn, digest }));
      await proven(who);
      return await breakGlass({ id, arn, digest, reason });
    };
    expect(await breakAs([])).toMatchObject({ failure: { code: "not-allowed" } });
    dataOf(await breakAs(["secrets-break-glass"]));
    expect(await view(id)).toMatchObject({
      state: "executed",
      brokenBy: "chief-2",
      brokenReason: reason,
    });
    const { db } = await database();
    const { rows } = await db.execute(sql`SELECT to_state FROM restore_events
      WHERE request_id = ${id} AND kind = 'transition' ORDER BY number`);
    expect(rows.map(({ to_state }) => to_state)).toEqual([
      "pending",
      "break-glass",
      "executing",
      "executed",
    ]);
  });

  test("every transition has exactly one entry in the ledger", async () => {
    const { db } = await database();
    const { rows } = await db.execute(sql`SELECT
      (SELECT count(*) FROM restore_events WHERE kind = 'transition') AS transitions,
      (SELECT count(DISTINCT ledger_seq) FROM restore_events) AS seqs,
      (SELECT count(*) FROM ledger_entries WHERE operation = 'restore.transition' AND kind = 'attempt') AS attempts,
      (SELECT count(*) FROM ledger_entries WHERE operation = 'restore.transition' AND result = 'done') AS outcomes`);
    const [counts] = rows;
    expect(Number(counts?.transitions)).toBeGreaterThan(20);
    for (const name of ["seqs", "attempts", "outcomes"])
      expect(counts?.[name]).toBe(counts?.transitions);
  });

  test("the inbox: what waits for me, what is mine, and a closed page after the other", async () => {
    const arn = await deleted();
    const id = await asked(arn, "operator-7");
    const box = async (query: Record<string, string>) =>
      dataOf(
        (await answerRead("restoreInbox", new URLSearchParams(query))) as Outcome<RestoreInbox>,
      );
    expect((await box({ box: "mine" })).rows.map((row) => row.id)).toEqual([id]);
    expect((await box({ box: "waiting" })).rows).toEqual([]);
    await as("approver-1");
    const waiting = await box({ box: "waiting" });
    expect(waiting.rows.map((row) => row.id)).toContain(id);
    expect(waiting.counts.waiting).toBe(waiting.rows.length);
    const closed = await box({ box: "closed" });
    expect(closed.rows.length).toBeGreaterThan(3);
    const [first, second] = closed.rows;
    const rest = await box({ box: "closed", before: `${first?.closedAt}/${first?.id}` });
    expect(rest.rows[0]?.id).toBe(second?.id);
  });

  // Over everything that this file did: an exception anywhere above would show here.
  test("in AWS's log every RestoreSecret names its approver and reaches one ARN", async () => {
    const sent = aws
      .calls("RestoreSecret")
      .filter(
        ({ principalArn, outcome }) =>
          principalArn.includes("assumed-role/Strongroom") && outcome === "ok",
      );
    expect(sent.length).toBeGreaterThan(5);
    const { db } = await database();
    for (const { resource, principalArn, sourceIdentity, sessionTags, sessionPolicy } of sent) {
      const { rows } = await db.execute(sql`SELECT executed_by FROM restore_requests
        WHERE secret_arn = ${resource} AND state = 'executed'`);
      expect(rows).toEqual([{ executed_by: sourceIdentity }]);
      expect(principalArn).toContain(`StrongroomApprover/restore-${sessionTags?.RequestId}`);
      expect(JSON.parse(sessionPolicy ?? "{}").Statement).toEqual([
        {
          Effect: "Allow",
          Action: ["secretsmanager:RestoreSecret", "secretsmanager:DescribeSecret"],
          Resource: resource,
        },
      ]);
    }
    // Nobody who voted or asked, and no console of its own, has sent one under another role.
    const roles = new Set(
      aws
        .calls("RestoreSecret", "Strongroom")
        .map(({ principalArn }) => principalArn.split("/")[1]),
    );
    expect([...roles]).toEqual(["StrongroomApprover"]);
  });

  /** RestoreSecret by the bare SDK, under the operator's role with everything it allows. */
  async function rawRestore(SecretId: string): Promise<unknown> {
    const own = { region: "eu-west-1", endpoint: aws.sandbox.url };
    const { accessKeyId, secretAccessKey } = CONSOLE_USER;
    const sts = new STSClient({ ...own, credentials: { accessKeyId, secretAccessKey } });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::111122223333:role/StrongroomOperator`,
        RoleSessionName: "by-hand",
        SourceIdentity: "operator-1",
        ExternalId: EXTERNAL_ID,
        Tags: [{ Key: "console-role", Value: "operator" }],
      }),
    );
    const client = new SecretsManagerClient({
      ...own,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? "",
        secretAccessKey: Credentials?.SecretAccessKey ?? "",
        sessionToken: Credentials?.SessionToken,
      },
    });
    return await client.send(new RestoreSecretCommand({ SecretId }));
  }

  test("the operator's role alone is refused by AWS, and no reason is no request", async () => {
    const arn = await deleted();
    await as("operator-1", "operator");
    expect(await requestRestore({ arn, reason: "short" })).toMatchObject({
      failure: { code: "invalid-input" },
    });
    await expect(rawRestore(arn)).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    expect(await stillDeleted(arn)).toBe(true);
    await as("auditor-1", "auditor");
    expect(await requestRestore({ arn, reason: why })).toMatchObject({
      failure: { code: "not-allowed" },
    });
  });
});

function policyFor(AWS: string): string {
  const allow = {
    Effect: "Allow",
    Principal: { AWS },
    Action: "secretsmanager:GetSecretValue",
    Resource: "*",
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [allow] });
}

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.data;
}
