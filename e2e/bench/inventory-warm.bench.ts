/** What an inventory costs that is listed already: P6 calls, P8 search, P15 memory, P18 a crowd. */
import { InventoryQuery } from "@/lib/domain/inventory";
import { emptyEstate, freed, listed, serve, source } from "./inventory-estate";
import { pairs, percentile, report, wallMs } from "./ratio";

const SMALL = 10_000;
const LARGE = 100_000;

async function warmBars(): Promise<void> {
  const server = await serve(SMALL);
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

await warmBars();
await crowdBar();
await largeBars();
await creepBar();
process.exit(0);
