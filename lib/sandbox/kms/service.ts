import type { Service } from "../contract";
import { operationsOf } from "../operations";
import {
  describeKey,
  getKeyPolicy,
  getKeyRotationStatus,
  listAliases,
  listKeys,
} from "./operations";

/** KMS, as far as the keys behind secrets can be looked at. */
export const kms: Service = {
  signingName: "kms",
  eventSource: "kms.amazonaws.com",
  protocol: "json-1.1",
  targetPrefix: "TrentService",
  errorMember: "message",
  operations: operationsOf(listAliases, listKeys, describeKey, getKeyPolicy, getKeyRotationStatus),
};
