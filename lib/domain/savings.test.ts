import { expect, test } from "vitest";
import type { Saving } from "./costs";
import { parseFilter } from "./inventory-filter";
import { matcherOf } from "./inventory-match";
import { type InventoryRow, searchText } from "./inventory-row";
import { priceBook } from "./prices";
import { SavingsFinder } from "./savings";

const accountId = "111122223333";
const now = Date.parse("2026-11-25T12:00:00Z");
const day = 86_400_000;
const prices = priceBook({ overrides: [], listed: [] });
const context = { nowMs: now, accountName: () => "production", prices };
const places = new Set([`${accountId}/eu-west-1`, `${accountId}/us-east-1`]);

function row(name: string, more: Partial<InventoryRow> = {}): InventoryRow {
  const region = more.region ?? "eu-west-1";
  const suffix = more.primaryRegion ? name : name.replace(/\W/g, "").padEnd(6, "x").slice(0, 6);
  return {
    accountId,
    region,
    arn: `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${suffix.slice(0, 6)}`,
    name,
    tags: [],
    createdMs: now - 200 * day,
    // Read today: nothing but what a test says about it can be saved.
    lastReadMs: now - day,
    hasRules: false,
    labels: "{}",
    search: searchText(name, undefined, []),
    ...more,
  };
}

/** The replica of a row in another Region: the same ARN but for the Region (facts 2.5). */
function replicaOf(primary: InventoryRow, more: Partial<InventoryRow> = {}): InventoryRow {
  const arn = primary.arn.replace(primary.region, "us-east-1");
  return { ...primary, arn, region: "us-east-1", primaryRegion: primary.region, ...more };
}

function found(rows: readonly InventoryRow[], readByRotationOnly = new Set<string>()): Saving[] {
  const finder = new SavingsFinder({ context, month: "2026-11", prices, readByRotationOnly });
  for (const one of rows) finder.add(one);
  const first = finder.found(places);
  expect(finder.found(places), "asked again, it says the same").toEqual(first);
  return first;
}

/** The rows that one sees after a click on the line. */
function shown(saving: Saving | undefined, rows: readonly InventoryRow[]): string[] {
  const test = matcherOf(parseFilter(saving?.filter ?? "").terms, context);
  return rows.filter(test).map(({ name }) => name);
}

const tagged = (value: string) => ({ tags: [{ key: "Purpose", value }] });
const pending = { deletionRequestedMs: now - day };
const fn = "arn:aws:lambda:eu-west-1:111122223333:function:rotate";

test("a secret in use saves nothing, and neither does one that is going already", () => {
  const unused = { lastReadMs: undefined, ...pending };
  expect(
    found([row("used"), replicaOf(row("copied")), row("copied"), row("going", unused)]),
  ).toEqual([]);
});

// Facts 6.1: $0.40 a secret or replica a month, whoever reads it.
test.each([
  ["never-read", [row("idle", { lastReadMs: undefined })], ["idle"], "4.80"],
  ["unread", [row("left", { lastReadMs: now - 120 * day })], ["left"], "4.80"],
  [
    "unread-replicas",
    [row("spare"), replicaOf(row("spare"), { lastReadMs: undefined })],
    ["spare"],
    "4.80",
  ],
  ["orphans", [replicaOf(row("alone"))], ["alone"], "4.80"],
  [
    "duplicates",
    [row("a", tagged("mail")), row("b", tagged("mail")), row("c", tagged("mail"))],
    ["b", "c"],
    "9.60",
  ],
  ["dead-rotation", [row("off", { rotationFunctionArn: fn })], ["off"], "0.00"],
  [
    "dead-rotation",
    [row("never", { rotationFunctionArn: fn, rotationEnabled: true })],
    ["never"],
    "0.00",
  ],
])("%s: %#", (id, rows, names, yearlyUsd) => {
  const savings = found(rows);
  expect(savings).toMatchObject([{ id, count: names.length, yearlyUsd }]);
  expect(shown(savings[0], rows)).toEqual(expect.arrayContaining(names));
});

test("a secret that only its own rotation reads is one, with what CloudTrail shows", () => {
  const rotated = row("self", {
    rotationFunctionArn: fn,
    rotationEnabled: true,
    lastRotatedMs: now - day,
  });
  expect(found([rotated, row("other")], new Set([rotated.arn]))).toMatchObject([
    { id: "rotation-only", count: 1, yearlyUsd: "4.80", filter: "named:self" },
  ]);
});

test("a replica is no orphan where its primary stands, or could not be seen", () => {
  const primary = row("there");
  expect(found([primary, replicaOf(primary)])).toEqual([]);
  const unseen = replicaOf(row("unseen", { region: "ap-south-1" }));
  expect(found([unseen])).toEqual([]);
  expect(found([{ ...primary, ...pending }, replicaOf(primary)])).toMatchObject([
    { id: "orphans", count: 1 },
  ]);
});

test("the same purpose elsewhere is no duplicate", () => {
  const here = row("a", tagged("mail"));
  expect(found([here, row("b", { ...tagged("mail"), region: "us-east-1" })])).toEqual([]);
  expect(found([here, row("b", { ...tagged("mail"), accountId: "444455556666" })])).toEqual([]);
});

test("more names than an address holds are counted all and shown in part", () => {
  const rows = Array.from({ length: 45 }, (_, at) => row(`same-${at}`, tagged("mail")));
  const [saving] = found(rows);
  expect(saving).toMatchObject({ id: "duplicates", count: 44, yearlyUsd: "211.20", isCut: true });
  expect(shown(saving, rows)).toHaveLength(30);
});
