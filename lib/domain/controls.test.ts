import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ControlException } from "./control-settings";
import { ControlAssessment, isExpired, verdicts } from "./controls";
import { noFacts } from "./controls.test-support";
import type { InventoryRow } from "./inventory-row";
import type { LastRuns } from "./rotation-standing";

const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-11-25T12:00:00Z");
const place = { accountId: "111122223333", region: "eu-west-1" };
const policy = { tag: { key: "class", value: "confidential" }, maxAgeDays: 90, grace: 1.2 };

function row(id: number, more: Partial<InventoryRow> = {}): InventoryRow {
  const name = `app/${id}`;
  return {
    ...place,
    arn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-abcdef`,
    name,
    tags: [policy.tag],
    createdMs: NOW - 400 * DAY_MS,
    hasRules: false,
    labels: '{"v1":["AWSCURRENT"]}',
    search: name,
    ...more,
  };
}

const whole = [{ ...place, isComplete: true }];

function assess(
  rows: InventoryRow[],
  exceptions: ControlException[] = [],
  lastRuns?: ReadonlyMap<string, LastRuns>,
  places = whole,
) {
  const assessment = new ControlAssessment(
    { ...noFacts(NOW), lastRuns: ({ arn }) => lastRuns?.get(arn) },
    {
      policies: [policy],
      unusedDays: 90,
      assessedDays: 7,
      previousDays: 7,
      demands: [],
      exceptions,
    },
    { isKept: () => true, most: Number.POSITIVE_INFINITY },
  );
  for (const one of rows) assessment.add(one);
  const results = assessment.results(places);
  const kept = results.map(({ control }) =>
    assessment.secrets.filter((secret) => secret.control === control),
  );
  for (const [at, { counts }] of results.entries())
    for (const verdict of verdicts)
      expect(kept[at]?.filter((one) => one.verdict === verdict)).toHaveLength(counts[verdict]);
  return new Map(results.map((result) => [result.control, result]));
}

const daysAgo = fc.integer({ min: -40, max: 400 }).map((days) => NOW - days * DAY_MS);
const anyRow = fc.record(
  {
    rotationEnabled: fc.boolean(),
    nextRotationMs: daysAgo,
    lastRotatedMs: daysAgo,
    lastChangedMs: daysAgo,
    lastReadMs: daysAgo,
    owner: fc.constantFrom("", "payments"),
    owningService: fc.constant("rds"),
    primaryRegion: fc.constantFrom("eu-west-1", "us-east-1"),
    deletionRequestedMs: daysAgo,
    pendingVersionId: fc.constant("v2"),
    kmsKeyId: fc.constantFrom("alias/aws/secretsmanager", "key-1"),
    tags: fc.constantFrom([], [policy.tag]),
  },
  { requiredKeys: [] },
);
const estate = fc.array(anyRow, { maxLength: 12 }).map((rows) => rows.map((r, id) => row(id, r)));

describe("every estate", () => {
  it("counts each secret once, in one verdict or left out", () => {
    fc.assert(
      fc.property(estate, (rows) => {
        for (const { counts, population, leftOut } of assess(rows).values()) {
          const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
          expect(sum(Object.values(counts))).toBe(population);
          expect(population + sum(Object.values(leftOut))).toBe(rows.length);
        }
      }),
    );
  });

  it("never passes an excepted secret, and never excepts by what expired", () => {
    fc.assert(
      fc.property(estate, fc.integer({ min: -3, max: 3 }), fc.boolean(), (rows, days, byArn) => {
        const expires = new Date(NOW + days * DAY_MS).toISOString().slice(0, 10);
        const exceptions = rows.map(({ arn, name }): ControlException => {
          const secret = byArn ? { arn } : { ...place, name };
          return { control: "has-owner", secret, reason: "is being moved", expires };
        });
        const result = assess(rows, exceptions).get("has-owner");
        expect(result?.counts.excepted).toBe(days >= 0 ? result?.population : 0);
        expect(result?.exceptions.every((one) => one.isExpired === days < 0)).toBe(true);
      }),
    );
  });

  it("shows no pass while a Region is silent", () => {
    fc.assert(
      fc.property(estate, (rows) => {
        const places = [place, { ...place, region: "us-east-1" }];
        const half = places.map((one, index) => ({ ...one, isComplete: index === 0 }));
        for (const { verdict, counts, reason } of assess(rows, [], undefined, half).values()) {
          expect(verdict).toBe(counts.fail > 0 ? "fail" : "not assessed");
          expect(reason).toContain("1 of 2 Regions");
        }
      }),
    );
  });
});

describe("one secret", () => {
  const verdict = (
    control: string,
    more: Partial<InventoryRow>,
    lastRuns?: ReadonlyMap<string, LastRuns>,
  ) =>
    [...assess([row(1, more)], [], lastRuns).values()].find((one) => one.control === control)
      ?.verdict;

  it("is not rotating because rules were left behind", () => {
    expect(verdict("rotation-enabled", { hasRules: true, rotationEnabled: false })).toBe("fail");
    expect(verdict("rotation-enabled", { rotationEnabled: true })).toBe("pass");
  });

  it("breaks its schedule by a date in the past or a failure", () => {
    const next = { rotationEnabled: true, nextRotationMs: NOW + DAY_MS };
    const { arn } = row(1);
    const lastRuns = new Map([[arn, { failures: 1, failedMs: NOW - DAY_MS }]]);
    expect(verdict("rotates-on-schedule", next)).toBe("pass");
    expect(verdict("rotates-on-schedule", next, lastRuns)).toBe("fail");
    expect(verdict("rotates-on-schedule", { ...next, nextRotationMs: NOW - 1 })).toBe("fail");
  });

  it("is judged by AWSCURRENT's date, and by none that only may be it", () => {
    const changed = { lastChangedMs: NOW - DAY_MS };
    const rotated = (days: number) => {
      const lastRotatedMs = NOW - days * DAY_MS;
      return { lastRotatedMs, lastChangedMs: lastRotatedMs };
    };
    expect(verdict("changed-in-time", changed)).toBe("not assessed");
    // 90 days × 1.2
    expect(verdict("changed-in-time", rotated(108))).toBe("pass");
    expect(verdict("changed-in-time", rotated(109))).toBe("fail");
    expect(verdict("changed-in-time", { lastRotatedMs: NOW - DAY_MS })).toBe("pass");
    expect(verdict("changed-in-time", {})).toBe("fail");
  });

  it("is used by a read, its key and its stuck label told apart", () => {
    expect(verdict("in-use", { lastReadMs: NOW - 91 * DAY_MS })).toBe("fail");
    expect(verdict("in-use", { lastReadMs: NOW - 90 * DAY_MS })).toBe("pass");
    expect(verdict("customer-managed-key", {})).toBe("fail");
    expect(verdict("customer-managed-key", { kmsKeyId: "key-1" })).toBe("pass");
    expect(verdict("not-stuck", { pendingVersionId: "v2" })).toBe("fail");
  });
});

it("keeps an exception in force to the end of its UTC day", () => {
  const end = Date.parse("2026-11-26T00:00:00Z");
  expect(isExpired({ expires: "2026-11-25" }, end - 1)).toBe(false);
  expect(isExpired({ expires: "2026-11-25" }, end)).toBe(true);
});
