import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { sql } from "drizzle-orm";
import ICAL from "ical.js";
import { NextRequest } from "next/server";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { GET } from "@/app/api/calendar/[feed]/route";
import { makeCalendarFeed, revokeCalendarFeed } from "@/lib/actions/calendar";
import { endAllSessions } from "@/lib/actions/session";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { signIn as signInWith } from "@/lib/auth/sign-in";
import { awsAccess } from "@/lib/aws/clients";
import { createFeed } from "@/lib/db/calendar-feeds";
import { database } from "@/lib/db/client";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import type { Outcome } from "@/lib/domain/outcome";
import type { ConsoleRole } from "@/lib/domain/role";
import type { FeedFilter, OwnFeed } from "@/lib/domain/rotation-feed";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { lookAtEstate, refreshEstate } from "@/lib/inventory/estates";
import { answerRead } from "@/lib/reads";
import { storeOf } from "../sandbox/secrets-manager/store";
import { keepSchedule } from "./remember";
import { sweepFeeds } from "./sweep";

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer);
beforeEach(() => stubSettings(file, consoleUrl));

async function signIn(subject: string, role: ConsoleRole = "operator", at = new Date()) {
  request.headers = (await visitor(subject, [role], at)).headers();
}

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.data;
}

async function make(filter: FeedFilter = {}): Promise<string> {
  return dataOf(await makeCalendarFeed(filter)).address;
}

async function ownFeeds(): Promise<OwnFeed[]> {
  const outcome = await answerRead("calendarFeeds", new URLSearchParams());
  return dataOf(outcome as Outcome<{ feeds: OwnFeed[] }>).feeds;
}

/** Asks as a calendar program does: no cookie, nothing but the address. */
async function fetched(address: string): Promise<Response> {
  const { pathname, host } = new URL(address);
  const feed = pathname.split("/").at(-1) ?? "";
  const asked = new NextRequest(address, { headers: { host } });
  return await GET(asked, { params: Promise.resolve({ feed }) });
}

async function summaries(address: string): Promise<string[]> {
  const response = await fetched(address);
  expect(response.status).toBe(200);
  const calendar = new ICAL.Component(ICAL.parse(await response.text()));
  const events = calendar.getAllSubcomponents("vevent");
  return [...new Set(events.map((each) => String(each.getFirstPropertyValue("summary"))))].sort();
}

async function change(set: string): Promise<void> {
  const { db } = await database();
  await db.execute(sql.raw(`UPDATE calendar_feeds SET ${set} WHERE revoked_at IS NULL`));
}

const token = (address: string) => /([A-Za-z0-9_-]{43})\.ics$/.exec(address)?.[1] ?? "";

