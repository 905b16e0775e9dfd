import { AwsError, type CallBefore, type Need, type Operation } from "../contract";
import {
  type Members,
  membersOf,
  missing,
  optionalInteger,
  optionalList,
  optionalText,
  requiredText,
} from "../members";
import { pageOf } from "../paging";
import { type PriceListItem, priceList, productText } from "./price-list";

const filterTypes = ["TERM_MATCH", "EQUALS", "CONTAINS", "ANY_OF", "NONE_OF"] as const;

interface Filter {
  type: (typeof filterTypes)[number];
  field: string;
  value: string;
}

interface ProductsInput {
  serviceCode: string;
  filters: readonly Filter[];
  maxResults: number;
  nextToken?: string;
}

const badToken = {
  code: "InvalidNextTokenException",
  message: "The pagination token is invalid. Try again without a pagination token.",
};

/** Prices as JSON texts, 100 a page at most (facts 6.1). */
export const getProducts: Operation<ProductsInput> = {
  name: "GetProducts",
  readOnly: true,
  parse: (raw) => parseProducts(membersOf(raw)),
  needs: (_input, call) => [onAll("pricing:GetProducts", call)],
  run: ({ serviceCode, filters, maxResults, nextToken }) => {
    const wanted = priceList.filter(
      (product) =>
        product.serviceCode === serviceCode && filters.every((filter) => matches(product, filter)),
    );
    const page = pageOf(wanted, maxResults, nextToken, badToken);
    return {
      FormatVersion: "aws_v1",
      PriceList: page.items.map(productText),
      ...(page.next ? { NextToken: page.next } : {}),
    };
  },
  trail: ({ serviceCode, maxResults }) => ({
    requestParameters: { serviceCode, maxResults },
    responseElements: null,
  }),
};

/** The services that have prices here, and what their products can be filtered by. */
export const describeServices: Operation<{ serviceCode?: string }> = {
  name: "DescribeServices",
  readOnly: true,
  parse: (raw) => ({ serviceCode: optionalText(membersOf(raw), "ServiceCode") }),
  needs: (_input, call) => [onAll("pricing:DescribeServices", call)],
  run: ({ serviceCode }) => {
    const codes = [...new Set(priceList.map((product) => product.serviceCode))];
    const wanted = serviceCode === undefined ? codes : codes.filter((code) => code === serviceCode);
    if (serviceCode !== undefined && wanted.length === 0) throw unknownService(serviceCode);
    return {
      FormatVersion: "aws_v1",
      Services: wanted.map((code) => ({ ServiceCode: code, AttributeNames: fieldsOf(code) })),
    };
  },
};

function parseProducts(members: Members): ProductsInput {
  const serviceCode = requiredText(members, "ServiceCode");
  if (!priceList.some((product) => product.serviceCode === serviceCode)) {
    throw unknownService(serviceCode);
  }
  const format = optionalText(members, "FormatVersion");
  if (format !== undefined && format !== "aws_v1") {
    throw invalid(`FormatVersion '${format}' is not supported. Supported: aws_v1`);
  }
  const filters = optionalList(members, "Filters") ?? [];
  if (filters.length > 50) throw invalid("Too many filters: at most 50 are allowed.");
  return {
    serviceCode,
    filters: filters.map((filter) => filterOf(membersOf(filter))),
    maxResults: optionalInteger(members, "MaxResults", 1, 100) ?? 100,
    nextToken: optionalText(members, "NextToken"),
  };
}

function filterOf(members: Members): Filter {
  const type = optionalText(members, "Type", { oneOf: filterTypes });
  const known = filterTypes.find((name) => name === type);
  if (!known) throw missing("Type");
  return {
    type: known,
    field: requiredText(members, "Field", { min: 1, max: 1024 }),
    value: requiredText(members, "Value", { min: 1, max: 1024 }),
  };
}

/** Field names compare without case; a product that lacks the field matches only NONE_OF. */
function matches(product: PriceListItem, { type, field, value }: Filter): boolean {
  const actual = fieldOf(product, field)?.toLowerCase();
  const values = value.split(",").map((one) => one.trim().toLowerCase());
  if (type === "NONE_OF") return actual === undefined || !values.includes(actual);
  if (actual === undefined) return false;
  if (type === "CONTAINS") return actual.includes(value.toLowerCase());
  return type === "ANY_OF" ? values.includes(actual) : actual === value.toLowerCase();
}

function fieldOf(product: PriceListItem, field: string): string | undefined {
  const name = field.toLowerCase();
  if (name === "productfamily") return product.productFamily;
  if (name === "sku") return product.sku;
  return Object.entries(product.attributes).find(([key]) => key.toLowerCase() === name)?.[1];
}

function fieldsOf(serviceCode: string): string[] {
  const products = priceList.filter((product) => product.serviceCode === serviceCode);
  const names = products.flatMap((product) => Object.keys(product.attributes));
  return [...new Set(["productFamily", ...names])].sort();
}

function onAll(action: string, { account }: CallBefore): Need {
  return { action, resourceArn: "*", resourceAccountId: account.id };
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

const unknownService = (code: string) =>
  new AwsError("NotFoundException", `The service code ${code} was not found.`);
