/**
 * The month view of 10,000 rotating secrets, with states, collisions and what needs attention,
 * beside a plain pass over the same rows that only counts windows a day. Both reckon each schedule
 * once.
 */
import { type InventoryRow, searchText } from "@/lib/domain/inventory-row";
import { Patterns } from "@/lib/domain/rotation-patterns";
import { RotationPlanner, spanOf } from "@/lib/domain/rotation-plan";
import { RotationSettings } from "@/lib/domain/rotation-settings";
import type { LastRuns } from "@/lib/domain/rotation-standing";
import { pairs, report, wallMs } from "./ratio";

const COUNT = 10_000;
const RUNS = 15;
/** Passes a run: one alone is a few milliseconds. */
const PASSES = 5;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const now = new Date("2026-11-12T09:30:00Z");
const query = { view: "month", offset: 0 } as const;
const settings = RotationSettings.parse({
  timeZone: "Europe/Berlin",
  businessHours: { from: 8, to: 18 },
  sharedTags: ["DbCluster"],
});
const schedules = [
  { scheduleExpression: "cron(0 2 ? * THU *)", windowDuration: "3h" },
  { scheduleExpression: "cron(0 /8 * * ? *)", windowDuration: "2h" },
  { scheduleExpression: "rate(10 days)" },
  { rotateAfterDays: 30 },
  { rotateAfterDays: 7, windowDuration: "4h" },
  { scheduleExpression: "cron(0 22 L * ? *)" },
];
const rows = Array.from({ length: COUNT }, (_, at) => rowOf(at));
const runs = new Map<string, LastRuns>(
  rows
    .filter((_row, at) => at % 25 === 0)
    .map(({ arn }) => [arn, { failures: 1, failedMs: now.getTime() - DAY_MS }]),
);

let kept = 0;
const ours = () =>
  wallMs(async () => {
    for (let pass = 0; pass < PASSES; pass += 1) {
      const planner = new RotationPlanner(query, {
        now,
        settings,
        accountName: (id) => id,
        lastRuns: ({ arn }) => runs.get(arn),
      });
      for (const row of rows) planner.add(row);
      kept += planner.finish().days.length;
    }
  });
const plain = () =>
  wallMs(async () => {
    for (let pass = 0; pass < PASSES; pass += 1) {
      const span = spanOf(query, now);
      const patterns = new Patterns(span, now.getTime());
      const days = new Map<number, number>();
      for (const row of rows) {
        for (const { fromMs } of patterns.of(row)?.windows ?? []) {
          const day = Math.floor((fromMs - span.fromMs) / DAY_MS);
          days.set(day, (days.get(day) ?? 0) + 1);
        }
      }
      kept += days.size;
    }
  });

await ours();
await plain();
report({
  bar: "rotation month",
  limit: 3,
  unit: `ms for ${PASSES} month views of ${COUNT} rotating secrets`,
  runs: await pairs(RUNS, ours, plain),
});
if (kept === 0) throw new Error("Nothing was planned");

function rowOf(at: number): InventoryRow {
  const name = `app/${String(at).padStart(5, "0")}`;
  const tags = at % 3 === 0 ? [{ key: "DbCluster", value: `db-${at % 400}` }] : [];
  const lastRotatedMs = now.getTime() - (at % 28) * DAY_MS - (at % 6) * 4 * HOUR_MS;
  return {
    accountId: "111122223333",
    region: "eu-west-1",
    arn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-AbCdEf`,
    name,
    tags,
    owner: `team-${at % 40}`,
    createdMs: now.getTime() - 400 * DAY_MS,
    lastRotatedMs,
    lastChangedMs: lastRotatedMs,
    nextRotationMs: now.getTime() + (1 + (at % 28)) * DAY_MS,
    rotationEnabled: true,
    rotationFunctionArn: `arn:aws:lambda:eu-west-1:111122223333:function:rotate-${at % 20}`,
    hasRules: true,
    labels: '{"v1":["AWSCURRENT"]}',
    search: searchText(name, undefined, tags),
    ...schedules[at % schedules.length],
  };
}
