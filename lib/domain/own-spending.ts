import { type OwnCalls, ownCallsUsd, pageOfReason } from "./own-calls";
import type { PriceBook } from "./prices";
import type { ConsoleRole, Person } from "./role";
import { type Usd, usdText } from "./usd";

/** A part of the console's own calls. */
export interface SpendingPart {
  says: string;
  calls: number;
  usd: string;
}

/** What the console's own calls to AWS cost. */
export interface OwnSpending {
  today: { calls: number; usd: string };
  month: { calls: number; usd: string };
  byPage: SpendingPart[];
  byOperation: SpendingPart[];
  /** The auditor sees everybody; others themselves and the rest as one. */
  byPerson: SpendingPart[];
  budgetUsdPerDay: string;
  /** True while the day's budget is spent. */
  isSlowed: boolean;
  /** Seconds between two background calls of a place while it is. */
  slowedToSeconds: number;
}

interface View {
  viewer: { person: Pick<Person, "issuer" | "subject">; role: ConsoleRole };
  /** First moment of today, ISO. */
  day: string;
  prices: PriceBook;
}

const PARTS_MAX = 12;

/** Adds up the calls of a month by page, operation and person, dearest first. */
export function spendingOf(
  calls: readonly OwnCalls[],
  { viewer, day, prices }: View,
): Pick<OwnSpending, "today" | "month" | "byPage" | "byOperation" | "byPerson"> {
  const { person, role } = viewer;
  const personOf = ({ issuer, subject }: OwnCalls) => {
    if (subject === undefined) return "the console itself";
    if (issuer === person.issuer && subject === person.subject) return "you";
    return role === "auditor" ? subject : "others";
  };
  const today = calls.filter(({ hour }) => hour >= day);
  return {
    today: total(today, prices),
    month: total(calls, prices),
    byPage: partsOf(calls, prices, ({ reason }) => pageOfReason(reason)),
    byOperation: partsOf(calls, prices, ({ service, operation }) => `${service}:${operation}`),
    byPerson: partsOf(calls, prices, personOf),
  };
}

function total(calls: readonly OwnCalls[], prices: PriceBook) {
  let usd: Usd = 0n;
  let count = 0;
  for (const one of calls) {
    usd += ownCallsUsd(one, prices);
    count += one.calls;
  }
  return { calls: count, usd: usdText(usd) };
}

function partsOf(
  calls: readonly OwnCalls[],
  prices: PriceBook,
  nameOf: (calls: OwnCalls) => string,
): SpendingPart[] {
  const parts = new Map<string, OwnCalls[]>();
  for (const one of calls) {
    const own = parts.get(nameOf(one));
    if (own) own.push(one);
    else parts.set(nameOf(one), [one]);
  }
  const all = [...parts].map(([says, own]) => ({ says, own, ...total(own, prices) }));
  all.sort((a, b) => Number(b.usd) - Number(a.usd) || b.calls - a.calls);
  const shown = all.slice(0, PARTS_MAX).map(({ says, calls: count, usd }) => ({
    says,
    calls: count,
    usd,
  }));
  const rest = all.slice(PARTS_MAX).flatMap(({ own }) => own);
  return rest.length > 0 ? [...shown, { says: "all others", ...total(rest, prices) }] : shown;
}