describe.each(databases)("a calendar address, on $kind", ({ kind }) => {
  useDatabase(kind);
  const aws = useAws();

  /** A secret that rotates on Sundays; the stand-in's own words for it. */
  async function rotating(name: string, region = "eu-west-1"): Promise<void> {
    await aws.admin(region).send(new CreateSecretCommand({ Name: name, SecretString: "a value" }));
    const store = storeOf(aws.sandbox.world.region("111122223333", region));
    const secret = store.named(name);
    if (!secret) throw new Error("the stand-in has no such secret");
    const rules = { ScheduleExpression: "cron(0 2 ? * SUN *)", Duration: "3h" };
    secret.rotation = { enabled: true, rules };
  }

  /** Somebody in the role looks, and AWS has answered whole. */
  async function look(subject: string, role: ConsoleRole = "operator"): Promise<void> {
    const person = { issuer, subject, displayName: "" };
    const access = awsAccess({ id: "a look", person, role, awsGeneration: 1 });
    await refreshEstate(access).settled();
    await keepSchedule(access, lookAtEstate(access));
  }

  test("shows what the maker's role listed, to whoever has it, until it is revoked", async () => {
    await rotating("feed/one");
    await look("operator-1");
    await signIn("operator-1");
    const address = await make();
    const response = await fetched(address);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/calendar; charset=utf-8",
      "cache-control": "private, no-store",
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex, nofollow",
    });
    const calls = aws.sandbox.world.calls.length;
    expect(await summaries(address)).toEqual(["Rotation window: feed/one"]);
    expect(aws.sandbox.world.calls.length, "AWS is asked nothing").toBe(calls);

    // Somebody else of the same role looks, and the calendar has the new secret.
    await rotating("feed/two");
    await look("operator-2");
    expect(await summaries(address)).toHaveLength(2);

    const [feed] = await ownFeeds();
    expect(feed).toMatchObject({ role: "operator", filter: {} });
    expect(Date.parse(feed?.lastFetchedAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
    dataOf(await revokeCalendarFeed({ feedId: feed?.id ?? "" }));
    expect((await fetched(address)).status).toBe(404);
    expect(await ownFeeds()).toEqual([]);
  });

  test("keeps to the filter it was made with", async () => {
    await rotating("feed/abroad", "us-east-1");
    await look("operator-1");
    await signIn("operator-1");
    expect(await summaries(await make({ region: "us-east-1" }))).toEqual([
      "Rotation window: feed/abroad",
    ]);
    const [feed] = await ownFeeds();
    expect(feed?.filter).toEqual({ region: "us-east-1" });
  });

  // Which of these it was would tell somebody that they are close.
  test("is not told apart when wrong, revoked, expired, unproven or of another host", async () => {
    await look("operator-1");
    await signIn("operator-1");
    const address = await make();
    const answers: [number, string, string][] = [];
    const ask = async (asked: string) => {
      const response = await fetched(asked);
      const headers = JSON.stringify([...response.headers].sort());
      answers.push([response.status, await response.text(), headers]);
    };
    await ask(address.replace(token(address), "A".repeat(43)));
    await ask(address.replace(token(address), "x"));
    await ask(address.replace(token(address), `${token(address)}'--`));
    await ask(address.replace("localhost:3000", "evil.example"));
    await change("expires_at = now() - interval '1 second'");
    await ask(address);
    await change("expires_at = now() + interval '1 day', proven_at = now() - interval '31 days'");
    await ask(address);
    await change("proven_at = now()");
    expect((await fetched(address)).status).toBe(200);
    await change("revoked_at = now()");
    await ask(address);
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(answers[0]?.slice(0, 2)).toEqual([404, "Not found."]);
  });

  test("is revoked by its own person and nobody else", async () => {
    await look("operator-1");
    await signIn("operator-1");
    const address = await make();
    const [feed] = await ownFeeds();
    await signIn("chief-1", "approver");
    expect(await ownFeeds()).toEqual([]);
    const outcome = await revokeCalendarFeed({ feedId: feed?.id ?? "" });
    expect(outcome).toMatchObject({ ok: false, failure: { code: "not-allowed" } });
    expect((await fetched(address)).status).toBe(200);
    await signIn("operator-1");
    dataOf(await revokeCalendarFeed({ feedId: feed?.id ?? "" }));
    expect((await fetched(address)).status).toBe(404);
  });

  // A stolen session must not become a standing one.
  test("needs a fresh sign-in, and ends with signing out everywhere", async () => {
    await look("operator-1");
    await signIn("operator-3", "operator", new Date(Date.now() - 20 * 60_000));
    expect(await makeCalendarFeed({})).toMatchObject({ failure: { code: "step-up-needed" } });
    await signIn("operator-3");
    const address = await make();
    expect((await fetched(address)).status).toBe(200);
    dataOf(await endAllSessions({}));
    expect((await fetched(address)).status).toBe(404);
  });

  test("goes on with each sign-in, and ends when the person has lost the role", async () => {
    await look("operator-1");
    await signIn("operator-4");
    const address = await make();
    const claims = (groups: string[]) => ({ iss: issuer, sub: "operator-4", groups });
    await change("proven_at = now() - interval '40 days'");
    expect((await fetched(address)).status).toBe(404);
    await signInWith(claims(["secrets-operators"]), { now: new Date() });
    expect((await fetched(address)).status).toBe(200);
    await signInWith(claims(["secrets-auditors"]), { now: new Date() });
    await signInWith(claims(["secrets-operators"]), { now: new Date() });
    expect((await fetched(address)).status).toBe(404);

    await signIn("operator-4");
    const other = await make();
    await signInWith({ ...claims([]), groups: undefined }, { now: new Date() });
    expect((await fetched(other)).status, "unread groups say nothing").toBe(200);
    await signInWith(claims(["strangers"]), { now: new Date() });
    expect((await fetched(other)).status).toBe(404);
  });

  test("is one of ten at most", async () => {
    await look("operator-1");
    await signIn("eager");
    for (let made = 0; made < 10; made += 1) await make();
    expect(await makeCalendarFeed({})).toMatchObject({ failure: { code: "too-many-feeds" } });
  });

  // Rule 5, and the other way round: on record, but not so that the record opens anything.
  test("is on record when made and revoked, and its token is stored nowhere", async () => {
    await look("operator-1");
    await signIn("operator-5");
    const address = await make({ state: "overdue" });
    await fetched(address);
    const [feed] = await ownFeeds();
    dataOf(await revokeCalendarFeed({ feedId: feed?.id ?? "" }));
    const { db } = await database();
    const { rows } = await db.execute<{ operation: string; target: string }>(
      sql`SELECT operation, target FROM ledger_entries
        WHERE subject = 'operator-5' AND kind = 'attempt' ORDER BY seq`,
    );
    expect(rows).toEqual([
      { operation: "calendar.make-feed", target: "rotation windows: state overdue" },
      { operation: "calendar.revoke-feed", target: feed?.id.slice(0, 16) },
    ]);
    for (const table of ["ledger_entries", "calendar_feeds", "rotation_snapshots"]) {
      const all = await db.execute(sql.raw(`SELECT * FROM ${table}`));
      expect(JSON.stringify(all.rows)).not.toContain(token(address));
    }
  });

  // Another role may list other secrets: nothing of it may come through.
  test("has nothing of what only another role has listed, and asks to come back", async () => {
    const { db } = await database();
    await db.execute(sql`DELETE FROM rotation_snapshots`);
    await rotating("feed/operators");
    await look("operator-1");
    const person = { issuer, subject: "auditor-9" };
    const opens = await createFeed({ person, role: "auditor", filter: {} });
    const response = await fetched(`${consoleUrl}/api/calendar/${opens}.ics`);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("300");
    expect(await response.text()).not.toContain("feed/operators");
  });

  test("leaves nothing behind that no address shows", async () => {
    await look("operator-1");
    await signIn("operator-6");
    const address = await make();
    await sweepFeeds();
    expect((await fetched(address)).status).toBe(200);
    const { db } = await database();
    await db.execute(sql`UPDATE calendar_feeds SET revoked_at = now() - interval '31 days'`);
    await sweepFeeds();
    for (const table of ["calendar_feeds", "rotation_snapshots"]) {
      const { rows } = await db.execute(sql.raw(`SELECT * FROM ${table}`));
      expect(rows, table).toEqual([]);
    }
  });

  test("is not written again while nothing has changed", async () => {
    await signIn("operator-7");
    await make();
    await look("operator-1");
    const { db } = await database();
    const versions = async () => {
      const { rows } = await db.execute(
        sql`SELECT fingerprint, secrets FROM rotation_snapshots ORDER BY principal, account_id, region`,
      );
      return rows;
    };
    const before = await versions();
    await look("operator-1");
    expect(await versions()).toEqual(before);
  });
});
