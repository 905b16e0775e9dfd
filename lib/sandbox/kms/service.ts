import type { Service } from "../contract";
import { operationsOf } from "../operations";
import {
  createAlias,
  createKey,
  disableKey,
  disableKeyRotation,
  enableKey,
  enableKeyRotation,
  putKeyPolicy,
  scheduleKeyDeletion,
} from "./manage";
import {
  describeKey,
  getKeyPolicy,
  getKeyRotationStatus,
  listAliases,
  listKeys,
} from "./operations";

/** KMS, as far as the keys behind secrets are looked at and arranged. */
export const kms: Service = {
  signingName: "kms",
  eventSource: "kms.amazonaws.com",
  protocol: "json-1.1",
  targetPrefix: "TrentService",
  errorMember: "message",
  operations: operationsOf(
    listAliases,
    listKeys,
    describeKey,
    getKeyPolicy,
    getKeyRotationStatus,
    createKey,
    createAlias,
    putKeyPolicy,
    disableKey,
    enableKey,
    enableKeyRotation,
    disableKeyRotation,
    scheduleKeyDeletion,
  ),
};
