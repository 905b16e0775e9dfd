import type { Page } from "@playwright/test";
import { z } from "zod";
import { type Answer, callAction, cookieOf } from "./actions";
import { lastSeq, ledgerEntries, type StoredEntry } from "./database";
import { expect, type OwnSecret, test } from "./fixtures";
import { SecretPage } from "./pages/secret-page";
import { startConsole } from "./processes";
import type { SandboxCall } from "./sandbox";
import { testPort } from "./stack";

const Outcome = z.object({
  aws: z.object({ awsRequestIds: z.array(z.string()).optional() }).optional(),
});

/** What the console may only do on record: every read of a value and every write. */
const onRecord = new Set(["GetSecretValue", "TagResource", "UntagResource"]);

function byConsole({ principalArn, service }: SandboxCall): boolean {
  return service === "secretsmanager" && principalArn.includes(":assumed-role/Strongroom");
}

function requestIdsOf(entries: readonly StoredEntry[]): string[] {
  return entries
    .filter(({ kind }) => kind === "outcome")
    .flatMap(({ canonical }) => Outcome.parse(JSON.parse(canonical)).aws?.awsRequestIds ?? []);
}

// Whatever AWS saw of values and changes is in the ledger, and the ledger invents nothing.
test("the ledger and the stand-in's own log name the same calls, both ways", async ({
  as,
  secretWith,
  sandbox,
}) => {
  const { arn } = await secretWith(JSON.stringify({ user: "a", password: "b" }));
  const [fromSeq, fromCall] = [await lastSeq(), await sandbox.now()];

  const secret = new SecretPage(await as("operator-1"), arn);
  await secret.open("value");
  await secret.showKeys();
  await secret.reveal("password");
  await expect(secret.value("password")).toBeVisible();
  const operator = await cookieOf(secret.page);
  const tags = { arn, set: [{ key: "a", value: "1" }], remove: [] };
  expect((await callAction("changeTags", tags, { cookie: operator })).ok).toBe(true);
  await sandbox.inject({
    service: "secretsmanager",
    operation: "TagResource",
    count: 1,
    effect: { kind: "error", status: 400, code: "InvalidRequestException", message: "No." },
  });
  const refused = { ...tags, set: [{ key: "b", value: "2" }] };
  expect((await callAction("changeTags", refused, { cookie: operator })).ok).toBe(false);
  const auditor = await cookieOf(await signedIn(as, "auditor-1"));
  for (const name of ["revealValue", "changeTags"]) {
    const input = name === "revealValue" ? { arn } : refused;
    const answer = await callAction(name, input, { cookie: auditor });
    expect(answer).toMatchObject({ ok: false, failure: { code: "not-allowed" } });
  }

  // Signing in is on record too; here it is a matter of which test came first.
  const entries = (await ledgerEntries(fromSeq)).filter(({ operation }) =>
    operation.startsWith("secret."),
  );
  const calls = (await sandbox.calls(fromCall)).filter(byConsole);
  const recorded = requestIdsOf(entries);
  const seen = calls.filter(({ operation }) => onRecord.has(operation));
  expect(seen.length).toBeGreaterThanOrEqual(4);
  expect(seen.filter(({ requestId }) => !recorded.includes(requestId))).toEqual([]);
  const known = new Set((await sandbox.calls(fromCall)).map(({ requestId }) => requestId));
  expect(recorded.filter((requestId) => !known.has(requestId))).toEqual([]);
  expect(new Set(recorded).size).toBe(recorded.length);

  const attempts = entries.filter(({ kind }) => kind === "attempt");
  const outcomes = entries.filter(({ kind }) => kind === "outcome");
  expect(outcomes.map(({ attempt }) => attempt).sort()).toEqual(
    attempts.map(({ seq }) => seq).sort(),
  );
  expect(outcomes.map(({ operation, result }) => `${operation} ${result}`).sort()).toEqual([
    "secret.change-tags done",
    "secret.change-tags failed",
    "secret.change-tags refused",
    "secret.list-keys done",
    "secret.reveal-value done",
    "secret.reveal-value refused",
  ]);
  // Nobody's value, not even the harmless one of this test, is written down.
  expect(JSON.stringify(entries)).not.toContain('"b"}');
});

const runs = 20;
const writesPerRun = 6;

// A crash at any moment: what was answered stays, and AWS saw nothing that is not on record.
test("kill -9 in the middle of writes loses no answer and hides no write", async ({
  as,
  secretWith,
  sandbox,
}) => {
  test.setTimeout(400_000);
  const cookie = await cookieOf(await signedIn(as, "operator-1"));
  const [fromSeq, fromCall] = [await lastSeq(), await sandbox.now()];
  const answered = new Map<string, Answer>();
  for (let run = 0; run < runs; run += 1) {
    const secrets = await Promise.all(
      Array.from({ length: writesPerRun }, (_, index) =>
        secretWith("x", { name: `e2e/kill-${process.pid}-${run}-${index}` }),
      ),
    );
    const server = await startConsole(testPort(4), {});
    await killAfter(run % writesPerRun, secrets, async ({ arn }) => {
      const input = { arn, set: [{ key: "run", value: String(run) }], remove: [] };
      const answer = await callAction("changeTags", input, { cookie, address: server.address });
      answered.set(arn, answer);
    });
    await server.end("SIGKILL");
  }

  const entries = await ledgerEntries(fromSeq);
  const attempts = entries.filter(({ kind }) => kind === "attempt");
  const outcomes = new Map(
    entries.flatMap(({ attempt, result }) =>
      attempt === null ? [] : [[attempt, result] as const],
    ),
  );
  const attemptOn = new Map(attempts.map((entry) => [entry.target, entry]));

  expect(answered.size).toBeGreaterThan(runs);
  for (const [arn, answer] of answered) {
    const attempt = attemptOn.get(arn);
    expect(answer).toMatchObject({ ok: true });
    expect(attempt, `an answered write without an attempt: ${arn}`).toBeDefined();
    expect(outcomes.get(attempt?.seq ?? -1), arn).toBe("done");
  }
  const writes = (await sandbox.calls(fromCall)).filter(
    (call) => byConsole(call) && call.operation === "TagResource" && call.tookEffect,
  );
  expect(writes.length).toBeGreaterThanOrEqual(answered.size);
  expect(writes.filter(({ resource }) => !attemptOn.has(resource ?? ""))).toEqual([]);
});

/** Starts all writes at once and returns when that many were answered (0: at once). */
async function killAfter(
  count: number,
  secrets: readonly OwnSecret[],
  write: (secret: OwnSecret) => Promise<void>,
): Promise<void> {
  let answers = 0;
  await new Promise<void>((resolve) => {
    const started = secrets.map((secret) =>
      write(secret).then(
        () => {
          answers += 1;
          if (answers >= count) resolve();
        },
        // The server died first: that is what this is about.
        () => undefined,
      ),
    );
    if (count === 0) resolve();
    void Promise.all(started).then(() => resolve());
  });
}

async function signedIn(
  as: (person: "operator-1" | "auditor-1") => Promise<Page>,
  person: "operator-1" | "auditor-1",
) {
  const page = await as(person);
  await page.goto("/sessions");
  return page;
}
