/**
 * What a listing costs beside the plain SDK paginator against the same server, in one process:
 * P2 to P6, P8, P15, P17, P18 of the product's bars. Latency 40 ms, 100 calls a second.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { paginateListSecrets, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { InventoryQuery } from "@/lib/domain/inventory";
import type { Place } from "@/lib/domain/place";
import { pairs, percentile, report, wallMs } from "./ratio";

const LATENCY_MS = 40;
const SMALL = 10_000;
const LARGE = 100_000;
const place = { accountId: "111122223333", accountName: "bench", region: "eu-west-1" };
const arn = `arn:aws:secretsmanager:${place.region}:${place.accountId}:secret:payments/a-AbCdEf`;

interface Counts {
  list: number;
  throttled: number;
  bytes: number;
}

/** A server with that many secrets in a process of its own, so that its CPU is not ours. */
async function serve(secrets: number) {
  const path = new URL("./inventory-server.ts", import.meta.url).pathname;
  const args = ["--import", "tsx", path, String(secrets), String(LATENCY_MS)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = await new Promise<string[]>((resolve) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve([line]));
  });
  const url = `http://127.0.0.1:${port}`;
  const ask = async (path: string, method = "POST"): Promise<Counts> =>
    (await fetch(url + path, { method })).json();
  return { url, ask, counts: () => ask("/counts", "GET"), end: () => child.kill() };
}

const folder = mkdtempSync(join(tmpdir(), "strongroom-bench-"));
const role = "arn:aws:iam::111122223333:role/Bench";
const settings = join(folder, "strongroom.yaml");
writeFileSync(
  settings,
  JSON.stringify({
    signIn: { issuer: "http://localhost:9", clientId: "bench" },
    accounts: [
      {
        id: place.accountId,
        name: place.accountName,
        regions: [place.region],
        roles: { operator: role, approver: `${role}A`, auditor: `${role}B` },
      },
    ],
    groups: [{ group: "g", role: "operator" }],
  }),
);
Object.assign(process.env, {
  STRONGROOM_CONFIG: settings,
  DATABASE_URL: "postgres://nobody@127.0.0.1:9/none",
  NEXTAUTH_URL: "http://localhost:9",
  NEXTAUTH_SECRET: "bench".repeat(8),
  OIDC_CLIENT_SECRET: "bench",
  AWS_ACCESS_KEY_ID: "AKIABENCH",
  AWS_SECRET_ACCESS_KEY: "bench",
  AWS_REGION: place.region,
});

const { awsAccess } = await import("@/lib/aws/clients");
const { listPage } = await import("@/lib/aws/secrets");
const { readValue } = await import("@/lib/aws/values");
const { Estate } = await import("@/lib/inventory/estate");

const person = { issuer: "i", subject: "bench", displayName: "Bench" };
const aws = awsAccess({ id: "b".repeat(64), person, role: "operator", awsGeneration: 1 }).lasting();

function source(where: Place) {
  const client = aws.secretsManager(where, "browse");
  return (request: Parameters<typeof listPage>[1]) =>
    listPage(client, request, { place: where, ownerTag: "owner" });
}

function emptyEstate(clock = Date.now) {
  return new Estate("bench", [place], clock);
}

async function listed(count: number) {
  const estate = emptyEstate();
  estate.look(source);
  await watched(estate, count);
  return estate;
}

/** Looks on as a page does, so that the walk goes on, until all is listed. */
async function watched(estate: ReturnType<typeof emptyEstate>, count: number): Promise<void> {
  const look = setInterval(() => estate.look(source), 5_000);
  await estate.settled();
  clearInterval(look);
  const { listed: rows, isPartial } = await estate.summary();
  if (rows !== count || isPartial) throw new Error(`listed ${rows} of ${count}`);
}

