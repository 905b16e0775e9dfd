import { z } from "zod";
import type { PriceSheet, PriceTexts } from "./prices";

/** The parts of a product of AWS's price list that are read (facts 6.1). */
const Product = z.object({
  serviceCode: z.string(),
  product: z.object({
    productFamily: z.string(),
    attributes: z.object({ regionCode: z.string(), usagetype: z.string() }),
  }),
  terms: z.object({
    OnDemand: z.record(
      z.string(),
      z.object({
        effectiveDate: z.string(),
        priceDimensions: z.record(
          z.string(),
          z.object({
            beginRange: z.string(),
            endRange: z.string(),
            pricePerUnit: z.object({ USD: z.string() }),
          }),
        ),
      }),
    ),
  }),
});

interface Step {
  from: string;
  usd: string;
}

/**
 * Puts products of the Price List API together to one sheet a Region. Usage types are irregular,
 * so products are told by service, family and Region. `fallback` gives what was not listed, as KMS
 * prices may not be; a Region without a price for secrets and calls gets no sheet.
 */
export function sheetsOf(
  texts: readonly string[],
  fallback: (region: string) => PriceTexts | undefined,
): PriceSheet[] {
  const found = new Map<string, Partial<PriceTexts> & { since: string }>();
  for (const text of texts) {
    const read = readProduct(text);
    if (!read) continue;
    const { region, since, prices } = read;
    const known = found.get(region);
    const newest = known && known.since > since ? known.since : since;
    found.set(region, { ...known, ...prices, since: newest });
  }
  return [...found].flatMap(([region, { since, ...prices }]) => {
    if (!prices.secretMonthUsd || !prices.callUsd) return [];
    const rest = fallback(region);
    const { keyMonthUsd, keyRequestUsd, keyRequestsFree } = { ...rest, ...prices };
    if (keyMonthUsd === undefined || keyRequestUsd === undefined) return [];
    return {
      region,
      since,
      source: "price list api" as const,
      isAssumed: false,
      secretMonthUsd: prices.secretMonthUsd,
      callUsd: prices.callUsd,
      keyMonthUsd,
      keyRequestUsd,
      keyRequestsFree: keyRequestsFree ?? 0,
    };
  });
}

function readProduct(text: string) {
  const parsed = Product.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { serviceCode, product, terms } = parsed.data;
  const [term] = Object.values(terms.OnDemand);
  if (!term) return undefined;
  const steps = Object.values(term.priceDimensions)
    .map(({ beginRange, pricePerUnit }) => ({ from: beginRange, usd: pricePerUnit.USD }))
    .sort((a, b) => Number(a.from) - Number(b.from));
  const prices = pricesFrom(`${serviceCode} ${product.productFamily}`, steps);
  const { regionCode: region } = product.attributes;
  return prices && { region, since: term.effectiveDate.slice(0, 10), prices };
}

function pricesFrom(what: string, steps: readonly Step[]): Partial<PriceTexts> | undefined {
  const [first, second] = steps;
  if (!first) return undefined;
  if (what === "AWSSecretsManager Secret") return { secretMonthUsd: first.usd };
  if (what === "AWSSecretsManager API Request") return { callUsd: first.usd };
  if (what === "awskms Encryption Key") return { keyMonthUsd: first.usd };
  // KMS lists several kinds of request; only those of symmetric keys have free ones.
  if (what === "awskms API Request" && second && Number(first.usd) === 0) {
    return { keyRequestUsd: second.usd, keyRequestsFree: Number(second.from) };
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
