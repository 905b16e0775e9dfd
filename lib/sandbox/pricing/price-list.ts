import { createHash } from "node:crypto";

/** The date of the prices, which the answers carry as their effective date (facts 6.1). */
export const PUBLISHED = "2026-09-01T00:00:00Z";

interface Place {
  regionCode: string;
  location: string;
  /** What most usage types of the Region begin with. */
  prefix: string;
}

const places: readonly Place[] = [
  { regionCode: "us-east-1", location: "US East (N. Virginia)", prefix: "USE1" },
  { regionCode: "us-east-2", location: "US East (Ohio)", prefix: "USE2" },
  { regionCode: "us-west-1", location: "US West (N. California)", prefix: "USW1" },
  { regionCode: "us-west-2", location: "US West (Oregon)", prefix: "USW2" },
  { regionCode: "ca-central-1", location: "Canada (Central)", prefix: "CAN1" },
  { regionCode: "sa-east-1", location: "South America (Sao Paulo)", prefix: "SAE1" },
  { regionCode: "eu-west-1", location: "EU (Ireland)", prefix: "EU" },
  { regionCode: "eu-west-2", location: "EU (London)", prefix: "EUW2" },
  { regionCode: "eu-west-3", location: "EU (Paris)", prefix: "EUW3" },
  { regionCode: "eu-central-1", location: "EU (Frankfurt)", prefix: "EUC1" },
  { regionCode: "eu-north-1", location: "EU (Stockholm)", prefix: "EUN1" },
  { regionCode: "eu-south-1", location: "EU (Milan)", prefix: "EUS1" },
  { regionCode: "ap-south-1", location: "Asia Pacific (Mumbai)", prefix: "APS3" },
  { regionCode: "ap-southeast-1", location: "Asia Pacific (Singapore)", prefix: "APS1" },
  { regionCode: "ap-southeast-2", location: "Asia Pacific (Sydney)", prefix: "APS2" },
  { regionCode: "ap-northeast-1", location: "Asia Pacific (Tokyo)", prefix: "APN1" },
  { regionCode: "ap-northeast-2", location: "Asia Pacific (Seoul)", prefix: "APN2" },
];

/** Usage types that do not follow the pattern; so nobody may match by them (facts 6.1). */
const irregular: Readonly<Record<string, string>> = {
  "APS1-AWSSecretsManager-Secrets": "APS1-AWSSecretsManager-Secret",
  "EU-AWSSecretsManagerAPIRequest": "EU-AWSSecretsManager-APIRequests",
};

export interface PriceListItem {
  serviceCode: string;
  productFamily: string;
  /** `attributes` of the product; what filters compare with. */
  attributes: Readonly<Record<string, string>>;
  sku: string;
  unit: string;
  description: string;
  /** Price steps by the unit at which they begin. */
  steps: readonly { from: string; to: string; usd: string }[];
}

const whole = (usd: string) => [{ from: "0", to: "Inf", usd }];

/** Every product of a Region; the same prices everywhere (facts 6.1 knows no others). */
function productsOf({ regionCode, location, prefix }: Place): PriceListItem[] {
  const secrets = { servicecode: "AWSSecretsManager", servicename: "AWS Secrets Manager" };
  const keys = { servicecode: "awskms", servicename: "AWS Key Management Service" };
  const place = { location, locationType: "AWS Region", regionCode };
  const usage = (usual: string) => irregular[usual] ?? usual;
  return [
    item(
      "Secret",
      { ...secrets, ...place, usagetype: usage(`${prefix}-AWSSecretsManager-Secrets`) },
      {
        unit: "Secrets",
        description: "$0.40 per Secret",
        steps: whole("0.4000000000"),
      },
    ),
    item(
      "API Request",
      { ...secrets, ...place, usagetype: usage(`${prefix}-AWSSecretsManagerAPIRequest`) },
      {
        unit: "API Requests",
        description: "$0.05 per 10000 API Requests",
        steps: whole("0.0000050000"),
      },
    ),
    item(
      "Encryption Key",
      { ...keys, ...place, usagetype: `${regionCode}-KMS-Keys` },
      {
        unit: "Keys",
        description: "$1 per customer managed KMS key version",
        steps: whole("1.0000000000"),
      },
    ),
    item(
      "API Request",
      { ...keys, ...place, usagetype: `${regionCode}-KMS-Requests` },
      {
        unit: "Requests",
        description: "$0.03 per 10,000 KMS requests, after the first 20,000 of a month",
        steps: [
          { from: "0", to: "20000", usd: "0.0000000000" },
          { from: "20000", to: "Inf", usd: "0.0000030000" },
        ],
      },
    ),
  ];
}

function item(
  productFamily: string,
  attributes: Record<string, string> & { servicecode: string; usagetype: string },
  price: Pick<PriceListItem, "unit" | "description" | "steps">,
): PriceListItem {
  return {
    serviceCode: attributes.servicecode,
    productFamily,
    attributes: { ...attributes, operation: "" },
    sku: code(attributes.usagetype, 16),
    ...price,
  };
}

/** Stable upper-case code of letters and digits, as SKUs and rate codes are. */
function code(text: string, length: number): string {
  const digest = createHash("sha256").update(text).digest();
  const alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
  return Array.from(digest.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join(
    "",
  );
}

/** All products, in the order of their Regions. */
export const priceList: readonly PriceListItem[] = places.flatMap(productsOf);

/** One product as the JSON text that GetProducts answers. */
export function productText(product: PriceListItem): string {
  const offer = "JRTCKXETXF";
  return JSON.stringify({
    product: {
      productFamily: product.productFamily,
      attributes: product.attributes,
      sku: product.sku,
    },
    serviceCode: product.serviceCode,
    terms: {
      OnDemand: {
        [`${product.sku}.${offer}`]: {
          priceDimensions: Object.fromEntries(
            product.steps.map((step) => {
              const rate = `${product.sku}.${offer}.${code(`${product.sku} ${step.from}`, 10)}`;
              return [rate, dimensionOf(product, step, rate)];
            }),
          ),
          sku: product.sku,
          effectiveDate: PUBLISHED,
          offerTermCode: offer,
          termAttributes: {},
        },
      },
    },
    version: "20260901000000",
    publicationDate: PUBLISHED,
  });
}

function dimensionOf(product: PriceListItem, step: PriceListItem["steps"][number], rate: string) {
  return {
    unit: product.unit,
    beginRange: step.from,
    endRange: step.to,
    description: product.description,
    appliesTo: [],
    rateCode: rate,
    pricePerUnit: { USD: step.usd },
  };
}
