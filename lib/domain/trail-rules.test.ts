import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { ControlId, ControlSettings } from "./control-settings";
import { ControlAssessment, type ControlFacts, type SentRestore } from "./controls";
import { noFacts } from "./controls.test-support";
import type { InventoryRow } from "./inventory-row";
import type { PurgePower } from "./pending-deletion";
import type { Actor } from "./trail-event";
import {
  type Actors,
  type ChangeGroup,
  type EndOfLife,
  goneSecrets,
  isAttributable,
  type PlaceTrail,
  type ReadGroup,
  TrailFacts,
} from "./trail-facts";

const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-11-25T12:00:00Z");
const place = { accountId: "111122223333", region: "eu-west-1" };
const tag = { key: "class", value: "confidential" };
const name = "app/one";
const arn = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-abcdef`;
const functionArn = "arn:aws:lambda:eu-west-1:111122223333:function:rotate-app";
const ago = (days: number) => NOW - days * DAY_MS;
const whole = { from: new Date(ago(90)).toISOString(), to: new Date(NOW).toISOString() };

function row(more: Partial<InventoryRow> = {}): InventoryRow {
  return {
    ...place,
    arn,
    name,
    tags: [tag],
    createdMs: ago(400),
    hasRules: false,
    labels: '{"v2":["AWSCURRENT"],"v1":["AWSPREVIOUS"]}',
    search: name,
    ...more,
  };
}

function trailOf(more: Partial<PlaceTrail>): TrailFacts {
  const none = { changes: [], outside: [], ends: [], reads: [], cut: new Set<never>() };
  return new TrailFacts([{ ...place, covered: whole, ...none, ...more }], NOW);
}

const settings: ControlSettings = {
  unusedDays: 90,
  assessedDays: 7,
  previousDays: 7,
  policies: [],
  demands: [{ tag, deletionWindowDays: 30, tags: [{ key: "vendor", values: ["none", "acme"] }] }],
  exceptions: [],
};

/** The verdict in words, `left out: …` if there is none. */
function verdict(
  control: ControlId,
  more: Partial<InventoryRow>,
  facts: Partial<ControlFacts> | Partial<PlaceTrail>,
): string {
  const isTrail = ["changes", "outside", "ends", "reads", "covered", "cut", "failure"].some(
    (k) => k in facts,
  );
  const known = isTrail ? { trail: trailOf(facts as Partial<PlaceTrail>) } : facts;
  const kept = { isKept: (of: ControlId) => of === control, most: 1 };
  const assessment = new ControlAssessment(
    { ...noFacts(NOW), ...known } as ControlFacts,
    settings,
    kept,
  );
  assessment.add(row(more));
  const [one] = assessment.secrets;
  if (one) return `${one.verdict}: ${one.reason}`;
  const result = assessment.results([]).find((of) => of.control === control);
  return `left out: ${Object.keys(result?.leftOut ?? {}).join()}`;
}

const deletion = (more: Partial<EndOfLife> = {}): EndOfLife => ({
  typed: arn,
  arn,
  atMs: ago(10),
  name: "DeleteSecret",
  who: "role cleaner",
  isByService: false,
  isForced: false,
  ...more,
});
const restore = deletion({ name: "RestoreSecret", who: "ada as Approver", requestId: "r-1" });
const sent: SentRestore = {
  id: "q-1",
  arn,
  sentMs: ago(10),
  awsRequestIds: ["r-1"],
  requesterName: "Olga",
};
const session = (role: string, of: string) =>
  `arn:aws:sts::111122223333:assumed-role/${role}/${of}`;
const app: Actor = { kind: "role", words: "role app", source: "sdk", arn: session("app", "i-1") };
const ownFunction: Actor = { ...app, words: "role rotator", arn: session("rotator", "rotate-app") };
const read = (more: Partial<ReadGroup> = {}): ReadGroup => ({
  typed: name,
  atMs: ago(2),
  actor: app,
  ...more,
});
const change = (actor: Partial<Actors>, more: Partial<ChangeGroup> = {}): ChangeGroup => ({
  typed: arn,
  atMs: ago(3),
  name: "PutSecretValue",
  count: 1,
  actor: { kind: "role", words: "role ci", source: "sdk", ...actor },
  ...more,
});
const unread = { covered: { from: new Date(ago(5)).toISOString(), to: whole.to } };
const rotated = { lastRotatedMs: ago(20), rotationFunctionArn: functionArn };
const pending = { deletionRequestedMs: ago(10) };
const power = (more: Partial<PurgePower> = {}): PurgePower => ({
  arn: "arn:aws:iam::111122223333:role/cleaner",
  mayForce: false,
  mayUseShortest: true,
  ...more,
});
const guarantee = (powers: PurgePower[], notAsked: string[] = []) => ({
  guarantees: new Map([
    [
      place.accountId,
      {
        accountId: place.accountId,
        accountName: "production",
        state: powers.some(({ mayForce }) => mayForce)
          ? ("not-protected" as const)
          : ("nobody-found" as const),
        powers,
        notAsked,
      },
    ],
  ]),
});

type Case = [
  control: ControlId,
  secret: Partial<InventoryRow>,
  facts: Partial<ControlFacts> | Partial<PlaceTrail>,
  expected: RegExp,
];

test.each<Case>([
  ["no-forced-deletion", {}, { ends: [] }, /^pass: /],
  [
    "no-forced-deletion",
    {},
    { ends: [deletion({ isForced: true })] },
    /^fail: Deleted without recovery by role cleaner on 2026-11-15 12:00:00 UTC/,
  ],
  [
    "no-forced-deletion",
    {},
    unread,
    /^not assessed: CloudTrail is read back to 2026-11-20 UTC only/,
  ],
  ["no-forced-deletion", { createdMs: ago(4) }, unread, /^pass: /],
  [
    "no-forced-deletion",
    {},
    { covered: undefined },
    /^not assessed: CloudTrail was not read here yet/,
  ],
  [
    "no-forced-deletion",
    {},
    { cut: new Set(["ends" as const]) },
    /^not assessed: More is in CloudTrail/,
  ],
  [
    "no-forced-deletion",
    {},
    { covered: { ...whole, to: new Date(ago(1)).toISOString() } },
    /^not assessed: CloudTrail is read to 2026-11-24 12:00:00 UTC only/,
  ],
  [
    "no-forced-deletion",
    {},
    {
      covered: undefined,
      failure: {
        code: "denied-by-aws",
        says: "AWS refused this.",
        aws: { code: "AccessDeniedException", iamAction: "cloudtrail:LookupEvents" },
      },
    },
    /^not assessed: .* AWS refused this\. It lacks cloudtrail:LookupEvents\./,
  ],
  ["deletion-window", {}, { ends: [] }, /^left out: not deleted in 90 days/],
  [
    "deletion-window",
    pending,
    { ends: [deletion({ windowDays: 30 })] },
    /^pass: Deleted by role cleaner .* with 30 days/,
  ],
  // Left out, DeleteSecret takes 30 days.
  ["deletion-window", pending, { ends: [deletion()] }, /^pass: /],
  [
    "deletion-window",
    pending,
    { ends: [deletion({ windowDays: 29 })] },
    /^fail: .* with 29 days\. class=confidential demands 30/,
  ],
  ["deletion-window", { ...pending, tags: [] }, { ends: [deletion({ windowDays: 7 })] }, /^pass: /],
  [
    "deletion-window",
    { tags: [] },
    { ends: [deletion({ isForced: true })] },
    /^fail: .* with 0 days\. There have to be 7/,
  ],
  // Restored since: it counts all the same.
  ["deletion-window", {}, { ends: [deletion({ windowDays: 8 }), restore] }, /^fail: /],
  [
    "deletion-window",
    pending,
    { ends: [deletion({ atMs: ago(40) })] },
    /^not assessed: No record tells the window of its deletion on 2026-11-15/,
  ],
  [
    "deletion-window",
    pending,
    {
      deletionsSeen: new Map([
        [
          arn,
          {
            arn,
            requestedAt: new Date(ago(10)).toISOString(),
            purgeNotBefore: new Date(ago(-20)).toISOString(),
            windowDays: 30,
            by: "Olga",
          },
        ],
      ]),
    },
    /^pass: Deleted here by Olga/,
  ],
  ["recovery-guaranteed", {}, {}, /^not assessed: IAM was not asked/],
  [
    "recovery-guaranteed",
    {},
    guarantee([power({ mayForce: true })]),
    /^fail: .* by arn:aws:iam::111122223333:role\/cleaner/,
  ],
  ["recovery-guaranteed", {}, guarantee([power()]), /^pass: By their own policies none of 1/],
  ["recovery-guaranteed", {}, guarantee([power()], ["role gone"]), /^not assessed: .*role gone/],
  [
    "recovery-guaranteed",
    { primaryRegion: "us-east-1" },
    guarantee([power()]),
    /^left out: replica/,
  ],
  ["restores-approved", {}, { ends: [deletion()] }, /^left out: not restored in 90 days/],
  [
    "restores-approved",
    {},
    { trail: trailOf({ ends: [restore] }), restores: [sent] },
    /^pass: Restored by ada as Approver .* asked for by Olga: request q-1/,
  ],
  [
    "restores-approved",
    {},
    {
      trail: trailOf({ ends: [restore] }),
      restores: [{ ...sent, brokenBy: "Chief", brokenReason: "the site is down" }],
    },
    /^fail: BREAK-GLASS: .* alone by Chief: the site is down/,
  ],
  [
    "restores-approved",
    {},
    { trail: trailOf({ ends: [restore] }) },
    /^fail: .*no request of this console accounts for it/,
  ],
  // Neither time nor person is proof, and another secret's request never is.
  [
    "restores-approved",
    {},
    { trail: trailOf({ ends: [restore] }), restores: [{ ...sent, awsRequestIds: ["r-2"] }] },
    /^fail: /,
  ],
  [
    "restores-approved",
    {},
    { trail: trailOf({ ends: [restore] }), restores: [{ ...sent, arn: `${arn}x` }] },
    /^fail: /,
  ],
  [
    "restores-approved",
    {},
    { trail: trailOf({ ends: [restore] }), restores: [{ ...sent, awsRequestIds: [] }] },
    /^not assessed: .*answer to it was lost/,
  ],
  ["changes-attributable", {}, { changes: [] }, /^pass: /],
  [
    "changes-attributable",
    {},
    { changes: [change({}, { count: 3 })] },
    /^fail: Without a person: PutSecretValue by role ci, 3 times, last on 2026-11-22/,
  ],
  [
    "changes-attributable",
    {},
    { changes: [change({ kind: "user", words: "user bob" })] },
    /user bob by an access key/,
  ],
  [
    "changes-attributable",
    {},
    { changes: [change({ roleName: "AWSReservedSSO_Admin_1" })] },
    /^pass: /,
  ],
  ["changes-attributable", {}, { changes: [change({}, { typed: name })] }, /^fail: /],
  ["changes-attributable", {}, { changes: [change({}, { typed: arn.slice(0, -7) })] }, /^fail: /],
  // That was an earlier secret of this name.
  [
    "changes-attributable",
    { createdMs: ago(2) },
    { changes: [change({}, { typed: name })] },
    /^pass: /,
  ],
  ["changes-attributable", {}, { changes: [], ...unread }, /^not assessed: /],
  ["changes-here", {}, { outside: [] }, /^not assessed: This console has no ledger yet/],
  [
    "changes-here",
    {},
    { trail: trailOf({}), ledgerBeganMs: ago(30) },
    /^pass: No change since this console's ledger began on 2026-10-26 UTC was made elsewhere/,
  ],
  ["changes-here", {}, { trail: trailOf({}), ledgerBeganMs: ago(300) }, /^pass: .* in 90 days/],
  [
    "changes-here",
    {},
    { trail: trailOf({ outside: [change({}, { count: 2 })] }), ledgerBeganMs: ago(30) },
    /^fail: Not made here: PutSecretValue by role ci, 2 times/,
  ],
  [
    "changes-here",
    {},
    { trail: trailOf(unread), ledgerBeganMs: ago(30) },
    /^not assessed: CloudTrail is read back to/,
  ],
  ["previous-unread", {}, { reads: [] }, /^left out: never rotated/],
  [
    "previous-unread",
    { ...rotated, labels: '{"v1":["AWSCURRENT"]}' },
    { reads: [] },
    /^left out: no version is AWSPREVIOUS/,
  ],
  ["previous-unread", rotated, { reads: [read()] }, /^pass: Rotated on 2026-11-05 UTC/],
  [
    "previous-unread",
    rotated,
    { reads: [read({ stagingLabel: "AWSPREVIOUS" })] },
    /^fail: .* by role app \(2026-11-23 12:00:00 UTC\)/,
  ],
  ["previous-unread", rotated, { reads: [read({ versionId: "v1" })] }, /^fail: /],
  ["previous-unread", rotated, { reads: [read({ versionId: "v2" })] }, /^pass: /],
  [
    "previous-unread",
    rotated,
    { reads: [read({ stagingLabel: "AWSPREVIOUS", atMs: ago(14) })] },
    /^pass: /,
  ],
  [
    "previous-unread",
    rotated,
    { reads: [read({ stagingLabel: "AWSPREVIOUS", actor: ownFunction })] },
    /^pass: /,
  ],
  [
    "previous-unread",
    { ...rotated, lastRotatedMs: ago(6) },
    { covered: undefined },
    /^pass: .* 7 days are not over/,
  ],
  // Read back to five days ago, and thirteen are in question.
  ["previous-unread", rotated, unread, /^not assessed: CloudTrail is read back/],
  ["read-by-others", {}, { reads: [read()] }, /^left out: no rotation function/],
  ["read-by-others", rotated, { reads: [] }, /^left out: nobody read it in 90 days/],
  [
    "read-by-others",
    rotated,
    { reads: [read({ actor: ownFunction }), read()] },
    /^pass: Read by role app/,
  ],
  [
    "read-by-others",
    rotated,
    { reads: [read({ actor: ownFunction })] },
    /^fail: In 90 days only its rotation/,
  ],
  [
    "read-by-others",
    rotated,
    { reads: [read({ actor: ownFunction })], ...unread },
    /^not assessed: No other reader is known/,
  ],
  [
    "read-by-others",
    { ...rotated, primaryRegion: "eu-west-1" },
    { reads: [read({ actor: ownFunction })] },
    /^not assessed: .*replicas/,
  ],
  ["no-label-left", {}, {}, /^left out: no labels besides AWS's own/],
  ["no-label-left", { labels: '{"v2":["AWSCURRENT","blue"]}' }, {}, /^pass: /],
  [
    "no-label-left",
    { labels: '{"v2":["AWSCURRENT"],"v0":["blue","a\\"b"]}' },
    {},
    /^fail: .*blue, a"b on version v0/,
  ],
  ["tags-as-demanded", { tags: [] }, {}, /^left out: nothing of it demanded/],
  ["tags-as-demanded", {}, {}, /^fail: class=confidential demands the tag vendor; it has none/],
  [
    "tags-as-demanded",
    { tags: [tag, { key: "vendor", value: "other" }] },
    {},
    /^fail: .* to be none or acme; it is other/,
  ],
  ["tags-as-demanded", { tags: [tag, { key: "vendor", value: "acme" }] }, {}, /^pass: /],
])("%s, case %#", (control, secret, facts, expected) => {
  expect(verdict(control, secret, facts)).toMatch(expected);
});

describe("a secret that is gone", () => {
  const gone = { ...place, arn, name };
  const judge = (control: ControlId, trail: Partial<PlaceTrail>) => {
    const facts = { ...noFacts(NOW), trail: trailOf(trail) };
    const assessment = new ControlAssessment(facts, settings, {
      isKept: (of) => of === control,
      most: 9,
    });
    for (const one of goneSecrets(facts.trail, [], [{ ...place, isComplete: true }]))
      assessment.addGone(one);
    return assessment.secrets.map((one) => `${one.isGone} ${one.verdict}: ${one.reason}`).join();
  };

  it("is known by its deletion, unless a list has it or was not finished", () => {
    const trail = trailOf({ ends: [deletion({ isForced: true })] });
    const listed = [{ ...place, isComplete: true }];
    expect(goneSecrets(trail, [], listed)).toEqual([gone]);
    expect(goneSecrets(trail, [row()], listed)).toEqual([]);
    expect(goneSecrets(trail, [], [{ ...place, isComplete: false }])).toEqual([]);
    expect(
      goneSecrets(trailOf({ ends: [deletion({ typed: name, arn: undefined })] }), [], listed),
    ).toEqual([]);
  });

  it("fails by force, and by who did it; what demanded more days is not known", () => {
    const forced = { ends: [deletion({ isForced: true })], changes: [change({})] };
    expect(judge("no-forced-deletion", forced)).toMatch(/^true fail: Deleted without recovery/);
    expect(judge("deletion-window", forced)).toMatch(/^true fail: /);
    expect(judge("changes-attributable", forced)).toMatch(/^true fail: /);
    const short = { ends: [deletion({ windowDays: 7 })] };
    expect(judge("no-forced-deletion", short)).toMatch(/^true pass: /);
    expect(judge("deletion-window", short)).toMatch(/^true not assessed: It had 7 days/);
    expect(judge("deletion-window", { ends: [deletion()] })).toMatch(/^true pass: /);
    expect(judge("in-use", forced)).toBe("");
  });

  it("is left out where the service that managed it deleted it", () => {
    const own = { ends: [deletion({ isForced: true, isByService: true })] };
    expect(judge("no-forced-deletion", own)).toBe("");
  });
});

test.each<[Partial<Actors>, boolean]>([
  [{ kind: "person" }, true],
  [{ kind: "aws" }, true],
  [{ kind: "role", roleName: "AWSReservedSSO_Admin_1" }, true],
  [{ kind: "user", source: "aws console" }, true],
  [{ kind: "user", source: "cli" }, false],
  [{ kind: "role", roleName: "deployer" }, false],
  [{ kind: "root" }, false],
  [{ kind: "unknown" }, false],
])("attribution of %o is %s", (actor, expected) => {
  expect(isAttributable({ kind: "role", words: "", source: "sdk", ...actor })).toBe(expected);
});

describe("whatever was recorded", () => {
  const moments = fc.integer({ min: 0, max: 120 }).map(ago);
  const typed = fc.constantFrom(arn, arn.slice(0, -7), name, "app/other");
  const actors = fc.constantFrom(app, ownFunction, { ...app, kind: "person" as const });
  const trails = fc.record({
    ends: fc.array(
      fc.record({
        typed,
        atMs: moments,
        name: fc.constantFrom("DeleteSecret" as const, "RestoreSecret" as const),
        who: fc.constant("somebody"),
        isByService: fc.boolean(),
        isForced: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
    reads: fc.array(
      fc.record(
        { typed, atMs: moments, actor: actors, stagingLabel: fc.constantFrom("AWSPREVIOUS") },
        { requiredKeys: ["typed", "atMs", "actor"] },
      ),
      { maxLength: 4 },
    ),
    changes: fc.array(
      fc.record({ typed, atMs: moments, actor: actors, name: fc.constant("X"), count: fc.nat() }),
      { maxLength: 4 },
    ),
  });
  const rows = fc.record(
    {
      createdMs: moments,
      deletionRequestedMs: moments,
      lastRotatedMs: moments,
      rotationFunctionArn: fc.constant(functionArn),
      tags: fc.constantFrom([], [tag]),
    },
    { requiredKeys: ["createdMs"] },
  );
  const judged = (
    secret: Partial<InventoryRow>,
    trail: Partial<PlaceTrail>,
    exceptions = false,
  ) => {
    const facts = { ...noFacts(NOW), trail: trailOf(trail) };
    const all = { isKept: () => true, most: 99 };
    const controls: ControlId[] = [
      "no-forced-deletion",
      "deletion-window",
      "restores-approved",
      "changes-attributable",
      "previous-unread",
      "read-by-others",
    ];
    const given = controls.map((control) => ({
      control,
      secret: { arn },
      reason: "is being moved",
      expires: "2027-01-01",
    }));
    const assessment = new ControlAssessment(
      facts,
      { ...settings, exceptions: exceptions ? given : [] },
      all,
    );
    assessment.add(row(secret));
    const results = assessment.results([{ ...place, isComplete: true }]);
    return results.filter(({ control }) => controls.includes(control));
  };

  it("is counted once or left out, and what fails with less of the trail fails with all of it", () => {
    fc.assert(
      fc.property(rows, trails, (secret, trail) => {
        const known = judged(secret, trail);
        const half = judged(secret, { ...trail, covered: unread.covered });
        for (const [at, { counts, population, leftOut, control }] of known.entries()) {
          const sum = Object.values(counts).reduce((a, b) => a + b, 0);
          expect(sum).toBe(population);
          expect(population + Object.values(leftOut).reduce((a, b) => a + b, 0)).toBe(1);
          // Only "nobody else read it" is a finding that needs to have seen everything.
          if (half[at]?.verdict === "fail") expect(known[at]?.verdict).toBe("fail");
          if (counts.fail > 0 && control !== "read-by-others")
            expect(half[at]?.verdict).toBe("fail");
        }
      }),
    );
  });

  it("never passes a control as a whole while CloudTrail is not read", () => {
    fc.assert(
      fc.property(rows, trails, (secret, trail) => {
        for (const { verdict: is, reason } of judged(secret, { ...trail, ...unread })) {
          expect(["fail", "not assessed"]).toContain(is);
          expect(reason).toContain("1 of 1 Regions without 90 days of CloudTrail");
        }
      }),
    );
  });

  it("is excepted wherever it would have been judged", () => {
    fc.assert(
      fc.property(rows, trails, (secret, trail) => {
        for (const { counts, population } of judged(secret, trail, true))
          expect(counts.excepted).toBe(population);
      }),
    );
  });
});
