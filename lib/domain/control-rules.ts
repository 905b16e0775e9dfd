import { maxDays, policyOf } from "./change-policy";
import { type ControlRule, day, managed, notOurs, pendingDeletion, replica } from "./control-rule";
import { hasDefaultKey, unreadSinceMs, valueWrittenMs } from "./inventory-row";
import { lookedRules } from "./looked-rules";
import { standingOf } from "./rotation-standing";
import { isOverdue } from "./rotation-state";
import { trailRules } from "./trail-rules";

const DAY_MS = 86_400_000;

const rotationEnabled: ControlRule = {
  control: "rotation-enabled",
  title: "Rotation is enabled",
  leavesOut: notOurs,
  // Rules stay after rotation was turned off, so they prove nothing (facts 1.2).
  judge: (row) => {
    if (row.rotationEnabled === true) return ["pass", () => "RotationEnabled is true."];
    if (row.hasRules) return ["fail", () => "Rotation is off, but old rules remain."];
    return ["fail", () => "Rotation was never configured, or was turned off."];
  },
};

const rotatesOnSchedule: ControlRule = {
  control: "rotates-on-schedule",
  title: "Rotation keeps its schedule",
  leavesOut: (row) => notOurs(row) ?? (row.rotationEnabled ? undefined : "rotation not enabled"),
  judge: (row, { lastRuns, nowMs }) => {
    if (isOverdue(row, nowMs)) {
      return ["fail", () => `Next rotation was due by ${day(row.nextRotationMs ?? nowMs)}.`];
    }
    const { word } = standingOf(row, lastRuns(row), nowMs);
    if (word === "failed") return ["fail", () => "The last rotation failed."];
    if (word === "stuck") return ["fail", () => "A rotation is stuck with AWSPENDING."];
    const { nextRotationMs } = row;
    if (nextRotationMs === undefined) return ["not assessed", () => "AWS names no next rotation."];
    return ["pass", () => `Next rotation by ${day(nextRotationMs)}.`];
  },
};

const notStuck: ControlRule = {
  control: "not-stuck",
  title: "No rotation is stuck with AWSPENDING",
  leavesOut: notOurs,
  judge: (row, { lastRuns, nowMs }) =>
    standingOf(row, lastRuns(row), nowMs).word === "stuck"
      ? ["fail", () => `AWSPENDING stays on version ${row.pendingVersionId}.`]
      : ["pass", () => "No AWSPENDING was left behind."],
};

const inUse: ControlRule = {
  control: "in-use",
  title: "The secret is used",
  leavesOut: (row) => pendingDeletion(row) ?? replica(row),
  // AWS gives a day, and no name: a rotation function's read counts as well (facts 1.2).
  judge: (row, { nowMs }, { unusedDays }) => {
    const since = unreadSinceMs(row);
    const said = () =>
      row.lastReadMs === undefined
        ? `Never read here since its creation on ${day(since)}.`
        : `Last read on ${day(since)}.`;
    return [nowMs - since > unusedDays * DAY_MS ? "fail" : "pass", said];
  },
};

const changedInTime: ControlRule = {
  control: "changed-in-time",
  title: "The value is changed as often as its policy asks",
  leavesOut: (row, { policies }) =>
    notOurs(row) ?? (policyOf(row, policies) ? undefined : "no policy for its tags"),
  judge: (row, { nowMs }, { policies }) => {
    const policy = policyOf(row, policies);
    if (!policy) return ["not assessed", () => "No policy for its tags."];
    const limit = `${policy.maxAgeDays} days${policy.grace > 1 ? ` × ${policy.grace}` : ""}`;
    const oldest = nowMs - maxDays(policy) * DAY_MS;
    const { notBefore, notAfter } = valueWrittenMs(row);
    if (!row.labels.includes('"AWSCURRENT"'))
      return ["not assessed", () => "It holds no value yet."];
    if (notBefore >= oldest)
      return ["pass", () => `Changed on ${day(notBefore)} or later: ${limit}.`];
    if (notAfter < oldest) return ["fail", () => `Not changed since ${day(notAfter)}: ${limit}.`];
    return [
      "not assessed",
      () =>
        `Changed between ${day(notBefore)} and ${day(notAfter)}; a list does not date AWSCURRENT.`,
    ];
  },
};

const hasOwner: ControlRule = {
  control: "has-owner",
  title: "The secret is tagged with its owner",
  leavesOut: notOurs,
  judge: ({ owner }) =>
    owner?.trim() ? ["pass", () => `Owner: ${owner}.`] : ["fail", () => "No tag names an owner."],
};

const customerManagedKey: ControlRule = {
  control: "customer-managed-key",
  title: "The key is managed by the customer",
  // A replica has a key of its own, so it is judged like any other (facts 2.5).
  leavesOut: (row) => pendingDeletion(row) ?? managed(row),
  judge: (row) =>
    hasDefaultKey(row)
      ? ["fail", () => "Encrypted with aws/secretsmanager."]
      : ["pass", () => `Encrypted with ${row.kmsKeyId}.`],
};

const described: ControlRule = {
  control: "described",
  title: "The secret says what it is for",
  leavesOut: notOurs,
  judge: ({ description }) =>
    description?.trim()
      ? ["pass", () => "It has a description."]
      : ["fail", () => "It has no description."],
};

/** The catalogue, in its order. The first ones are AWS Config's questions (facts, AWS Config). */
export const controlRules: readonly ControlRule[] = [
  rotationEnabled,
  rotatesOnSchedule,
  inUse,
  changedInTime,
  customerManagedKey,
  hasOwner,
  notStuck,
  described,
  ...lookedRules,
  ...trailRules,
];