async function paginated(count: number): Promise<void> {
  const client = new SecretsManagerClient({ region: place.region });
  let rows = 0;
  const pages = paginateListSecrets({ client, pageSize: 100 }, { IncludePlannedDeletion: true });
  for await (const page of pages) rows += page.SecretList?.length ?? 0;
  if (rows !== count) throw new Error(`the paginator listed ${rows} of ${count}`);
}

/** P2 to P5 from the same runs: wall, calls, wall against pace, CPU a page. */
async function coldBars(count: number, runs: number): Promise<void> {
  const server = await serve(count);
  process.env.AWS_ENDPOINT_URL = server.url;
  const series = { calls: [] as number[], cpu: [[], []] as [number[], number[]] };
  const measured = async (side: 0 | 1, work: () => Promise<unknown>) => {
    const before = await server.counts();
    const cpu = process.cpuUsage();
    const wall = await wallMs(work);
    const { user, system } = process.cpuUsage(cpu);
    const calls = (await server.counts()).list - before.list;
    series.cpu[side].push((user + system) / 1_000 / calls);
    if (side === 0) series.calls.push(calls);
    return wall;
  };
  const walls = await pairs(
    runs,
    () => measured(0, () => listed(count)),
    () => measured(1, () => paginated(count)),
  );
  const { throttled } = await server.counts();
  const pages = Math.ceil(count / 100);
  const on = `${count.toLocaleString("en")} secrets`;
  report({ bar: `P2 ${on}`, limit: 0.55, unit: "ms until all are listed and proven", runs: walls });
  report({
    bar: `P3 ${on}`,
    limit: 1.05,
    unit: `calls of pages (${throttled} throttled)`,
    runs: series.calls.map((calls) => [calls, pages]),
  });
  report({
    bar: `P5 ${on}`,
    limit: 1.6,
    unit: "ms of CPU a page",
    runs: series.cpu[0].map((ours, at) => [ours, series.cpu[1][at] ?? Number.NaN]),
  });
  server.end();
}

/** At the pace that the limiter allows; with little latency two ends are enough to reach it. */
async function paceBar(count: number): Promise<void> {
  const server = await serve(count);
  process.env.AWS_ENDPOINT_URL = server.url;
  await server.ask("/latency?ms=2");
  const before = (await server.counts()).list;
  const wall = await wallMs(() => listed(count));
  const { list, throttled } = await server.counts();
  const paced = ((list - before) / 80) * 1_000;
  const unit = `ms of ms at 80 calls a second, 2 ms latency (${throttled} throttled)`;
  report({
    bar: `P4 ${count.toLocaleString("en")} secrets`,
    limit: 1.25,
    unit,
    runs: [[wall, paced]],
  });
  server.end();
}

async function warmBars(): Promise<void> {
  const server = await serve(SMALL);
  process.env.AWS_ENDPOINT_URL = server.url;
  await server.ask("/latency?ms=0");
  let aheadMs = 0;
  const estate = emptyEstate(() => Date.now() + aheadMs);
  const calls = async (work: () => void) => {
    const before = (await server.counts()).list;
    work();
    await estate.settled();
    return (await server.counts()).list - before;
  };
  const cold = await calls(() => estate.look(source));
  await server.ask(`/change?count=${SMALL / 1_000}`);
  aheadMs += 6 * 60_000;
  const warm = await calls(() => estate.look(source));
  report({
    bar: "P6 10,000 secrets",
    limit: 0.02,
    unit: "calls, 0.1 % changed",
    runs: [[warm, cold]],
  });

  server.end();
}

/** Ten people who open the list at once, against one. */
async function crowdBar(): Promise<void> {
  const server = await serve(1_000);
  process.env.AWS_ENDPOINT_URL = server.url;
  const calls = async (people: number) => {
    const before = (await server.counts()).list;
    const estate = emptyEstate();
    for (let one = 0; one < people; one += 1) estate.look(source);
    await estate.settled();
    return (await server.counts()).list - before;
  };
  const runs = await pairs(
    5,
    () => calls(10),
    () => calls(1),
  );
  report({ bar: "P18", limit: 1.1, unit: "calls for ten people, for one", runs });
  server.end();
}

