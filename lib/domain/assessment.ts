import { z } from "zod";
import { monthOf } from "./billing-month";
import { callsOf, type LookKind, type LookTask } from "./control-looks";
import type { FailureView } from "./failure";
import type { Place } from "./place";
import type { PriceBook } from "./prices";
import { times, usdText } from "./usd";

/** Calls that one press makes at most; a larger estate takes several. */
export const PASS_CALLS_MAX = 20_000;

/** What a person agrees to: no more calls than they were told of. */
export const AssessInput = z.strictObject({
  calls: z.number().int().min(1).max(PASS_CALLS_MAX),
  /** Also what was looked at lately. */
  again: z.boolean().default(false),
});
export type AssessInput = z.output<typeof AssessInput>;

/** Where a pass gave up on one kind of look, and how many were left undone. */
export interface PassStop extends Place {
  kind: LookKind;
  left: number;
  failure: FailureView;
}

/** What a press would ask AWS, and what that costs. */
export interface PassOffer {
  looks: number;
  calls: number;
  /** Of those that are due, what one press leaves for the next. */
  left: number;
  /** Decimal text in USD; absent = no price is known for some Region. */
  usd?: string;
}

/** The newest pass. */
export interface PassProgress {
  state: "running" | "ended" | "broken off";
  startedAt: string;
  endedAt?: string;
  who: string;
  planned: number;
  made: number;
  refused: number;
  stops: PassStop[];
}

/** What is known of what no list tells, how, and what more can be asked. */
export interface AssessmentView {
  /** Secrets and keys to be looked at, and how many looks are fresh. */
  looks: number;
  fresh: number;
  assessedDays: number;
  due: PassOffer;
  /** Everything once more; absent if that is what is due anyhow. */
  again?: PassOffer;
  pass?: PassProgress;
}

/** The offer for these tasks, of which as many are taken as one pass may have. */
export function offerFor(
  taken: readonly LookTask[],
  due: number,
  prices: PriceBook,
  nowMs: number,
): PassOffer {
  const month = monthOf(nowMs);
  let usd: bigint | undefined = 0n;
  let calls = 0;
  for (const { kind, region } of taken) {
    calls += callsOf[kind];
    const price = prices.of(region, month);
    const one = kind === "key" ? price?.keyRequest : price?.call;
    usd = usd === undefined || one === undefined ? undefined : usd + times(one, callsOf[kind]);
  }
  return {
    looks: taken.length,
    calls,
    left: due - taken.length,
    ...(usd !== undefined && { usd: usdText(usd) }),
  };
}
