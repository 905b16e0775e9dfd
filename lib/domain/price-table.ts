import type { PriceTexts } from "./prices";

interface TableRow extends PriceTexts {
  partition: string;
  /** The day of which the prices are. */
  since: string;
  /** Regions in which these very prices were seen; others of the partition are taken to be equal. */
  seenIn: readonly string[];
  source: string;
}

/**
 * Public list prices, dated. A new price is a new row: months before it keep the old one. There
 * are no tiers and no row for GovCloud and China, whose prices nobody here has seen (facts 6.1).
 */
export const priceTable: readonly TableRow[] = [
  {
    partition: "aws",
    since: "2026-09-01",
    secretMonthUsd: "0.40",
    callUsd: "0.000005",
    keyMonthUsd: "1.00",
    keyRequestUsd: "0.000003",
    keyRequestsFree: 20_000,
    seenIn: ["us-east-1", "ap-southeast-1", "ap-south-1"],
    source: "AWS's pages for Secrets Manager and KMS prices, read on 2026-09-20",
  },
];
