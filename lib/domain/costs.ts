import { z } from "zod";
import type { Bill } from "./bill";
import { Month } from "./billing-month";
import type { FailureView } from "./failure";
import type { PlaceProgress } from "./inventory";
import type { OwnSpending } from "./own-spending";
import type { PriceSheet } from "./prices";
import type { SampledCalls, UsageSource } from "./usage";

const costSplits = ["account", "region", "owner", "tag"] as const;

/** What the costs page is asked: how to split, which month, and what if. All of it is the address. */
export const CostsQuery = z.strictObject({
  by: z.enum(costSplits).default("account"),
  /** The tag's key, as AWS compares it: with case. */
  tag: z.string().max(128).default(""),
  /** Absent = the current month. */
  month: Month.optional(),
  /** How long a caller would keep a value, seconds. */
  ttl: z.coerce.number().int().min(1).max(86_400).default(300),
  /** Which secrets "what if" is about, in the inventory's filter language. */
  q: z.string().max(1000).default(""),
  /** Copies in further Regions that "what if" adds. */
  copies: z.coerce.number().int().min(0).max(30).default(1),
});
export type CostsQuery = z.output<typeof CostsQuery>;

/** The parts of an amount, decimal text in USD. */
export interface Amounts {
  secrets: string;
  replicas: string;
  keys: string;
  calls: string;
  total: string;
}

export interface MonthOfCosts {
  month: string;
  amounts: Amounts;
  /** Some of it is still to come. */
  isForecast: boolean;
  /** What was deleted before the history begins, and calls before it, are not in it. */
  isAtLeast: boolean;
}

/** One part of the split. */
export interface CostPartView {
  says: string;
  kind: "value" | "missing" | "gone";
  /** Secrets and replicas. */
  count: number;
  storage: string;
  replicas: string;
  /** Only where calls can be told apart: by account and Region. */
  calls?: string;
  total: string;
  /** Filter of the inventory that shows these; absent for what is no more. */
  filter?: string;
}

export interface Saving {
  id: string;
  says: string;
  /** Why it may be saved, and what to look at before. */
  evidence: string;
  count: number;
  yearlyUsd: string;
  filter: string;
  /** The filter shows the first of them; there are more. */
  isCut: boolean;
}

export interface WhatIf {
  /** What the filter selects, without what is pending deletion. */
  selected: number;
  replicas: number;
  listed: number;
  findings: string[];
  deleteMonthUsd: string;
  copiesMonthUsd: string;
  /** Moving the primaries to Parameter Store. */
  parameterStore: {
    standardMonthUsd: string;
    advancedMonthUsd: string;
    nowMonthUsd: string;
    /** Secrets among them that rotate, which Parameter Store cannot do. */
    rotating: number;
    /** Region of the most, and how many standard parameters one may hold. */
    mostPerRegion: number;
  };
}

/** Everything on the costs page. Its size does not grow with the number of secrets. */
export interface CostsPage {
  madeAt: string;
  month: string;
  currentMonth: string;
  /** Months that can be chosen, newest first. */
  months: string[];
  /** Rows are still being listed; CloudTrail is still being read: ask again. */
  isListing: boolean;
  isReading: boolean;
  isPartial: boolean;
  places: PlaceProgress[];
  listed: number;
  soFar: Amounts;
  forecast: Amounts;
  nextYearUsd: string;
  counts: {
    secrets: number;
    replicas: number;
    keys: number;
    pending: number;
    unknown: number;
    unpriced: number;
  };
  pendingIfRestoredUsd: string;
  unknownUpToUsd: string;
  overTime: MonthOfCosts[];
  split: { by: CostsQuery["by"]; tag: string; parts: CostPartView[]; others: number };
  tagKeys: string[];
  usage: {
    sources: UsageSource[];
    byOperation: { operation: string; calls: number; usd: string }[];
    callers: SampledCalls[];
    secrets: SampledCalls[];
    /** The stretch that the samples were taken from. */
    window?: { from: string; to: string };
    keyRequests: number;
    keyRequestsUsd: string;
    /** What rotation functions called by themselves in the sample, and what it makes a month. */
    rotations: { functions: number; calls: number; monthUsd: string };
  };
  savings: Saving[];
  whatIf: WhatIf;
  prices: { sheets: PriceSheet[]; unpriced: string[]; readAt?: string; failure?: FailureView };
  own: OwnSpending;
  /** What AWS billed, as far as somebody asked for it. */
  bill: Bill;
}
