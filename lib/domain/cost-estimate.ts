/**
 * Public list prices in USD, reckoned in whole millionths of a dollar so that no sum is rounded
 * (facts 6.1). Discounts, taxes and other partitions are not in them.
 */
const MICRO = 1_000_000;
/** One secret or one replica for one month; nothing while deletion is scheduled. */
const SECRET_MONTH_MICRO_USD = 400_000;
/** $0.05 per 10,000 calls. */
const CALL_MICRO_USD = 5;

/** What `billed` secrets and replicas cost a month, as decimal text in USD. */
export function monthlyUsd(billed: number): string {
  return usd(billed * SECRET_MONTH_MICRO_USD);
}

/** What `calls` requests to Secrets Manager cost, as decimal text in USD. */
export function callsUsd(calls: number): string {
  return usd(calls * CALL_MICRO_USD);
}

/** At least two decimals, and as many as the amount has. */
function usd(micro: number): string {
  const whole = Math.floor(micro / MICRO);
  const decimals = String(micro % MICRO).padStart(6, "0");
  return `${whole}.${decimals.slice(0, 2)}${decimals.slice(2).replace(/0+$/, "")}`;
}
