import { expect, test } from "vitest";
import { sheetsOf } from "@/lib/domain/price-list-product";
import { listPrices } from "@/lib/domain/prices";
import { priceList, productText } from "../sandbox/pricing/price-list";
import { awsAccess } from "./clients";
import { currentPrices, priceListState, refreshPrices } from "./price-list";
import { standIn } from "./stand-in.test-support";

const world = standIn();
const session = {
  id: "0".repeat(64),
  person: { issuer: "https://id.example.com", subject: "operator-1", displayName: "Ada" },
  role: "operator" as const,
  awsGeneration: 1,
};
const fallback = (region: string) => listPrices.sheet(region, "2026-11");
const DAY_MS = 86_400_000;

// An answer of nothing must not look like a price, and a refusal must be seen.
test("denied, the page's prices stay the table's, and it is known why", async () => {
  const { roles } = world.sandbox.world.account("111122223333").iam;
  const role = roles.get("StrongroomOperator");
  if (!role) throw new Error("The stand-in has no such role");
  const kept = [...role.policies];
  role.policies.clear();
  await refreshPrices(awsAccess(session), new Date(Date.now() - 2 * DAY_MS));
  for (const [name, policy] of kept) role.policies.set(name, policy);
  expect(priceListState().failure).toMatchObject({
    code: "denied-by-aws",
    aws: { iamAction: "pricing:GetProducts" },
  });
  expect(currentPrices().sheet("eu-west-1", "2026-11")?.source).toBe("built-in table");
});

test("asks the Price List API once a day for the configured Regions", async () => {
  const now = new Date();
  const count = () =>
    world.sandbox.world.calls.filter(({ operation, status }) => {
      return operation === "GetProducts" && status === 200;
    }).length;
  await Promise.all([
    refreshPrices(awsAccess(session), now),
    refreshPrices(awsAccess(session), now),
  ]);
  await refreshPrices(awsAccess(session), now);
  expect(count()).toBe(2);
  expect(priceListState()).toEqual({ readAt: now.toISOString(), failure: undefined });
  expect(currentPrices().sheet("eu-west-1", "2026-11")).toEqual({
    region: "eu-west-1",
    source: "price list api",
    since: "2026-09-01",
    isAssumed: false,
    secretMonthUsd: "0.4000000000",
    callUsd: "0.0000050000",
    keyMonthUsd: "1.0000000000",
    keyRequestUsd: "0.0000030000",
    keyRequestsFree: 20_000,
  });
  await refreshPrices(awsAccess(session), new Date(now.getTime() + DAY_MS));
  expect(count()).toBe(4);
});

// Usage types are irregular in some Regions (facts 6.1): nobody may match by them.
test("every Region of the list gets a sheet, whatever its usage types are called", () => {
  const regions = new Set(priceList.map(({ attributes }) => attributes.regionCode));
  const sheets = sheetsOf(priceList.map(productText), fallback);
  expect(sheets.map(({ region }) => region).sort()).toEqual([...regions].sort());
});

test("without prices of KMS those of the table stand in; without those of secrets there is none", () => {
  const texts = priceList
    .filter(({ attributes }) => attributes.regionCode === "eu-west-1")
    .map((product) => ({ service: product.serviceCode, text: productText(product) }));
  const secrets = texts.flatMap(({ service, text }) => (service === "awskms" ? [] : text));
  const keys = texts.flatMap(({ service, text }) => (service === "awskms" ? text : []));
  expect(sheetsOf(secrets, fallback)).toMatchObject([{ region: "eu-west-1", keyMonthUsd: "1.00" }]);
  expect(sheetsOf(keys, fallback)).toEqual([]);
  expect(sheetsOf(["no json", "{}", ...secrets], fallback)).toHaveLength(1);
});
