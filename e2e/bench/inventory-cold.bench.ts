/**
 * What a cold listing costs beside the plain SDK paginator against the same server, in one process:
 * P2 to P5. Latency 40 ms, 100 calls a second.
 */
import { paginateListSecrets, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { listed, place, serve } from "./inventory-estate";
import { pairs, report, wallMs } from "./ratio";

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

await coldBars(10_000, 5);
await coldBars(100_000, 1);
await paceBar(10_000);
process.exit(0);
