import type { Service } from "../contract";
import { operationsOf } from "../operations";
import { createSecret } from "./create";
import { deleteSecret, restoreSecret } from "./deletion";
import { describe } from "./describe";
import { listSecrets } from "./list";
import { accountNeed, secretNeed } from "./needs";
import { operation, quotas } from "./operation";
import { randomPassword } from "./random-password";
import {
  removeRegionsFromReplication,
  replicateSecretToRegions,
  stopReplicationToReplica,
} from "./replication";
import {
  deleteResourcePolicy,
  getResourcePolicy,
  putResourcePolicy,
  validateResourcePolicy,
} from "./resource-policy";
import { cancelRotateSecret, rotateSecret } from "./rotation";
import { find } from "./store";
import { tagResource, untagResource } from "./tags";
import { batchGetSecretValue, getSecretValue } from "./values";
import { listSecretVersionIds, updateSecretVersionStage } from "./version-operations";
import { putSecretValue, updateSecret } from "./writes";

const describeSecret = operation("DescribeSecret", {
  readOnly: true,
  quota: quotas.describe,
  needs: (input, call) => [secretNeed(call, "DescribeSecret", input.SecretId)],
  run: (input, call) => describe(call.world, find(call, input.SecretId)),
});

const getRandomPassword = operation("GetRandomPassword", {
  readOnly: true,
  quota: quotas.password,
  needs: (_input, call) => [accountNeed(call, "GetRandomPassword")],
  run: (input, call) => ({ RandomPassword: randomPassword(input, call.world.random.next) }),
});

/** Secrets Manager, 2017-10-17: all 23 operations of its model (facts 1). */
export const secretsManagerService: Service = {
  signingName: "secretsmanager",
  eventSource: "secretsmanager.amazonaws.com",
  protocol: "json-1.1",
  targetPrefix: "secretsmanager",
  operations: operationsOf(
    batchGetSecretValue,
    cancelRotateSecret,
    createSecret,
    deleteResourcePolicy,
    deleteSecret,
    describeSecret,
    getRandomPassword,
    getResourcePolicy,
    getSecretValue,
    listSecretVersionIds,
    listSecrets,
    putResourcePolicy,
    putSecretValue,
    removeRegionsFromReplication,
    replicateSecretToRegions,
    restoreSecret,
    rotateSecret,
    stopReplicationToReplica,
    tagResource,
    untagResource,
    updateSecret,
    updateSecretVersionStage,
    validateResourcePolicy,
  ),
};
