import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { currentPrices } from "@/lib/aws/price-list";
import { config } from "@/lib/config";
import { passOf } from "@/lib/db/control-passes";
import {
  type AssessInput,
  type AssessmentView,
  offerFor,
  PASS_CALLS_MAX,
} from "@/lib/domain/assessment";
import { LookPlan, type Looks, withinCalls } from "@/lib/domain/control-looks";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import type { Session } from "@/lib/domain/session";
import { eachInSlices } from "@/lib/inventory/breath";
import { configuredPlaces, lookAtEstate } from "@/lib/inventory/estates";
import { looksAs, scopeOf } from "./looks";
import { startPass } from "./pass";

const DAY_MS = 86_400_000;

/** How much of what no list tells is known under this person's roles, and what the rest would cost. */
export async function assessmentView(
  aws: AwsAccess,
  rows: readonly InventoryRow[],
  looks: Looks,
  now: Date,
): Promise<AssessmentView> {
  const { pass, sinceMs } = await newestPass(aws, now);
  const plan = await planOf(rows, looks, sinceMs);
  const prices = currentPrices();
  const due = plan.due();
  const offer = (taken: typeof due) =>
    offerFor(withinCalls(taken, PASS_CALLS_MAX), taken.length, prices, now.getTime());
  const fresh = plan.size - due.length;
  const again = fresh > 0 ? (await planOf(rows, looks, now.getTime())).due() : undefined;
  const { since: _since, ...progress } = pass ?? {};
  return {
    looks: plan.size,
    fresh,
    assessedDays: config().controls.assessedDays,
    due: offer(due),
    ...(again && { again: offer(again) }),
    ...(pass && { pass: progress as NonNullable<AssessmentView["pass"]> }),
  };
}

/**
 * Asks AWS for what is due, or for everything again, in the background: as many calls as the person
 * agreed to and no more. A pass that broke off is gone on with, since its answers are fresh. Where
 * one is under way none is begun: a second press is the first one's.
 */
export async function assess(
  { aws, session, now }: { aws: AwsAccess; session: Session; now: Date },
  { calls, again }: AssessInput,
): Promise<{ begun: number }> {
  const estate = lookAtEstate(aws);
  await estate.firstRows();
  const { rows } = await estate.matches("", { sort: "name", order: "asc" });
  const places = configuredPlaces();
  const sinceMs = again ? now.getTime() : (await newestPass(aws, now)).sinceMs;
  const plan = await planOf(rows, await looksAs(aws, places), sinceMs);
  const tasks = withinCalls(plan.due(), calls);
  if (tasks.length === 0) return { begun: 0 };
  const scope = scopeOf(aws, places);
  const isBegun = await startPass({ aws, session, scope, since: new Date(sinceMs), tasks });
  return { begun: isBegun ? tasks.length : 0 };
}

/** The newest pass, and how old a look may be: what a pass began to look at again stays due. */
export async function newestPass(aws: AwsAccess, now: Date) {
  const pass = await passOf(scopeOf(aws, configuredPlaces()));
  const oldestMs = now.getTime() - config().controls.assessedDays * DAY_MS;
  return { pass, sinceMs: Math.max(oldestMs, pass?.since.getTime() ?? 0) };
}

async function planOf(rows: readonly InventoryRow[], looks: Looks, sinceMs: number) {
  const plan = new LookPlan(looks, sinceMs);
  await eachInSlices(rows, (row) => plan.add(row));
  return plan;
}
