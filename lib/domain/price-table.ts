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

/**
 * Parameter Store, for the question what plain configuration would cost there (facts 7). A
 * standard parameter holds 4 KB and is free; an advanced one holds 8 KB.
 */
export const parameterStore = {
  since: "2026-09-20",
  standard: { monthUsd: "0", bytesMax: 4096, perRegionMax: 10_000 },
  advanced: { monthUsd: "0.05", bytesMax: 8192, perRegionMax: 100_000 },
  /** Per parameter returned: always for advanced ones, for standard ones at higher throughput. */
  interactionUsd: "0.000005",
} as const;
