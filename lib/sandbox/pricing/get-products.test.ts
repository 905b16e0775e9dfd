import {
  DescribeServicesCommand,
  GetProductsCommand,
  PricingClient,
} from "@aws-sdk/client-pricing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../start";
import { pricing } from "./service";

let sandbox: Sandbox;
let client: PricingClient;

beforeAll(async () => {
  sandbox = await startSandbox({ services: [pricing] });
  client = new PricingClient({
    endpoint: sandbox.url,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIA111122223333", secretAccessKey: "sandbox" },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  client.destroy();
  await sandbox.close();
});

type Filter = {
  Type: "TERM_MATCH" | "EQUALS" | "CONTAINS" | "ANY_OF" | "NONE_OF";
  Field: string;
  Value: string;
};

const term = (Field: string, Value: string): Filter => ({ Type: "TERM_MATCH", Field, Value });

interface Product {
  product: { attributes: { usagetype: string } };
  terms: {
    OnDemand: Record<
      string,
      {
        priceDimensions: Record<
          string,
          { unit: string; beginRange: string; pricePerUnit: { USD: string } }
        >;
      }
    >;
  };
}

async function products(ServiceCode: string, Filters: Filter[]) {
  const { PriceList } = await client.send(new GetProductsCommand({ ServiceCode, Filters }));
  return (PriceList ?? []).map((text: unknown) => JSON.parse(`${text}`) as Product);
}

function prices(product: Product | undefined) {
  const [term] = Object.values(product?.terms.OnDemand ?? {});
  return Object.values(term?.priceDimensions ?? {}).map((dimension) => ({
    unit: dimension.unit,
    usd: Number(dimension.pricePerUnit.USD),
    from: dimension.beginRange,
  }));
}

// Facts 6.1: $0.40 a secret-month, $0.05 per 10,000 calls; the answers are JSON texts.
test("a secret and a call have their price in each Region", async () => {
  for (const region of ["us-east-1", "eu-west-1", "eu-central-1", "ap-southeast-1"]) {
    const filters = (family: string) => [term("regionCode", region), term("productFamily", family)];
    const [secret, ...more] = await products("AWSSecretsManager", filters("Secret"));
    expect(more).toEqual([]);
    expect(prices(secret)).toEqual([{ unit: "Secrets", usd: 0.4, from: "0" }]);
    const [calls] = await products("AWSSecretsManager", filters("API Request"));
    expect(prices(calls)).toEqual([{ unit: "API Requests", usd: 0.000005, from: "0" }]);
  }
});

// Facts 6.1: match by productFamily and regionCode, because usage types are irregular.
test("usage types are irregular where AWS's are", async () => {
  const usageTypes = async (region: string) =>
    (await products("AWSSecretsManager", [term("regionCode", region)])).map(
      (product: Product) => product.product.attributes.usagetype,
    );
  expect(await usageTypes("us-east-1")).toEqual([
    "USE1-AWSSecretsManager-Secrets",
    "USE1-AWSSecretsManagerAPIRequest",
  ]);
  expect(await usageTypes("ap-southeast-1")).toContain("APS1-AWSSecretsManager-Secret");
  expect(await usageTypes("eu-west-1")).toContain("EU-AWSSecretsManager-APIRequests");
});

// Facts 6.1: $1 a key-month, $0.03 per 10,000 requests after 20,000 free ones.
test("KMS has a price for keys and a free step for requests", async () => {
  const [keys, requests] = await products("awskms", [term("regionCode", "eu-west-1")]);
  expect(prices(keys)).toEqual([{ unit: "Keys", usd: 1, from: "0" }]);
  expect(prices(requests)).toEqual([
    { unit: "Requests", usd: 0, from: "0" },
    { unit: "Requests", usd: 0.000003, from: "20000" },
  ]);
});

test("the five kinds of filter", async () => {
  const count = async (filter: Filter) =>
    (await products("AWSSecretsManager", [term("productFamily", "Secret"), filter])).length;
  const all = (await products("AWSSecretsManager", [term("productFamily", "Secret")])).length;
  expect(await count({ Type: "EQUALS", Field: "regionCode", Value: "eu-west-1" })).toBe(1);
  expect(await count({ Type: "CONTAINS", Field: "location", Value: "EU (" })).toBeGreaterThan(3);
  expect(await count({ Type: "ANY_OF", Field: "regionCode", Value: "eu-west-1,us-east-1" })).toBe(
    2,
  );
  expect(await count({ Type: "NONE_OF", Field: "regionCode", Value: "eu-west-1" })).toBe(all - 1);
  expect(await count(term("colour", "blue"))).toBe(0);
});

test("pages go on where they ended", async () => {
  const seen: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetProductsCommand({ ServiceCode: "AWSSecretsManager", MaxResults: 10, NextToken }),
    );
    expect(page.FormatVersion).toBe("aws_v1");
    seen.push(...(page.PriceList ?? []).map((text: unknown) => JSON.parse(`${text}`).product.sku));
    NextToken = page.NextToken;
  } while (NextToken);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThan(20);
});

test("wrong questions are refused", async () => {
  const codeOf = (input: ConstructorParameters<typeof GetProductsCommand>[0]) =>
    client.send(new GetProductsCommand(input)).then(
      () => "success",
      (error: Error) => error.name,
    );
  expect(await codeOf({ ServiceCode: "AmazonNothing" })).toBe("NotFoundException");
  expect(await codeOf({ ServiceCode: "awskms", NextToken: "made up" })).toBe(
    "InvalidNextTokenException",
  );
  expect(await codeOf({ ServiceCode: "awskms", MaxResults: 101 })).toBe("ValidationException");
});

test("the services and their fields", async () => {
  const { Services } = await client.send(new DescribeServicesCommand({}));
  expect(Services?.map((service) => service.ServiceCode)).toEqual(["AWSSecretsManager", "awskms"]);
  expect(Services?.[0]?.AttributeNames).toContain("regionCode");
});
