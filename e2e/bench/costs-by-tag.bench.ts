/**
 * What a month costs by tag, over 100,000 secrets with a history of pauses, beside a plain pass
 * over the same rows that counts the same hours, pauses too, into one sum.
 */
import { billedHours, HOUR_MS, type Span } from "@/lib/domain/billing-month";
import { StorageByPart } from "@/lib/domain/cost-groups";
import { type InventoryRow, searchText } from "@/lib/domain/inventory-row";
import type { Tag } from "@/lib/domain/secret";
import { type LivesKnown, Pauses } from "@/lib/domain/secret-life";
import { monthWindow } from "@/lib/domain/storage-costs";
import { pairs, report, wallMs } from "./ratio";

const COUNT = 100_000;
const RUNS = 15;
/** Passes a run: one alone is a few milliseconds. */
const PASSES = 10;
const month = "2026-11";
const window = monthWindow(month);
const regions = ["eu-west-1", "us-east-1", "eu-central-1"];

const shared = new Map<string, Tag>();
const rows = Array.from({ length: COUNT }, (_, at) => rowOf(at));
const paused = new Map<string, readonly Span[]>();
const pauses = new Pauses();
rows.forEach((row, at) => {
  if (at % 100 !== 0) return;
  const spans = [
    { fromMs: row.createdMs, toMs: window.fromMs + 30 * HOUR_MS },
    { fromMs: window.fromMs + 90 * HOUR_MS },
  ];
  paused.set(row.arn, spans);
  pauses.set(row, spans);
});
const lives: LivesKnown = { pauses, past: [] };

let kept = 0;
const ours = () =>
  wallMs(async () => {
    for (let pass = 0; pass < PASSES; pass += 1) {
      const byTag = new StorageByPart({ by: "tag", key: "team" }, lives, window);
      for (const row of rows) byTag.add(row);
      kept += byTag.parts().length;
    }
  });
const plain = () =>
  wallMs(async () => {
    for (let pass = 0; pass < PASSES; pass += 1) {
      let hours = 0;
      for (const { arn, createdMs, deletionRequestedMs = Number.POSITIVE_INFINITY } of rows) {
        const spans = paused.get(arn);
        if (spans) {
          hours += billedHours(spans, window.fromMs, window.toMs);
          continue;
        }
        const from = Math.floor(Math.max(createdMs, window.fromMs) / HOUR_MS);
        const to = Math.ceil(Math.min(deletionRequestedMs, window.toMs) / HOUR_MS);
        hours += Math.max(0, to - from);
      }
      kept += hours;
    }
  });

await ours();
await plain();
report({
  bar: "costs by tag",
  limit: 4,
  unit: `ms for ${PASSES} passes over ${COUNT} rows`,
  runs: await pairs(RUNS, ours, plain),
});
if (kept === 0) throw new Error("Nothing was counted");

/** As the listing does: a tag that many secrets have is kept once. */
function tagOf(key: string, value: string): Tag {
  const known = shared.get(`${key}=${value}`) ?? { key, value };
  shared.set(`${key}=${value}`, known);
  return known;
}

function rowOf(at: number): InventoryRow {
  const region = regions[at % regions.length] ?? "eu-west-1";
  const name = `app/${String(at).padStart(6, "0")}`;
  const tags = [
    tagOf("environment", at % 2 === 0 ? "production" : "staging"),
    ...(at % 7 === 0 ? [] : [tagOf("team", `team-${at % 40}`)]),
  ];
  return {
    accountId: "111122223333",
    region,
    arn: `arn:aws:secretsmanager:${region}:111122223333:secret:${name}-AbCdEf`,
    name,
    tags,
    createdMs: window.fromMs - (at % 900) * HOUR_MS + 400 * HOUR_MS,
    deletionRequestedMs: at % 50 === 0 ? window.fromMs + 500 * HOUR_MS : undefined,
    hasRules: false,
    labels: "{}",
    search: searchText(name, undefined, tags),
  };
}
