/** What home says of costs: storage and keys, since calls would cost a question to know. */
export interface HomeCosts {
  month: string;
  forecastUsd: string;
  lastMonth: string;
  lastMonthUsd: string;
  /** Signed: what has changed most between the two months, if anything has. */
  change?: { says: string; usd: string; isMore: boolean; filter?: string };
  isListing: boolean;
  isPartial: boolean;
  /** Set while this console's own calls are over today's budget. */
  isSlowed: boolean;
}
