import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  callsOf,
  type Found,
  type Look,
  type LookKind,
  LookPlan,
  type Looks,
  lookKinds,
  policyFound,
  subjectOf,
  withinCalls,
} from "./control-looks";
import type { ControlId, ControlSettings } from "./control-settings";
import { ControlAssessment } from "./controls";
import { noFacts } from "./controls.test-support";
import type { InventoryRow } from "./inventory-row";

const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-11-25T12:00:00Z");
const place = { accountId: "111122223333", region: "eu-west-1" };
const tag = { key: "class", value: "confidential" };
const everything = {
  tag,
  resourcePolicy: "tls-only",
  customerKey: true,
  replicaIn: ["us-east-1"],
} as const;

function row(id: number, more: Partial<InventoryRow> = {}): InventoryRow {
  const name = `app/${id}`;
  return {
    ...place,
    arn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-abcdef`,
    name,
    tags: [tag],
    kmsKeyId: "alias/app",
    createdMs: NOW - 400 * DAY_MS,
    hasRules: false,
    labels: '{"v1":["AWSCURRENT"]}',
    search: name,
    ...more,
  };
}

const replicated = { primaryRegion: "eu-west-1" };
const denied = {
  code: "denied-by-aws",
  says: "AWS refused this under your assumed role.",
  aws: { code: "AccessDeniedException", iamAction: "secretsmanager:GetResourcePolicy" },
} as const;

/** Looks that find the same for every row. */
function finding(found: Partial<Found>, atMs = NOW): Looks {
  return <Kind extends LookKind>(kind: Kind, of: InventoryRow) => {
    const one = found[kind];
    const isAsked = subjectOf(kind, of) !== undefined;
    return isAsked && one ? ({ atMs, found: one } as unknown as Look<Kind>) : undefined;
  };
}

function verdict(
  control: ControlId,
  looks: Looks,
  more: Partial<InventoryRow> = {},
  demands: ControlSettings["demands"] = [{ ...everything, replicaIn: ["us-east-1"] }],
): string | undefined {
  const settings = {
    unusedDays: 90,
    assessedDays: 7,
    previousDays: 7,
    policies: [],
    exceptions: [],
    demands,
  };
  const assessment = new ControlAssessment({ ...noFacts(NOW), looks }, settings, {
    isKept: (of) => of === control,
    most: 1,
  });
  assessment.add(row(1, more));
  const [one] = assessment.secrets;
  return one && `${one.verdict}: ${one.reason}`;
}

const statement = (more: object) => ({
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111122223333:role/app" },
  Action: "secretsmanager:GetSecretValue",
  Resource: "*",
  ...more,
});
const attached = (...statements: object[]): Partial<Found> => ({
  policy: policyFound(JSON.stringify({ Statement: statements }), {
    subject: row(1).arn,
    usesDefaultKey: false,
  }),
});
const other = { AWS: "arn:aws:iam::444455556666:root" };
const tls = statement({
  Effect: "Deny",
  Principal: "*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

// Each row is a control's answer as an auditor reads it.
test.each<[ControlId, Partial<Found>, string]>([
  [
    "policy-not-public",
    { policy: { isAttached: false, findings: [] } },
    "pass: No resource policy",
  ],
  ["policy-not-public", attached(statement({})), "pass: Its resource policy"],
  [
    "policy-not-public",
    attached(statement({ Principal: "*" })),
    "fail: Statement 1: This allows e",
  ],
  [
    "policy-not-public",
    attached(
      statement({
        Principal: "*",
        Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
      }),
    ),
    "pass: ",
  ],
  [
    "policy-not-public",
    attached(statement({ Principal: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } })),
    "fail: Statement 1: This allows everyone who meets",
  ],
  ["policy-own-account", attached(statement({ Principal: other })), "fail: Statement 1: Account 4"],
  [
    "policy-own-account",
    attached(
      statement({
        Principal: other,
        Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/app" } },
      }),
    ),
    "pass: ",
  ],
  [
    "policy-sound",
    attached(statement({ Action: "kms:Decrypt" })),
    "fail: Statement 1: kms: actions",
  ],
  ["policy-sound", attached({ Effect: "Maybe" }), "not assessed: This is not a policy"],
  [
    "policy-as-demanded",
    { policy: { isAttached: false, findings: [] } },
    "fail: class=confidential",
  ],
  ["policy-as-demanded", attached(statement({})), "fail: class=confidential demands TLS"],
  ["policy-as-demanded", attached(statement({}), tls), "pass: "],
  ["key-usable", { key: { state: "Enabled", rotation: "off" } }, "pass: alias/app is Enabled"],
  ["key-usable", { key: { state: "PendingDeletion", rotation: "off" } }, "fail: alias/app is Pend"],
  ["key-rotation", { key: { state: "Enabled", rotation: "on" } }, "pass: Rotation of alias/app"],
  ["key-rotation", { key: { state: "Enabled", rotation: "off" } }, "fail: Rotation of alias/app"],
  ["key-rotation", { key: { state: "Enabled", rotation: "not offered" } }, "not assessed: AWS rot"],
  ["key-rotation", { key: { state: "Enabled", rotation: denied } }, "not assessed: AWS refused"],
  ["key-as-demanded", {}, "pass: Encrypted with alias/app."],
])("%s of %j: %s", (control, found, expected) => {
  expect(verdict(control, finding(found), replicated)?.slice(0, expected.length)).toBe(expected);
});

const replicas = (...all: [string, string][]): Partial<Found> => ({
  replication: { replicas: all.map(([region, status]) => ({ region, status })) },
});

test.each<[ControlId, Partial<Found>, string]>([
  ["replicas-in-sync", replicas(["us-east-1", "InSync"]), "pass: InSync: us-east-1."],
  ["replicas-in-sync", replicas(["us-east-1", "Failed"]), "fail: us-east-1 failed"],
  ["replicas-in-sync", replicas(["us-east-1", "InProgress"]), "not assessed: us-east-1 was InPro"],
  ["replicas-as-demanded", replicas(["us-east-1", "InSync"]), "pass: "],
  ["replicas-as-demanded", replicas(["eu-north-1", "InSync"]), "fail: class=confidential demands"],
  ["replicas-as-demanded", replicas(["us-east-1", "InProgress"]), "not assessed: "],
])("%s of %j: %s", (control, found, expected) => {
  expect(verdict(control, finding(found), replicated)?.slice(0, expected.length)).toBe(expected);
});

describe("what a look is worth", () => {
  const good = attached(statement({}));

  // Product rule 3: what was not seen never looks like what is right.
  it("is nothing before there was one, and nothing when AWS refused", () => {
    expect(verdict("policy-not-public", () => undefined)).toBe(
      "not assessed: AWS was not asked for it yet.",
    );
    const refused: Looks = () => ({ atMs: NOW, failure: denied });
    expect(verdict("policy-not-public", refused)).toMatch(
      /^not assessed: AWS refused .* It lacks secretsmanager:GetResourcePolicy\. Looked at on 2026-11-25/,
    );
  });

  it("tells its day always, its age when it is old, and a change since", () => {
    const at = (days: number) => finding(good, NOW - days * DAY_MS);
    expect(verdict("policy-not-public", at(6))).toMatch(/Looked at on 2026-11-19 UTC\.$/);
    expect(verdict("policy-not-public", at(7))).toMatch(/2026-11-18 UTC, 7 days ago\.$/);
    expect(verdict("policy-not-public", at(1), { lastChangedMs: NOW })).toMatch(
      /The secret changed since\.$/,
    );
  });

  it("does not reach a replica, the default key, or what is on its way out", () => {
    const copy = { primaryRegion: "us-east-1" };
    expect(verdict("policy-not-public", finding(good), copy)).toBeUndefined();
    expect(verdict("key-usable", finding({}), { kmsKeyId: undefined })).toBeUndefined();
    expect(verdict("key-as-demanded", finding({}), { kmsKeyId: undefined })).toMatch(
      /^fail: class/,
    );
    expect(verdict("replicas-as-demanded", finding({}))).toMatch(/^fail: .* it has none\.$/);
    const leaving = { deletionRequestedMs: NOW };
    expect(verdict("policy-as-demanded", finding(good), leaving)).toBeUndefined();
    expect(verdict("policy-as-demanded", finding(good), {}, [])).toBeUndefined();
  });
});

const anyRow = fc.record(
  {
    primaryRegion: fc.constantFrom("eu-west-1", "us-east-1"),
    deletionRequestedMs: fc.constant(NOW),
    kmsKeyId: fc.constantFrom("alias/aws/secretsmanager", "alias/a", "alias/b", undefined),
    lastChangedMs: fc.integer({ min: NOW - 20 * DAY_MS, max: NOW }),
  },
  { requiredKeys: [] },
);
const estate = fc.array(anyRow, { maxLength: 20 }).map((rows) => rows.map((r, id) => row(id, r)));

describe("every plan", () => {
  const planned = (rows: InventoryRow[], looks: Looks, sinceMs: number) => {
    const plan = new LookPlan(looks, sinceMs);
    for (const one of rows) plan.add(one);
    return plan;
  };

  it("asks once for each secret and each key, and for all that some rule needs", () => {
    fc.assert(
      fc.property(estate, (rows) => {
        const due = planned(rows, () => undefined, 0).due();
        const asked = due.map(({ kind, subject }) => `${kind} ${subject}`);
        expect(new Set(asked).size).toBe(asked.length);
        const needed = rows.flatMap((one) =>
          lookKinds.flatMap((kind) => {
            const subject = subjectOf(kind, one);
            return subject === undefined ? [] : `${kind} ${subject}`;
          }),
        );
        expect(new Set(asked)).toEqual(new Set(needed));
      }),
    );
  });

  it("never makes more calls than were agreed to, and leaves nothing for ever", () => {
    fc.assert(
      fc.property(estate, fc.integer({ min: 2, max: 9 }), (rows, calls) => {
        const known = new Map<string, number>();
        const looks: Looks = <Kind extends LookKind>(kind: Kind, of: InventoryRow) => {
          const atMs = known.get(`${kind} ${subjectOf(kind, of)}`);
          return atMs === undefined ? undefined : ({ atMs, found: {} } as unknown as Look<Kind>);
        };
        for (let press = 0; ; press += 1) {
          const due = planned(rows, looks, NOW - DAY_MS).due();
          if (due.length === 0) break;
          const taken = withinCalls(due, calls);
          expect(taken.reduce((sum, { kind }) => sum + callsOf[kind], 0)).toBeLessThanOrEqual(
            calls,
          );
          expect(taken.length).toBeGreaterThan(0);
          expect(press).toBeLessThan(60);
          for (const { kind, subject } of taken) known.set(`${kind} ${subject}`, NOW);
        }
      }),
    );
  });

  it("asks again while a replica is being copied", () => {
    const looks = finding(replicas(["us-east-1", "InProgress"]));
    expect(
      planned([row(1, replicated)], looks, 0)
        .due()
        .map(({ kind }) => kind),
    ).toContain("replication");
  });

  it("asks again for what is old, was refused, or changed since, and not for the rest", () => {
    fc.assert(
      fc.property(
        estate,
        fc.integer({ min: 0, max: 20 }),
        fc.boolean(),
        (rows, days, isRefused) => {
          const atMs = NOW - days * DAY_MS;
          const looks: Looks = <Kind extends LookKind>() =>
            (isRefused ? { atMs, failure: denied } : { atMs, found: {} }) as unknown as Look<Kind>;
          const due = planned(rows, looks, NOW - 7 * DAY_MS).due();
          const bySubject = new Map(rows.map((one) => [one.arn, one]));
          for (const { kind, subject } of due) {
            const hasChanged = (bySubject.get(subject)?.lastChangedMs ?? 0) > atMs;
            expect(isRefused || days > 7 || (kind !== "key" && hasChanged)).toBe(true);
          }
          if (isRefused || days > 7)
            expect(due.length).toBe(planned(rows, () => undefined, 0).due().length);
        },
      ),
    );
  });
});
