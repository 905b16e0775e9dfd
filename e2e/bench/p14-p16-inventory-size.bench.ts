/**
 * What the inventory page costs the browser with 100,000 secrets beside 1,000, when all are listed:
 * DOM nodes and drawn rows (P14) at the top, in the middle and at the end, and bytes over the
 * network with an empty cache (P16).
 */
import type { Browser, Page } from "@playwright/test";
import { InventoryPage } from "../pages/inventory-page";
import { signIn } from "../sign-in";
import { withBrowser } from "./browser";
import { withDemo } from "./demo";
import { report } from "./ratio";

const FEW = 1_000;
const MANY = 100_000;
const ROWS_MAX = 100;
const LISTED_WITHIN_MS = 300_000;

interface Cost {
  /** At the top, in the middle, at the end. */
  nodes: number[];
  rows: number[];
  /** Everything that came over the network, and of that the page itself and what it asked for. */
  bytes: number;
  dataBytes: number;
}

const few = await costOf(FEW);
const many = await costOf(MANY);

const nodes = many.nodes.map((count, at): [number, number] => [count, few.nodes[at] ?? 0]);
report({ bar: "P14 DOM nodes", limit: 1.1, unit: "nodes", runs: nodes, ratio: worst(nodes) });
const rows = many.rows.map((count): [number, number] => [count, ROWS_MAX]);
report({ bar: "P14 drawn rows", limit: 1, unit: "rows of 100", runs: rows, ratio: worst(rows) });
report({
  bar: "P16 whole page",
  limit: 1.2,
  unit: "bytes with scripts, styles and fonts",
  runs: [[many.bytes, few.bytes]],
});
report({
  bar: "P16 document and reads",
  limit: 1.2,
  unit: "bytes that could grow with the estate",
  runs: [[many.dataBytes, few.dataBytes]],
});

/** The worst place counts, not the middle one. */
function worst(runs: readonly (readonly [number, number])[]): number {
  return Math.round(Math.max(...runs.map(([ours, reference]) => ours / reference)) * 1_000) / 1_000;
}

async function costOf(count: number): Promise<Cost> {
  const costs: Cost[] = [];
  await withDemo({ estate: String(count) }, async ({ address }) => {
    await withBrowser(async (browser) => {
      const first = await browser.newPage({ baseURL: address });
      await signIn(first, "operator-1", "/inventory");
      const inventory = new InventoryPage(first);
      await inventory.settled(LISTED_WITHIN_MS);
      const state = await first.context().storageState();
      await first.close();
      costs.push(await measured(browser, address, state, count));
    });
  });
  const [cost] = costs;
  if (!cost) throw new Error("Nothing was measured");
  return cost;
}

async function measured(
  browser: Browser,
  baseURL: string,
  storageState: Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>,
  count: number,
): Promise<Cost> {
  const page = await browser.newPage({
    baseURL,
    storageState,
    viewport: { width: 1440, height: 900 },
  });
  const received = await watchBytes(page);
  const inventory = new InventoryPage(page);
  await inventory.open();
  await inventory.settled();
  await page.waitForLoadState("networkidle");
  const listed = await inventory.rowCount();
  if (listed !== count) throw new Error(`The page tells of ${listed} secrets, not ${count}`);
  const { bytes, dataBytes } = received;
  const cost: Cost = { nodes: [], rows: [], bytes, dataBytes };
  for (const share of [0, 0.5, 1]) {
    await page.evaluate((to) => scrollTo(0, to * document.body.scrollHeight), share);
    await page.waitForLoadState("networkidle");
    await page.waitForFunction(drawnWhole, Math.floor(share * (count - 1)));
    cost.nodes.push(await page.locator("*").count());
    cost.rows.push(await page.locator("tbody tr").count());
  }
  return cost;
}

/** True when the rows about this one are drawn, and none of them is a skeleton. */
function drawnWhole(index: number): boolean {
  const lines = [...document.querySelectorAll("main tbody tr")];
  const numbers = lines.map((line) => Number(line.getAttribute("aria-rowindex")) - 2);
  const isWhole = lines.every((line) => line.querySelector("th[scope=row] a") !== null);
  return isWhole && numbers.some((number) => Math.abs(number - index) < 40);
}

/** Counts what comes over the network, as compressed as it comes, headers and all. */
async function watchBytes(page: Page): Promise<{ bytes: number; dataBytes: number }> {
  const received = { bytes: 0, dataBytes: 0 };
  const data = new Set<string>();
  const session = await page.context().newCDPSession(page);
  session.on("Network.responseReceived", ({ requestId, type }) => {
    if (["Document", "Fetch", "XHR"].includes(type)) data.add(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    received.bytes += encodedDataLength;
    if (data.has(requestId)) received.dataBytes += encodedDataLength;
  });
  await session.send("Network.enable");
  return received;
}
