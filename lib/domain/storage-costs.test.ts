import { expect, test } from "vitest";
import { monthStartMs } from "./billing-month";
import { type InventoryRow, searchText } from "./inventory-row";
import { listPrices, priceBook } from "./prices";
import { livesOf, type PlacedEvent } from "./secret-life";
import {
  addPast,
  billingOf,
  callsUsd,
  KeyTally,
  keyRequestsUsd,
  monthWindow,
  rowHours,
  rowMonthUsd,
  StorageTally,
  storageKind,
} from "./storage-costs";
import type { TrailEvent } from "./trail-event";
import { usdText } from "./usd";

const place = { accountId: "111122223333", region: "us-east-1" };
const arnOf = (name: string, region = place.region) =>
  `arn:aws:secretsmanager:${region}:111122223333:secret:${name}-AbCdEf`;

function row(name: string, created: string, more: Partial<InventoryRow> = {}): InventoryRow {
  const { region } = { ...place, ...more };
  return {
    ...place,
    arn: arnOf(name, region),
    name,
    tags: [],
    createdMs: Date.parse(created),
    hasRules: false,
    labels: "{}",
    search: searchText(name, undefined, []),
    ...more,
  };
}

function event(name: string, at: string, more: Partial<TrailEvent> = {}): PlacedEvent {
  const actor = { kind: "role" as const, words: "role app", source: "sdk" as const };
  const common = { eventId: `${name} ${at}`, at, name, isServiceEvent: false, readOnly: false };
  return { ...place, event: { ...common, actor, secretArn: arnOf("db"), ...more } };
}

/** What a month costs, in dollars as text: secrets, replicas. */
function month(
  rows: InventoryRow[],
  events: PlacedEvent[],
  name: string,
  until?: string,
): [string, string] {
  const window = monthWindow(name, until ? Date.parse(until) : undefined);
  const lives = livesOf(rows, events, () => monthStartMs("2020-01"));
  const tally = new StorageTally();
  for (const one of rows) {
    const hours = rowHours(one, lives, window);
    if (hours > 0) tally.add(one.region, storageKind(one), hours);
  }
  for (const past of lives.past) addPast(tally, past, window);
  const usd = (kind: "secrets" | "replicas") => usdText(tally.usd(kind, name, listPrices));
  return [usd("secrets"), usd("replicas")];
}

const old = "2025-01-01T00:00:00.000Z";

// "$0.40 per secret per month", pricing page as quoted 2026-09-20 (facts 6.1).
test("a secret that is there all month costs the month's price, whatever its length", () => {
  for (const name of ["2026-02", "2028-02", "2026-11", "2026-12"]) {
    expect(month([row("db", old)], [], name)).toEqual(["0.40", "0.00"]);
  }
});

// "prorated based on the number of hours" (facts 6.1, older copy of the pricing page).
test("a secret made in mid-month costs its hours, leap day included", () => {
  expect(month([row("db", "2026-11-16T00:00:00Z")], [], "2026-11")[0]).toBe("0.20");
  // 24 of 696 hours.
  expect(month([row("db", "2028-02-29T00:00:00Z")], [], "2028-02")[0]).toBe("0.013793103448");
  expect(month([row("db", "2026-11-30T23:59:59.999Z")], [], "2026-11")[0]).toBe("0.000555555556");
  expect(month([row("db", "2026-12-01T00:00:00Z")], [], "2026-11")[0]).toBe("0.00");
});

// Hours are begun whole: which way AWS rounds is not documented, and it is $0.0006 either way.
test("what is created and deleted in the same hour costs that hour", () => {
  const events = [
    event("CreateSecret", "2026-11-10T10:05:00Z", { secretArn: undefined, secretAsTyped: "db" }),
    event("DeleteSecret", "2026-11-10T10:50:00Z", { withoutRecovery: true }),
  ];
  expect(month([], events, "2026-11")[0]).toBe("0.000555555556");
  expect(month([], events, "2026-10")[0]).toBe("0.00");
});

// "You aren't charged for secrets marked for deletion" (manage_delete-secret.md, facts 2.3).
test("nothing while deletion is pending, and on again after a restore", () => {
  const deleted = event("DeleteSecret", "2026-11-11T00:00:00Z");
  const restored = event("RestoreSecret", "2026-11-21T00:00:00Z");
  const pending = row("db", old, { deletionRequestedMs: Date.parse("2026-11-11T00:00:00Z") });
  expect(month([pending], [deleted], "2026-11")[0]).toBe("0.133333333333");
  expect(month([pending], [deleted], "2026-12")[0]).toBe("0.00");
  expect(month([row("db", old)], [deleted, restored], "2026-11")[0]).toBe("0.266666666667");
});

test("a restore on the last day resumes for that day alone", () => {
  const deleted = event("DeleteSecret", "2026-11-01T00:00:00Z");
  const restored = event("RestoreSecret", "2026-11-30T00:00:00Z");
  // 24 of 720 hours.
  expect(month([row("db", old)], [deleted, restored], "2026-11")[0]).toBe("0.013333333333");
});

test("a restore whose event has not arrived counts from the change that AWS dates", () => {
  const deleted = event("DeleteSecret", "2026-11-01T00:00:00Z");
  const back = row("db", old, { lastChangedMs: Date.parse("2026-11-30T00:00:00Z") });
  expect(month([back], [deleted], "2026-11")[0]).toBe("0.013333333333");
});

