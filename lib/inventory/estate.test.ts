import { expect, test } from "vitest";
import { Failure } from "@/lib/domain/failure";
import { InventoryQuery } from "@/lib/domain/inventory";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import type { Place } from "@/lib/domain/place";
import { Estate } from "./estate";
import { type ListBehaviour, listOver, rowOf } from "./rows.test-support";

const MINUTE_MS = 60_000;
const startMs = Date.parse("2026-11-21T12:00:00Z");
const account = { accountId: "111122223333", accountName: "production" };
const ireland = { ...account, region: "eu-west-1" };
const virginia = { ...account, region: "us-east-1" };

/** An estate whose Regions hold the given rows, with a clock that the test moves. */
function estateOf(regions: Record<string, InventoryRow[]>, behaviour: Partial<ListBehaviour> = {}) {
  let nowMs = startMs;
  const places = Object.keys(regions).map((region) => ({ ...account, region }));
  const lists = Object.fromEntries(
    Object.entries(regions).map(([region, rows]) => [
      region,
      listOver(rows, { pageSizes: [100], ...behaviour }),
    ]),
  );
  const estate = new Estate("e", places, () => nowMs);
  const source = ({ region }: Place) => lists[region]?.page ?? (() => Promise.reject(new Error()));
  return {
    estate,
    source,
    calls: (region: string) => lists[region]?.calls() ?? 0,
    wait: (ms: number) => {
      nowMs += ms;
    },
    look: async () => {
      estate.look(source);
      await estate.settled();
    },
    window: (query: Partial<InventoryQuery> = {}) =>
      estate.window(InventoryQuery.parse(query), new Date(nowMs)),
  };
}

const many = (count: number, region = "eu-west-1") =>
  Array.from({ length: count }, (_, at) =>
    rowOf(`app-${String(at).padStart(5, "0")}`, {
      region,
      createdMs: startMs - 400 * 86_400_000 + at * 1_000,
      lastChangedMs: startMs - 300 * 86_400_000 + at * 1_000,
    }),
  );

test("lists all Regions into one sorted inventory and cuts windows out of it", async () => {
  const { look, window } = estateOf({
    "eu-west-1": many(250),
    "us-east-1": many(120, "us-east-1"),
  });
  await look();
  const first = await window({ limit: 100 });
  expect(first).toMatchObject({ matching: 370, listed: 370, isPartial: false, findings: [] });
  const second = await window({ limit: 100, offset: 100 });
  expect(second.edition).toBe(first.edition);
  const names = [...first.rows, ...second.rows].map(({ name }) => name);
  expect(names).toEqual([...names].sort());
  expect(first.totals).toMatchObject({ active: 370, noOwner: 370, monthlyUsd: "148.00" });
  expect(first.awsCalls).toBe(6);
  expect(first.awsCallsUsd).toBe("0.00003");
});

// Ten people who open the list at once must not cost ten listings.
test("asks AWS once, however many look", async () => {
  const { estate, source, calls } = estateOf({ "eu-west-1": many(1_000) });
  for (let person = 0; person < 10; person += 1) estate.look(source);
  await estate.settled();
  estate.look(source);
  expect(calls("eu-west-1")).toBeLessThanOrEqual(12);
});

// Rule 3: a denied Region is named with what it would take, and the others stay.
test("names a denied Region and its IAM action, and shows the rest as at least", async () => {
  const places = [ireland, virginia];
  const estate = new Estate("e", places, () => startMs);
  const list = listOver(many(10), { pageSizes: [100] });
  const denied = () =>
    Promise.reject(new Failure("denied-by-aws", { aws: { code: "AccessDeniedException" } }));
  estate.look(({ region }) => (region === "eu-west-1" ? list.page : denied));
  await estate.settled();
  const window = await estate.window(InventoryQuery.parse({}), new Date(startMs));
  expect(window).toMatchObject({ listed: 10, isPartial: true });
  expect(window.places).toMatchObject([
    { region: "eu-west-1", state: "listed", count: 10 },
    {
      region: "us-east-1",
      state: "failed",
      failure: { aws: { iamAction: "secretsmanager:ListSecrets" } },
    },
  ]);
});

// A page left open must not ask a Region again and again that has said no.
test("asks a Region that refused again after minutes, or when somebody lists afresh", async () => {
  const { estate, source, look, window, calls, wait } = estateOf(
    { "eu-west-1": many(10) },
    {
      onCall: () => {
        throw new Failure("denied-by-aws");
      },
    },
  );
  await look();
  expect(await window()).toMatchObject({ isPartial: true, isListing: false });
  wait(MINUTE_MS);
  await look();
  expect(calls("eu-west-1")).toBe(1);
  estate.refresh(source);
  await estate.settled();
  expect(calls("eu-west-1")).toBe(2);
  wait(6 * MINUTE_MS);
  await look();
  expect(calls("eu-west-1")).toBe(3);
});

