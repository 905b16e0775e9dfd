import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { closeDatabases, database } from "@/lib/db/client";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import { recordAttempt, recordOutcome } from "@/lib/db/ledger";
import { storeTrailPage } from "@/lib/db/trail";
import type { AttemptFacts, OutcomeFacts } from "@/lib/domain/ledger";
import type { LedgerPageData } from "@/lib/domain/ledger-view";
import type { Outcome } from "@/lib/domain/outcome";
import type { ConsoleRole } from "@/lib/domain/role";
import { readTrailEvent } from "@/lib/domain/trail-event";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { answerRead } from "./index";
import { ledgerExport } from "./ledger-export";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer);
beforeEach(() => stubSettings(file, consoleUrl));

const place = { accountId: "111122223333", region: "eu-west-1" };
const arn = `arn:aws:secretsmanager:${place.region}:${place.accountId}:secret:prod/db-AbCdEf`;

async function signIn(subject: string, role: ConsoleRole): Promise<void> {
  request.headers = (await visitor(subject, [role])).headers();
}

async function act(subject: string, more: Partial<AttemptFacts>, outcome?: OutcomeFacts) {
  const person = { issuer, subject, displayName: `Name of ${subject}` };
  const attempt = await recordAttempt({
    operation: "secret.reveal-value",
    person,
    role: "operator",
    sessionId: "0123456789abcdef",
    subject: arn,
    place,
    ...more,
  });
  if (outcome) await recordOutcome(attempt, outcome);
  return attempt.seq;
}

async function page(query: Record<string, string> = {}): Promise<LedgerPageData> {
  const outcome = (await answerRead(
    "ledger",
    new URLSearchParams(query),
  )) as Outcome<LedgerPageData>;
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.data;
}

async function seqs(query: Record<string, string> = {}): Promise<number[]> {
  return (await page(query)).rows.map(({ seq }) => seq);
}

