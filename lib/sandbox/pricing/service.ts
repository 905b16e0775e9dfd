import type { Service } from "../contract";
import { operationsOf } from "../operations";
import { describeServices, getProducts } from "./get-products";

/** The Price List API, for Secrets Manager and KMS. */
export const pricing: Service = {
  signingName: "pricing",
  eventSource: "pricing.amazonaws.com",
  protocol: "json-1.1",
  targetPrefix: "AWSPriceListService",
  operations: operationsOf(getProducts, describeServices),
};