test("keeps the pages before a failure and goes on from there at the next try", async () => {
  let mayFail = true;
  const { estate, source, look, window, calls, wait } = estateOf(
    { "eu-west-1": many(1_000) },
    {
      onCall: (call) => {
        if (mayFail && call >= 5) throw new Failure("aws-unreachable");
      },
    },
  );
  await look();
  const partial = await window();
  expect(partial).toMatchObject({ listed: 500, isPartial: true });
  expect(partial.places[0]).toMatchObject({ state: "failed", count: 500 });
  mayFail = false;
  const before = calls("eu-west-1");
  wait(MINUTE_MS);
  estate.look(source);
  await estate.settled();
  expect(await window()).toMatchObject({ listed: 1_000, isPartial: false });
  expect(calls("eu-west-1") - before).toBeLessThanOrEqual(7);
});

// P6: keeping a list warm must not cost what listing it cost.
test("a stale list is freshened by what changed last", async () => {
  const rows = many(10_000);
  const { look, window, calls, wait } = estateOf({ "eu-west-1": rows });
  await look();
  const cold = calls("eu-west-1");
  const before = await window({ q: "name:app-00007" });
  wait(6 * MINUTE_MS);
  rows[7] = rowOf("app-00007", {
    ...rows[7],
    description: "moved",
    lastChangedMs: startMs + MINUTE_MS,
  });
  rows.push(
    rowOf("zz-new", { createdMs: startMs + MINUTE_MS, lastChangedMs: startMs + MINUTE_MS }),
  );
  await look();
  expect((calls("eu-west-1") - cold) / cold).toBeLessThanOrEqual(0.02);
  const after = await window({ q: "name:app-00007" });
  expect(after.rows[0]?.rotation).toEqual(before.rows[0]?.rotation);
  expect(after.edition).not.toBe(before.edition);
  expect(await window({ q: "zz-new" })).toMatchObject({ matching: 1, listed: 10_001 });
});

test("a list that does not sort by change is walked again instead of trusted", async () => {
  const rows = many(300);
  const { look, window, wait } = estateOf({ "eu-west-1": rows }, { ignoresSort: true });
  await look();
  wait(6 * MINUTE_MS);
  rows.splice(150, 0, rowOf("new", { createdMs: startMs }));
  await look();
  expect(await window({ q: "name:new" })).toMatchObject({ matching: 1 });
});

test("listing afresh forgets what is gone, and keeps what is too young to be listed", async () => {
  const rows = many(150);
  const { estate, source, look, window, wait } = estateOf({ "eu-west-1": rows });
  await look();
  await window();
  rows.splice(0, 50);
  estate.pin(rowOf("made-here", { createdMs: startMs }));
  wait(MINUTE_MS);
  estate.refresh(source);
  await estate.settled();
  expect(await window()).toMatchObject({ listed: 101 });
  expect(await window({ q: "app-00000" })).toMatchObject({ matching: 0 });
});

// After a write the list may lag five minutes: an older page must not undo what is known.
test("a pinned row holds against older pages, and yields to newer ones", async () => {
  const rows = many(3);
  const { estate, source, look, window, wait } = estateOf({ "eu-west-1": rows });
  await look();
  const pinned = rowOf("app-00001", {
    ...rows[1],
    description: "new words",
    lastChangedMs: startMs,
  });
  estate.pin({ ...pinned, search: "app-00001\nnew words\n" });
  wait(MINUTE_MS);
  estate.refresh(source);
  await estate.settled();
  const [row] = (await window({ q: "new words" })).rows;
  expect(row).toMatchObject({ name: "app-00001", changedHereAt: "2026-11-21T12:00:00.000Z" });
  rows[1] = { ...pinned, search: "app-00001\nnewer words\n", lastChangedMs: startMs + 1 };
  estate.refresh(source);
  await estate.settled();
  const [newer] = (await window({ q: "newer words" })).rows;
  expect(newer).toMatchObject({ name: "app-00001", changedHereAt: undefined });
});

test("knows the replicas of a primary by the rows of the other Regions", async () => {
  const primary = rowOf("pay", { primaryRegion: "eu-west-1" });
  const replica = rowOf("pay", { region: "us-east-1", primaryRegion: "eu-west-1" });
  const { look, window } = estateOf({ "eu-west-1": [primary], "us-east-1": [replica] });
  await look();
  const { rows } = await window({ sort: "region" });
  expect(rows).toMatchObject([
    { isReplica: false, replicaRegions: ["us-east-1"] },
    { isReplica: true, replicaRegions: [] },
  ]);
});

test("finds the best fitting names first", async () => {
  const names = ["prod/billing/pay", "pay", "payroll", "old-pay", "zz"];
  const rows = names.map((name) => rowOf(name));
  const { estate, look } = estateOf({ "eu-west-1": rows });
  await look();
  const { hits, matching } = await estate.find("pay");
  expect(hits.map(({ name }) => name)).toEqual(["pay", "prod/billing/pay", "payroll", "old-pay"]);
  expect(matching).toBe(4);
});
