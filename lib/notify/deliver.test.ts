import { createHmac } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { announce, announceNow } from "@/lib/db/announcements";
import { database } from "@/lib/db/client";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import { createSession } from "@/lib/db/sessions";
import type { AnnouncedEvent } from "@/lib/domain/announcement";
import { deliverAnnouncements } from "./deliver";
import { startHook, startMail } from "./receivers.test-support";

const issuer = "https://id.example.com";
const key = "the key of the test, long enough to sign";
const [json, slack, teams] = [await startHook(), await startHook(), await startHook()];
const mail = await startMail();
const receivers = [json, slack, teams, mail];
const file = writeSettings(issuer, {
  notifications: {
    webhooks: [
      { name: "json", url: json.url },
      { name: "slack", url: slack.url, shape: "slack" },
      { name: "teams", urlFrom: "STRONGROOM_WEBHOOK_URL_TEAMS", shape: "teams" },
    ],
    mail: {
      host: "127.0.0.1",
      port: mail.port,
      tls: "none",
      from: "strongroom@example.com",
      roles: { approver: ["approvers@example.com"], auditor: ["audit@example.com"] },
    },
  },
});

let version = 0;
function requested(by = "operator-1"): AnnouncedEvent {
  version += 1;
  return {
    kind: "restore-requested",
    requestId: "r-1",
    version,
    secret: { name: "prod/db<b>", accountId: "111122223333", region: "eu-west-1" },
    askedBy: [{ issuer, subject: by }],
    by: { issuer, subject: by, displayName: "Ada" },
  };
}

async function signIn(subject: string, role: "operator" | "approver"): Promise<void> {
  const person = { issuer, subject, displayName: subject, email: `${subject}@example.com` };
  await createSession({ person, roles: [role], role, authenticatedAt: new Date() });
}

/** As if the wait between two tries were over. */
async function passTime(): Promise<void> {
  const { db } = await database();
  await db.execute(sql`UPDATE deliveries SET next_at = now() - interval '1 second'`);
}

async function log() {
  const { db } = await database();
  const { rows } = await db.execute<{ address: string; state: string; failure: string | null }>(
    sql`SELECT address, state, failure, tries FROM deliveries ORDER BY address`,
  );
  return rows;
}

afterAll(() => {
  for (const receiver of receivers) receiver.close();
});

describe.each(databases)("telling people, on $kind", ({ kind }) => {
  useDatabase(kind);
  beforeEach(async () => {
    stubSettings(file, "http://localhost:3000");
    vi.stubEnv("STRONGROOM_WEBHOOK_KEY", key);
    vi.stubEnv("STRONGROOM_WEBHOOK_URL_TEAMS", teams.url);
    const { db } = await database();
    await db.execute(sql`DELETE FROM deliveries`);
    await db.execute(sql`DELETE FROM announcements`);
    await db.execute(sql`DELETE FROM sessions`);
    for (const receiver of receivers) {
      receiver.manner = "accept";
      receiver.accepted.length = 0;
    }
  });

  test("what was rolled back is not told", async () => {
    const { db } = await database();
    const work = db.transaction(async (tx) => {
      await announce(tx, requested());
      throw new Error("no");
    });
    await expect(work).rejects.toThrow("no");
    await deliverAnnouncements();
    expect(await log()).toEqual([]);
  });

  test("each place and person hears once, and nobody of their own act", async () => {
    await signIn("approver-1", "approver");
    await signIn("approver-2", "approver");
    await signIn("operator-1", "operator");
    const event = requested("approver-2");
    await announceNow(event);
    await announceNow(event);
    await deliverAnnouncements();
    await deliverAnnouncements();
    expect(mail.accepted.map(({ to }) => to).sort()).toEqual([
      "approver-1@example.com",
      "approvers@example.com",
    ]);
    for (const hook of [json, slack, teams]) expect(hook.accepted).toHaveLength(1);
  });

  test("a webhook is signed over time and body, and names no ARN", async () => {
    await announceNow(requested());
    await deliverAnnouncements();
    const [{ headers, body } = { headers: {}, body: "" }] = json.accepted;
    const hmac = createHmac("sha256", key).update(`${headers["strongroom-timestamp"]}.${body}`);
    expect(headers["strongroom-signature"]).toBe(`v1=${hmac.digest("hex")}`);
    expect(JSON.parse(body)).toMatchObject({ kind: "restore-requested", version: 1 });
    expect(body).not.toContain("arn:");
    expect(JSON.parse(slack.accepted[0]?.body ?? "").text).toContain("prod/db&lt;b&gt;");
    const card = JSON.parse(teams.accepted[0]?.body ?? "").attachments[0].content;
    expect(card.body[0].inlines[0].text).toContain("prod/db<b>");
    expect(mail.accepted[0]?.text).toMatch(/^Subject: \[Strongroom\] Restore asked for: prod\/db/m);
  });

  // Fault by fault: what is accepted is never sent again, what is not is never lost.
  test.each([
    ["fail", "http-500", "smtp-451"],
    ["hang", "timed-out", /timed-out|unreachable/],
    ["redirect", "http-307", "smtp-451"],
  ] as const)(
    "a receiver that does %s is tried again, and the others not",
    async (manner, hook, smtp) => {
      json.manner = manner;
      mail.manner = manner;
      await announceNow(requested());
      await deliverAnnouncements(300);
      expect(await log()).toMatchObject([
        {
          address: "mail:approvers@example.com",
          state: "due",
          failure: expect.stringMatching(smtp),
        },
        { address: "webhook:json", state: "due", failure: hook },
        { address: "webhook:slack", state: "delivered", failure: null },
        { address: "webhook:teams", state: "delivered", failure: null },
      ]);
      const tries = json.tries;
      await deliverAnnouncements(300);
      expect(json.tries).toBe(tries);
      json.manner = "accept";
      mail.manner = "accept";
      await passTime();
      await deliverAnnouncements();
      await passTime();
      await deliverAnnouncements();
      for (const receiver of receivers) expect(receiver.accepted).toHaveLength(1);
    },
  );

  test("a receiver that is not there is tried for three days, then given up, which the log says", async () => {
    vi.stubEnv("STRONGROOM_WEBHOOK_URL_TEAMS", "http://127.0.0.1:1/");
    await announceNow(requested());
    await deliverAnnouncements();
    const { db } = await database();
    await db.execute(sql`UPDATE announcements SET at = at - interval '73 hours'`);
    await passTime();
    await deliverAnnouncements();
    expect((await log()).at(-1)).toMatchObject({
      state: "given-up",
      failure: "unreachable",
      tries: 2,
    });
  });

  test("two instances at once send each message once", async () => {
    for (let count = 0; count < 15; count += 1) await announceNow(requested());
    await Promise.all([deliverAnnouncements(), deliverAnnouncements(), deliverAnnouncements()]);
    for (const receiver of receivers) expect(receiver.accepted).toHaveLength(15);
  });

  test("what a process held when it died is sent once its lease is over", async () => {
    json.manner = "fail";
    await announceNow(requested());
    await deliverAnnouncements();
    json.manner = "accept";
    const { db } = await database();
    await db.execute(sql`UPDATE deliveries SET next_at = now() - interval '1 second',
      leased_until = now() + interval '1 hour' WHERE state = 'due'`);
    await deliverAnnouncements();
    expect(json.accepted).toHaveLength(0);
    await db.execute(sql`UPDATE deliveries SET leased_until = now() - interval '1 second'`);
    await deliverAnnouncements();
    expect(json.accepted).toHaveLength(1);
  });
});
