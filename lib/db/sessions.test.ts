import { describe, expect, test } from "vitest";
import { database } from "./client";
import { databases, useDatabase } from "./databases.test-support";
import {
  chooseRole,
  createSession,
  findSession,
  revokeAllSessions,
  revokeSession,
  sessionsOf,
  stepUp,
  touchSession,
} from "./sessions";

const person = { issuer: "https://id.example.com", subject: "operator-1", displayName: "Ada" };

function signIn(subject = "operator-1", issuer = person.issuer) {
  return createSession({
    person: { ...person, subject, issuer },
    roles: ["operator", "approver"],
    role: "operator",
    authenticatedAt: new Date("2026-11-21T10:00:00Z"),
    userAgent: "Browser/1",
  });
}

describe.each(databases)("sessions on $kind", ({ kind }) => {
  useDatabase(kind);

  // Whoever reads the database, or a copy of it, must not be able to act as somebody.
  test("the cookie's token is not in the database", async () => {
    const { token, session } = await signIn();
    const { db } = await database();
    const dump = JSON.stringify((await db.execute("SELECT * FROM sessions")).rows);
    expect(dump).toContain(session.id);
    expect(dump).not.toContain(token);
    expect(await findSession(session.id)).toBeUndefined();
    expect(await findSession(token)).toMatchObject(session);
  });

  test("a token is 256 bits and never the same twice", async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => signIn()));
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(20);
    for (const { token } of tokens) expect(Buffer.from(token, "base64url")).toHaveLength(32);
  });

  // AWS credentials are held under this number: those of the old role must not be found again.
  test("another role comes with another generation of AWS credentials", async () => {
    const { token, session } = await signIn();
    const changed = { role: "approver", awsGeneration: session.awsGeneration + 1 };
    expect(await chooseRole(session.id, "approver")).toMatchObject(changed);
    expect(await findSession(token)).toMatchObject(changed);
  });

  test("touching moves the idle limit, stepping up notes the fresh sign-in", async () => {
    const { token, session } = await signIn();
    await touchSession(session.id);
    const touched = await findSession(token);
    expect(touched?.lastSeenAt.getTime()).toBeGreaterThanOrEqual(session.lastSeenAt.getTime());
    const fresh = new Date("2026-11-21T11:00:00Z");
    await stepUp(session.id, fresh);
    expect((await findSession(token))?.authenticatedAt).toEqual(fresh);
  });

  test("a revoked session stays revoked and takes no more changes", async () => {
    const { token, session } = await signIn();
    expect(await revokeSession(session.id)).toBe(true);
    expect(await revokeSession(session.id)).toBe(false);
    expect(await chooseRole(session.id, "approver")).toBeUndefined();
    const found = await findSession(token);
    expect(found?.revokedAt).toBeInstanceOf(Date);
    expect(found?.role).toBe("operator");
  });

  // The same subject at two issuers is two people.
  test("signing out everywhere ends the sessions of that person and of nobody else", async () => {
    const [one, two] = [await signIn("chief-1"), await signIn("chief-1")];
    const other = await signIn("chief-1", "https://elsewhere.example.com");
    const ended = await revokeAllSessions(person.issuer, "chief-1");
    expect(ended.sort()).toEqual([one.session.id, two.session.id].sort());
    expect(await sessionsOf(person.issuer, "chief-1")).toEqual([]);
    expect(await sessionsOf("https://elsewhere.example.com", "chief-1")).toEqual([other.session]);
  });
});