// "Each replica secret is billed as a secret of its own" (facts 6.1).
test("a replica costs as much as a secret, until it is removed in mid-month", () => {
  const added = event("ReplicateSecretToRegions", "2026-10-01T00:00:00Z", {
    replicasAdded: ["eu-west-1"],
  });
  const removed = event("RemoveRegionsFromReplication", "2026-11-16T00:00:00Z", {
    replicasRemoved: ["eu-west-1"],
  });
  const primary = row("db", old, { primaryRegion: "us-east-1" });
  expect(month([primary], [added, removed], "2026-10")).toEqual(["0.40", "0.40"]);
  expect(month([primary], [added, removed], "2026-11")).toEqual(["0.40", "0.20"]);
  const copy = row("db", "2026-10-01T00:00:00Z", {
    region: "eu-west-1",
    primaryRegion: "us-east-1",
  });
  expect(month([primary, copy], [added], "2026-11")).toEqual(["0.40", "0.40"]);
});

test("a copy that failed to be made is not charged", () => {
  const added = event("ReplicateSecretToRegions", "2026-10-01T00:00:00Z", {
    replicasAdded: ["eu-west-1"],
  });
  expect(month([row("db", old)], [added], "2026-11")).toEqual(["0.40", "0.00"]);
});

test("a name that was used twice makes two secrets with a gap between", () => {
  const second = `${arnOf("db").slice(0, -6)}ZyXwVu`;
  const events = [
    event("CreateSecret", "2026-11-01T00:00:00Z", { secretArn: undefined, secretAsTyped: "db" }),
    event("DeleteSecret", "2026-11-07T00:00:00Z", { withoutRecovery: true }),
    event("CreateSecret", "2026-11-13T00:00:00Z", { secretArn: undefined, secretAsTyped: "db" }),
    event("DeleteSecret", "2026-11-19T00:00:00Z", { secretArn: second }),
  ];
  expect(month([], events, "2026-11")[0]).toBe("0.16");
});

test("a failed DeleteSecret changes nothing", () => {
  const refused = event("DeleteSecret", "2026-11-11T00:00:00Z", { errorCode: "AccessDenied" });
  expect(month([row("db", old)], [refused], "2026-11")[0]).toBe("0.40");
});

test("this month so far is the hours until now", () => {
  expect(month([row("db", old)], [], "2026-11", "2026-11-16T00:00:00Z")[0]).toBe("0.20");
});

// RDS and Aurora secrets "are charged" (integrating-AUR); of others nobody says so (facts 6.1).
test("secrets of other services and external ones are a figure of their own", () => {
  expect(billingOf({ owningService: "rds" })).toBe("charged");
  expect(billingOf({ owningService: "events" })).toBe("unknown");
  expect(billingOf({ externalType: "SalesforceClientSecret" })).toBe("unknown");
  expect(month([row("db", old, { owningService: "events" })], [], "2026-11")[0]).toBe("0.00");
  expect(rowMonthUsd(row("db", old, { owningService: "events" }), "2026-11", listPrices)).toBe(
    undefined,
  );
});

// "$1 per key-month … 20,000 free requests per month, then $0.03 per 10,000" (intro.md, facts 6.1).
test("a customer key that many secrets share is one key", () => {
  const keys = new KeyTally();
  const key = "arn:aws:kms:us-east-1:111122223333:key/0000-1";
  keys.add(row("a", old, { kmsKeyId: key }));
  keys.add(row("b", old, { kmsKeyId: "0000-1" }));
  keys.add(row("c", old, { kmsKeyId: "alias/aws/secretsmanager" }));
  keys.add(row("d", old));
  expect(keys.count).toBe(1);
  expect(usdText(keys.usd(monthWindow("2026-11"), listPrices))).toBe("1.00");
  keys.add(row("e", "2026-11-16T00:00:00Z", { kmsKeyId: "alias/pay" }));
  expect(usdText(keys.usd(monthWindow("2026-11"), listPrices))).toBe("1.50");
});

test("key requests are free up to 20,000 a month", () => {
  const usd = (requests: number) =>
    usdText(keyRequestsUsd(requests, "us-east-1", "2026-11", listPrices) ?? -1n);
  expect([0, 20_000, 20_001, 30_000].map(usd)).toEqual(["0.00", "0.00", "0.000003", "0.03"]);
});

// "$0.05 per 10,000 API calls"; no operation is named as free (facts 6.1).
test("calls cost five cents per ten thousand", () => {
  expect(usdText(callsUsd(10_000, "us-east-1", "2026-11", listPrices) ?? -1n)).toBe("0.05");
});

test("prices: the settings win, months keep the price of their time, and nobody guesses China", () => {
  const book = priceBook({
    overrides: [
      { since: "2026-01-01", secretMonthUsd: "0.36" },
      { since: "2026-12-01", secretMonthUsd: "0.30", regions: ["us-east-1"] },
    ],
    listed: [],
  });
  const usd = (region: string, name: string) => book.sheet(region, name)?.secretMonthUsd;
  expect(usd("us-east-1", "2026-11")).toBe("0.36");
  expect(usd("us-east-1", "2026-12")).toBe("0.30");
  expect(usd("eu-west-1", "2026-12")).toBe("0.36");
  expect(book.sheet("us-east-1", "2026-12")).toMatchObject({
    source: "settings",
    callUsd: "0.000005",
  });
  expect(listPrices.sheet("cn-north-1", "2026-12")).toBe(undefined);
  expect(listPrices.sheet("eu-west-1", "2026-12")).toMatchObject({
    source: "built-in table",
    isAssumed: true,
  });
});
