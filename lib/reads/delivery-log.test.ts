import { sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { announceNow } from "@/lib/db/announcements";
import { database } from "@/lib/db/client";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import type { DeliveryLog } from "@/lib/domain/delivery-log";
import type { Outcome } from "@/lib/domain/outcome";
import type { ConsoleRole } from "@/lib/domain/role";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { deliverAnnouncements } from "@/lib/notify/deliver";
import { startHook, startMail } from "@/lib/notify/receivers.test-support";
import { deliveriesExport } from "./delivery-log";
import { answerRead } from "./index";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const hook = await startHook();
const mail = await startMail();
const token = "T0KEN-of-the-hook";
const file = writeSettings(issuer, {
  notifications: {
    webhooks: [{ name: "on-call", urlFrom: "STRONGROOM_WEBHOOK_URL_ONCALL", shape: "slack" }],
    mail: {
      host: "127.0.0.1",
      port: mail.port,
      tls: "none",
      from: "strongroom@example.com",
      roles: { approver: ["approvers@example.com"] },
    },
  },
});
beforeEach(() => {
  stubSettings(file, consoleUrl);
  vi.stubEnv("STRONGROOM_WEBHOOK_URL_ONCALL", `${hook.url}/${token}`);
});
afterAll(() => {
  hook.close();
  mail.close();
});

async function signIn(subject: string, role: ConsoleRole): Promise<void> {
  request.headers = (await visitor(subject, [role])).headers();
}

async function log(query: Record<string, string> = {}): Promise<DeliveryLog> {
  const outcome = (await answerRead(
    "deliveries",
    new URLSearchParams(query),
  )) as Outcome<DeliveryLog>;
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.data;
}

let version = 0;
function requested(by: string) {
  version += 1;
  const who = { issuer, subject: by, displayName: by };
  return announceNow({
    kind: "restore-requested",
    requestId: `r-${by}`,
    version,
    secret: { name: `prod/${by}`, accountId: "111122223333", region: "eu-west-1" },
    askedBy: [{ issuer, subject: by }],
    by: who,
  });
}

const brief = ({ rows }: DeliveryLog) =>
  rows.map(({ receiver, state, requestId }) => `${receiver} ${state} ${requestId}`).sort();

describe.each(databases)("the delivery log's page on $kind", ({ kind }) => {
  useDatabase(kind);

  test("tells what was accepted and what is tried again, to each what they may see", async () => {
    const host = new URL(hook.url).host;
    hook.manner = "accept";
    await requested("ada");
    await deliverAnnouncements();
    hook.manner = "fail";
    await requested("bob");
    await deliverAnnouncements();

    await signIn("auditor-1", "auditor");
    expect(brief(await log())).toEqual([
      "approvers@example.com delivered r-ada",
      "approvers@example.com delivered r-bob",
      `on-call at ${host} delivered r-ada`,
      `on-call at ${host} due r-bob`,
    ]);
    const [waiting] = (await log({ state: "due" })).rows;
    expect(waiting).toMatchObject({
      tries: 1,
      failure: "http-500",
      says: "Restore asked for: prod/bob (production, eu-west-1)",
    });
    expect(Date.parse(waiting?.retriesUntil ?? "") - Date.parse(waiting?.at ?? "")).toBe(
      72 * 3_600_000,
    );
    expect(JSON.stringify(await log())).not.toContain(token);

    await signIn("approver-1", "approver");
    const seen = JSON.stringify(await log());
    expect(seen).toContain("somebody at example.com");
    expect(seen).not.toContain("approvers@");

    await signIn("bob", "operator");
    const own = await log();
    expect(own.isEverybodys).toBe(false);
    expect(brief(own)).toEqual([
      `on-call at ${host} due r-bob`,
      "somebody at example.com delivered r-bob",
    ]);
    await signIn("eve", "operator");
    expect((await log()).rows).toEqual([]);
  });

  test("says what was given up after three days", async () => {
    const { db } = await database();
    await db.execute(sql`UPDATE announcements SET at = at - interval '73 hours'`);
    await db.execute(sql`UPDATE deliveries SET next_at = now() - interval '1 second'`);
    await deliverAnnouncements();
    await signIn("approver-1", "approver");
    const { rows } = await log({ state: "given-up" });
    expect(rows).toMatchObject([{ state: "given-up", tries: 2, requestId: "r-bob" }]);
    expect(rows[0]).not.toHaveProperty("retriesUntil");
  });

  test("pages by number, and exports all that match, on record", async () => {
    hook.manner = "accept";
    for (let made = 0; made < 27; made += 1) await requested("cyd");
    await deliverAnnouncements();
    await signIn("auditor-1", "auditor");
    const first = await log();
    const second = await log({ before: String(first.next) });
    expect([first.rows.length, second.rows.length, second.next]).toEqual([50, 8, undefined]);
    const numbers = [...first.rows, ...second.rows].map(({ number }) => number);
    expect(new Set(numbers).size).toBe(58);
    const csv = await exported({ state: "given-up" });
    expect(csv.trim().split("\r\n")).toHaveLength(4);
    expect(csv).toContain("r-bob");
    expect(await exported({})).not.toContain(token);
  });
});

async function exported(query: Parameters<typeof deliveriesExport>[0]): Promise<string> {
  const outcome = await deliveriesExport(query);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  let text = "";
  for await (const piece of outcome.data.text) text += piece;
  return text;
}
