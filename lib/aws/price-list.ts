import "server-only";
import { GetProductsCommand, type PricingClient } from "@aws-sdk/client-pricing";
import { config } from "@/lib/config";
import { monthOf } from "@/lib/domain/billing-month";
import type { FailureView } from "@/lib/domain/failure";
import { sheetsOf } from "@/lib/domain/price-list-product";
import {
  listPrices,
  type PriceBook,
  type PriceSheet,
  partitionOf,
  priceBook,
} from "@/lib/domain/prices";
import type { AwsAccess } from "./clients";
import { failureOf } from "./failures";

/** Prices change a few times in ten years; asking costs nothing but a call. */
const ASK_AGAIN_AFTER_MS = 24 * 3_600_000;
/** Who has changed a policy need not wait for a day. */
const ASK_REFUSED_AFTER_MS = 5 * 60_000;
const PAGES_MAX = 20;

interface Listed {
  sheets: readonly PriceSheet[];
  askedAtMs: number;
  readAt?: string;
  failure?: FailureView;
  asking?: Promise<void>;
}

// Next may load this file more than once in a process; what was listed exists once.
const store = globalThis as { [key: symbol]: Listed | undefined };
const storeKey = Symbol.for("strongroom.price-list");
function listed(): Listed {
  store[storeKey] ??= { sheets: [], askedAtMs: Number.NEGATIVE_INFINITY };
  return store[storeKey];
}

let book: { key: object; of: object; book: PriceBook } | undefined;

/** The prices that hold now: the settings', else what AWS listed, else the built-in table. */
export function currentPrices(): PriceBook {
  const { sheets } = listed();
  const overrides = config().costs.prices;
  if (book?.key !== sheets || book.of !== overrides) {
    book = { key: sheets, of: overrides, book: priceBook({ overrides, listed: sheets }) };
  }
  return book.book;
}

/** When AWS's price list was read, and why it was not. */
export function priceListState(): { readAt?: string; failure?: FailureView } {
  const { readAt, failure } = listed();
  return { readAt, failure };
}

/** Asks the Price List API once a day, under this person's role. Never throws: tables remain. */
export function refreshPrices(aws: AwsAccess, now: Date): Promise<void> {
  const state = listed();
  const waitMs = state.failure ? ASK_REFUSED_AFTER_MS : ASK_AGAIN_AFTER_MS;
  if (now.getTime() - state.askedAtMs < waitMs) return state.asking ?? Promise.resolve();
  state.askedAtMs = now.getTime();
  state.asking = ask(aws, now)
    .then((sheets) => {
      state.sheets = sheets;
      state.readAt = now.toISOString();
      state.failure = undefined;
    })
    .catch((error) => {
      state.failure = failureOf(error).view();
    })
    .finally(() => {
      state.asking = undefined;
    });
  return state.asking;
}

async function ask(aws: AwsAccess, now: Date): Promise<PriceSheet[]> {
  const { accounts } = config();
  const regions = [...new Set(accounts.flatMap((account) => account.regions))].filter(
    // The other partitions have price lists of their own, which this one cannot be asked for.
    (region) => partitionOf(region) === "aws",
  );
  const [account] = accounts;
  if (!account || regions.length === 0) return [];
  const client = aws.pricing(account.id);
  const texts = [
    ...(await productsOf(client, "AWSSecretsManager", regions)),
    ...(await productsOf(client, "awskms", regions)),
  ];
  return sheetsOf(texts, (region) => listPrices.sheet(region, monthOf(now.getTime())));
}

/** All products of a service in some Regions, as JSON texts. */
async function productsOf(
  client: PricingClient,
  ServiceCode: string,
  regions: readonly string[],
): Promise<string[]> {
  const texts: string[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await client.send(
      new GetProductsCommand({
        ServiceCode,
        FormatVersion: "aws_v1",
        Filters: [{ Type: "ANY_OF", Field: "regionCode", Value: regions.join(",") }],
        MaxResults: 100,
        NextToken,
      }),
    );
    texts.push(...(answer.PriceList ?? []).map(String));
    NextToken = answer.NextToken;
    if (!NextToken) break;
  }
  return texts;
}
