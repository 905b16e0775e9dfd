/** P17: what others notice while half a million secrets are being listed. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { InventoryQuery } from "@/lib/domain/inventory";
import { aws, emptyEstate, place, serve, source } from "./inventory-estate";
import { percentile, report, wallMs } from "./ratio";

const { readValue } = await import("@/lib/aws/values");
const arn = `arn:aws:secretsmanager:${place.region}:${place.accountId}:secret:payments/a-AbCdEf`;

/** An interactive action while half a million secrets are being listed, against none. */
async function busyBar(): Promise<void> {
  const server = await serve(500_000);
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

await busyBar();
process.exit(0);