describe.each(databases)("the ledger's page on $kind", ({ kind }) => {
  useDatabase(kind);

  test("shows an operator their own acts, an auditor everybody's, and records the auditor's look", async () => {
    const own = await act("seen-1", {}, { result: "done" });
    const other = await act("seen-2", {}, { result: "done" });
    await signIn("seen-1", "operator");
    const mine = await page();
    expect(mine.isEverybodys).toBe(false);
    expect(mine.rows.map(({ seq }) => seq)).toContain(own);
    expect(new Set(mine.rows.map(({ attempt }) => attempt.person.subject))).toEqual(
      new Set(["seen-1"]),
    );
    expect((await page({ entry: String(other) })).rows).toEqual([]);
    await signIn("auditor-1", "auditor");
    expect(await seqs({ q: "Name of seen" })).toEqual([other, own]);
    const looks = (await page()).rows.filter(({ attempt }) => attempt.operation === "ledger.view");
    expect(looks.map(({ attempt }) => attempt.target)).toEqual(["ledger", "ledger, with a search"]);
    expect(JSON.stringify(looks)).not.toContain("Name of seen");
  });

  test("records an auditor's look at the other parts of the audit once, and nobody else's", async () => {
    const looks = async () =>
      (await page({ q: "delivery log" })).rows.map(({ attempt }) => [
        attempt.operation,
        attempt.target,
        attempt.person.subject,
      ]);
    const look = async () => {
      const asked = new URLSearchParams({ state: "given-up" });
      expect(await answerRead("deliveries", asked)).toMatchObject({ ok: true });
    };
    await signIn("operator-9", "operator");
    await look();
    await signIn("auditor-9", "auditor");
    await look();
    await look();
    const words = "delivery log, given-up";
    expect(await looks()).toEqual([["deliveries.view", words, "auditor-9"]]);
  });

  test("finds any part of person, object, reason and request id, and nothing by the form's own words", async () => {
    const reason = 'ticket 50% "quoted" (a.b) \\ "displayName":"forged"';
    const id = "8f14e45f-ceea-467f-a1d9-000000000001";
    const one = await act("found-1", { reason }, { result: "done", awsRequestIds: [id] });
    const two = await act(
      "found-2",
      { operation: "secret.change-tags", subject: "other/name" },
      { result: "refused", code: "not-allowed" },
    );
    const open = await act("found-3", {});
    await signIn("auditor-1", "auditor");
    for (const q of ["OF FOUND-1", '50% "quoted" (A.B) \\ ', "ceea-467f", "forged"]) {
      expect(await seqs({ q }), q).toEqual([one]);
    }
    expect(await seqs({ q: "other/na" })).toEqual([two]);
    for (const q of ["awsRequestIds", "a.*b", 'displayName":"Name']) {
      expect(await seqs({ q }), q).toEqual([]);
    }
    const q = "found-";
    expect(await seqs({ q })).toEqual([open, two, one]);
    expect(await seqs({ q, show: "values" })).toEqual([open, one]);
    expect(await seqs({ q, show: "denied" })).toEqual([two]);
    expect(await seqs({ q, result: "open" })).toEqual([open]);
    expect(await seqs({ q, to: "2020-01-01" })).toEqual([]);
    expect(await seqs({ q, from: "2020-01-01", show: "values" })).toEqual([open, one]);
  });

  test("pages by number: what is appended meanwhile shifts nothing", async () => {
    for (let made = 0; made < 53; made += 1) await act("paged", {}, { result: "done" });
    await signIn("auditor-1", "auditor");
    const first = await page({ q: "paged" });
    await act("paged", {}, { result: "done" });
    const second = await page({ q: "paged", before: String(first.next) });
    expect([first.rows.length, second.rows.length, second.next]).toEqual([50, 3, undefined]);
    const all = [...first.rows, ...second.rows].map(({ seq }) => seq);
    expect(new Set(all).size).toBe(53);
  });

  test("joins CloudTrail by request id", async () => {
    const id = "8f14e45f-ceea-467f-a1d9-000000000002";
    await act("joined", {}, { result: "done", awsRequestIds: [id] });
    await act("joined", {}, { result: "done", awsRequestIds: ["no-such-request"] });
    const event = readTrailEvent(
      JSON.stringify({
        eventSource: "secretsmanager.amazonaws.com",
        eventID: "event-1",
        eventTime: new Date().toISOString(),
        eventName: "GetSecretValue",
        requestID: id,
        requestParameters: { secretId: arn },
      }),
    );
    await storeTrailPage(
      { ...place, pagesRead: 1 },
      event ? [event] : [],
      new Date().toISOString(),
    );
    await signIn("auditor-1", "auditor");
    const { rows } = await page({ q: "joined" });
    expect(rows.map(({ match }) => match)).toEqual(["waiting", "matched"]);
    expect(rows[1]?.events.map(({ eventId }) => eventId)).toEqual(["event-1"]);
  });

  test("exports all that match, on record, with formulas disarmed", async () => {
    await act("out-1", { reason: "=HYPERLINK(1)" }, { result: "done" });
    await act("out-2", {}, { result: "done" });
    await signIn("out-1", "operator");
    const csv = await exported("csv");
    expect(csv.split("\r\n").filter((line) => line.includes("secret.reveal-value"))).toHaveLength(
      1,
    );
    expect(csv).toContain("'=HYPERLINK(1)");
    expect(csv).toContain("acts match; the ledger then ended at entry");
    await signIn("auditor-1", "auditor");
    const acts = (await exported("jsonl", "out-"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const reveals = acts.filter(({ attempt }) => attempt.operation === "secret.reveal-value");
    expect(reveals.map(({ attempt }) => attempt.person.subject)).toEqual(["out-2", "out-1"]);
    expect(await seqs({ q: "ledger as csv" })).toHaveLength(1);
  });

  // Then nothing can be recorded, not even the look; of all pages this one must still show.
  test("shows an auditor a ledger that does not verify, and from where on", async () => {
    await signIn("auditor-1", "auditor");
    const seq = await act("broken", {}, { result: "done" });
    await tamper(`UPDATE ledger_entries SET canonical = replace(canonical, '"v":1', '"v":1,"x":1')
      WHERE seq = ${seq}`);
    await closeDatabases();
    const { rows, chain } = await page({ q: "broken" });
    expect(chain.finding).toMatchObject({ seq });
    expect(rows.map((row) => row.seq)).toEqual([seq]);
    expect(await ledgerExport({})).toMatchObject({ failure: { code: "cannot-record" } });
  });
});

/** As the database's owner would, who can switch the triggers off. */
async function tamper(statement: string): Promise<void> {
  const { db } = await database();
  await db.execute(sql.raw("ALTER TABLE ledger_entries DISABLE TRIGGER USER"));
  await db.execute(sql.raw(statement));
  await db.execute(sql.raw("ALTER TABLE ledger_entries ENABLE TRIGGER USER"));
}

async function exported(format: "csv" | "jsonl", q = ""): Promise<string> {
  const outcome = await ledgerExport({ format, q });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  let text = "";
  for await (const piece of outcome.data.text) text += piece;
  return text;
}