/** Search and memory on a listing of 100,000. */
async function largeBars(): Promise<void> {
  const server = await serve(LARGE);
  process.env.AWS_ENDPOINT_URL = server.url;
  await server.ask("/latency?ms=0");
  await freed();
  const before = process.memoryUsage().rss;
  const sent = (await server.counts()).bytes;
  const estate = await listed(LARGE);
  await freed();
  const grown = process.memoryUsage().rss - before;
  const bytes = (await server.counts()).bytes - sent;
  report({
    bar: "P15 100,000 secrets",
    limit: 8,
    unit: "bytes of RSS, of JSON",
    runs: [[grown, bytes]],
  });
  await searchBar(estate);
  server.end();
}

async function searchBar(estate: Awaited<ReturnType<typeof listed>>): Promise<void> {
  const { rows } = await estate.matches("", { sort: "name", order: "asc" });
  const prepared = rows.map(({ search }) => search);
  const words = Array.from({ length: 100 }, (_, at) => `service-${at * 977}`);
  await estate.matches("warm", { sort: "name", order: "asc" });
  const ours: number[] = [];
  const plain: number[] = [];
  for (const word of words) {
    ours.push(await wallMs(() => estate.window(InventoryQuery.parse({ q: word }), new Date())));
    plain.push(
      await wallMs(async () =>
        prepared.reduce((sum, text) => sum + Number(text.includes(word)), 0),
      ),
    );
  }
  const runs: [number, number][] = [[percentile(ours, 0.95), percentile(plain, 0.95)]];
  report({
    bar: "P8 100,000 secrets",
    limit: 4,
    unit: "ms p95 of one search, of a plain scan",
    runs,
  });
}

/** Memory must not creep: the same list, read afresh again and again. */
async function creepBar(): Promise<void> {
  const server = await serve(SMALL);
  process.env.AWS_ENDPOINT_URL = server.url;
  await server.ask("/latency?ms=0");
  const estate = await listed(SMALL);
  const afresh = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      estate.refresh(source);
      await estate.settled();
      await estate.summary();
    }
    await freed();
    return process.memoryUsage().heapUsed;
  };
  const first = await afresh(3);
  const last = await afresh(20);
  report({
    bar: "P15 after 20 refreshes",
    limit: 1.05,
    unit: "bytes of heap",
    runs: [[last, first]],
  });
  server.end();
}

/** An interactive action while half a million secrets are being listed, against none. */
async function busyBar(): Promise<void> {
  const server = await serve(500_000);
  process.env.AWS_ENDPOINT_URL = server.url;
  const client = aws.secretsManager(place, { reveal: arn });
  const actions = async (count: number) => {
    const took: number[] = [];
    for (let at = 0; at < count; at += 1) took.push(await wallMs(() => readValue(client, { arn })));
    return percentile(took, 0.95);
  };
  await actions(10);
  const idle = await actions(100);
  const estate = emptyEstate();
  estate.look(source);
  const pages = setInterval(() => {
    estate.look(source);
    void estate.window(InventoryQuery.parse({ q: "team-7" }), new Date());
  }, 1_000);
  await sleep(2_000);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const busy = await actions(300);
  delay.disable();
  clearInterval(pages);
  report({
    bar: "P17",
    limit: 2,
    unit: "ms p95 of an action while listing, idle",
    runs: [[busy, idle]],
  });
  const p99 = delay.percentile(99) / 1e6;
  report({ bar: "P17 event loop", limit: 1, unit: "ms p99 of delay, of 50", runs: [[p99, 50]] });
  server.end();
}

async function freed(): Promise<void> {
  for (let time = 0; time < 3; time += 1) {
    globalThis.gc?.();
    await sleep(50);
  }
}

await coldBars(SMALL, 5);
await coldBars(LARGE, 1);
await paceBar(SMALL);
await warmBars();
await crowdBar();
await largeBars();
await creepBar();
await busyBar();
process.exit(0);
