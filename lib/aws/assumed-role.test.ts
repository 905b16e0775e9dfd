import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { Session } from "@/lib/domain/session";
import {
  assumeRole,
  awsNameOf,
  dropCredentials,
  heldCredentials,
  roleSessionName,
} from "./assumed-role";
import { production, staging, standIn } from "./stand-in.test-support";

const world = standIn();
const person = (subject: string, issuer = "https://id.example") => ({
  issuer,
  subject,
  displayName: "x",
});
let made = 0;

/** A session of its own for each test: what is held for one must not help another. */
function sessionOf(subject: string, role: Session["role"] = "operator") {
  made += 1;
  return { id: `session-${made}`, person: person(subject), role, awsGeneration: 1 };
}

const assumed = () =>
  world.sandbox.world.calls.filter(({ operation }) => operation === "AssumeRole");

beforeEach(() => {
  world.sandbox.world.calls.length = 0;
  world.sandbox.controls.faults.clear();
});

describe("the person's name in AWS", () => {
  const subjects = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.string({ unit: "grapheme" }),
    fc.webUrl(),
    fc.emailAddress(),
  );

  // Facts 3: 2 to 64 characters of this set; CloudTrail and the ledger are joined by it.
  test("always fits and is always the same", () => {
    fc.assert(
      fc.property(subjects, fc.webUrl(), (subject, issuer) => {
        const one = person(subject, issuer);
        expect(awsNameOf(one)).toMatch(/^[\w+=,.@-]{2,64}$/);
        expect(roleSessionName({ ...sessionOf("x"), person: one })).toMatch(/^[\w+=,.@-]{2,64}$/);
        expect(awsNameOf({ ...one, displayName: "renamed" })).toBe(awsNameOf(one));
      }),
      { numRuns: 2_000 },
    );
  });

  // Two people under one name could not be told apart in AWS's own log.
  test("belongs to one person only", () => {
    fc.assert(
      fc.property(subjects, subjects, (a, b) => {
        fc.pre(a !== b);
        expect(awsNameOf(person(a))).not.toBe(awsNameOf(person(b)));
        const taken = awsNameOf(person(a));
        if (taken !== a) expect(awsNameOf(person(taken))).not.toBe(taken);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ["operator-1", "operator-1"],
    ["ada@example.com", "ada@example.com"],
    ["x", /^x\.[0-9a-f]{16}$/],
    ["Ada Lovelace", /^Ada-Lovelace\.[0-9a-f]{16}$/],
    ["ada|1234", /^ada-1234\.[0-9a-f]{16}$/],
    ["é".repeat(200), /^-{47}\.[0-9a-f]{16}$/],
  ])("of %j", (subject, name) => {
    expect(awsNameOf(person(subject))).toEqual(
      name instanceof RegExp ? expect.stringMatching(name) : name,
    );
  });
});

describe("assuming a role", () => {
  test("names the person, the role and the purpose to AWS", async () => {
    const session = sessionOf("operator-1");
    const { accessKeyId, assumedRole } = await assumeRole({
      session,
      accountId: production,
      purpose: "browse",
    });
    const caller = world.sandbox.world.sessions.get(accessKeyId)?.caller;
    expect(caller).toMatchObject({
      roleName: "StrongroomOperator",
      sourceIdentity: "operator-1",
      sessionName: roleSessionName(session),
      sessionTags: { "console-role": "operator", "console-purpose": "browse" },
    });
    expect(assumedRole).toEqual({
      arn: caller?.arn,
      sessionName: roleSessionName(session),
      sourceIdentity: "operator-1",
    });
    expect(caller?.sessionPolicy).toContain("Deny");
  });

  test("is one call for all who ask at once, and none while it is young", async () => {
    const request = {
      session: sessionOf("operator-1"),
      accountId: production,
      purpose: "browse",
    } as const;
    const grants = await Promise.all(Array.from({ length: 50 }, () => assumeRole(request)));
    await assumeRole(request);
    expect(new Set(grants.map(({ accessKeyId }) => accessKeyId)).size).toBe(1);
    expect(assumed()).toHaveLength(1);
  });

  // Each part of the key keeps apart what AWS must see apart.
  test("is never shared between people, sessions, roles, accounts, purposes or generations", async () => {
    const session = sessionOf("chief-1");
    const base = { session, accountId: production, purpose: "browse" } as const;
    const arn = `arn:aws:secretsmanager:eu-west-1:${production}:secret:a-aaaaaa`;
    const requests = [
      base,
      { ...base, session: { ...session, id: "another" } },
      { ...base, session: { ...session, role: "approver" as const } },
      { ...base, session: { ...session, awsGeneration: 2 } },
      { ...base, accountId: staging },
      { ...base, purpose: { reveal: arn } },
      { ...base, purpose: { reveal: `${arn}x` } },
      { ...base, purpose: { write: arn, actions: ["secretsmanager:TagResource"] } as const },
    ];
    const grants = await Promise.all(requests.map((request) => assumeRole(request)));
    expect(new Set(grants.map(({ accessKeyId }) => accessKeyId)).size).toBe(requests.length);
  });

  test("is renewed once when less than five minutes remain", async () => {
    const request = {
      session: sessionOf("operator-1"),
      accountId: production,
      purpose: "browse",
    } as const;
    const first = await assumeRole(request);
    const at = (minutes: number) => () => first.expiration.getTime() - minutes * 60_000;
    expect((await assumeRole(request, at(5))).accessKeyId).toBe(first.accessKeyId);
    const renewed = await Promise.all(
      Array.from({ length: 20 }, () => assumeRole(request, at(4.9))),
    );
    expect(assumed()).toHaveLength(2);
    expect(renewed.every(({ accessKeyId }) => accessKeyId !== first.accessKeyId)).toBe(true);
  });

  test("goes on with what it has while AWS's STS fails, but not into the last 30 seconds", async () => {
    const request = {
      session: sessionOf("operator-1"),
      accountId: production,
      purpose: "browse",
    } as const;
    const first = await assumeRole(request);
    const leaving = (seconds: number) => () => first.expiration.getTime() - seconds * 1000;
    world.sandbox.controls.faults.add({
      service: "sts",
      effect: {
        kind: "error",
        when: "before",
        status: 503,
        code: "ServiceUnavailable",
        message: "",
      },
    });
    expect((await assumeRole(request, leaving(60))).accessKeyId).toBe(first.accessKeyId);
    await expect(assumeRole(request, leaving(29))).rejects.toMatchObject({ code: "aws-failed" });
  });

  test("is forgotten with the session, and only that session's", async () => {
    const [gone, stays] = [sessionOf("operator-1"), sessionOf("operator-1")];
    for (const session of [gone, stays])
      await assumeRole({ session, accountId: production, purpose: "browse" });
    dropCredentials(gone.id);
    expect(heldCredentials(gone.id)).toEqual([]);
    expect(heldCredentials(stays.id)).toMatchObject([{ accountId: production }]);
    await assumeRole({ session: gone, accountId: production, purpose: "browse" });
    expect(assumed()).toHaveLength(3);
  });

  test("says what AWS said when it refuses", async () => {
    const { iam } = world.sandbox.world.account(staging);
    const role = iam.roles.get("StrongroomAuditor");
    if (role) role.trustPolicy = role.trustPolicy.replace("strongroom-demo", "another-id");
    const request = {
      session: sessionOf("auditor-1", "auditor"),
      accountId: staging,
      purpose: "browse",
    } as const;
    await expect(assumeRole(request)).rejects.toMatchObject({
      code: "role-refused",
      aws: { code: "AccessDenied", iamAction: "sts:AssumeRole", requestId: expect.any(String) },
    });
  });

  test("never happens for an account that is not configured", async () => {
    const request = {
      session: sessionOf("operator-1"),
      accountId: "999999999999",
      purpose: "browse",
    } as const;
    await expect(assumeRole(request)).rejects.toMatchObject({ code: "outside-configuration" });
    expect(world.sandbox.world.calls).toHaveLength(0);
  });
});
