import { createHash } from "node:crypto";
import type { Region } from "../contract";
import { storeOf } from "../secrets-manager/store";
import { kmsOf } from "./state";

const alias = "alias/aws/secretsmanager";

/**
 * Makes the AWS managed key of Secrets Manager if the Region has a secret and no such key yet:
 * AWS makes it at the service's first use (facts 1.2). It is dated to the oldest secret.
 */
export function ensureDefaultKey(region: Region): void {
  const state = kmsOf(region);
  if (state.aliases.has(alias)) return;
  const oldest = oldestSecret(region);
  if (oldest === undefined) return;
  const accountId = region.account.id;
  const keyId = keyIdOf(`${accountId} ${region.name}`);
  state.aliases.set(alias, keyId);
  state.keys.set(keyId, {
    keyId,
    arn: `arn:aws:kms:${region.name}:${accountId}:key/${keyId}`,
    accountId,
    region: region.name,
    description: "Default key that protects my Secrets Manager data when no other key is defined",
    manager: "AWS",
    spec: "SYMMETRIC_DEFAULT",
    usage: "ENCRYPT_DECRYPT",
    state: "Enabled",
    policy: throughSecretsManager(accountId, region.name),
    createdAt: new Date(oldest),
  });
}

function oldestSecret(region: Region): number | undefined {
  let oldest: number | undefined;
  for (const { createdAt } of storeOf(region).all)
    oldest = Math.min(oldest ?? createdAt, createdAt);
  return oldest;
}

/** Everybody in the account, but only through the service; the account may look at it. */
function throughSecretsManager(accountId: string, region: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "auto-secretsmanager-2",
    Statement: [
      {
        Sid: "ThroughSecretsManager",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:ReEncrypt*",
          "kms:GenerateDataKey*",
          "kms:CreateGrant",
          "kms:DescribeKey",
        ],
        Resource: "*",
        Condition: {
          StringEquals: {
            "kms:CallerAccount": accountId,
            "kms:ViaService": `secretsmanager.${region}.amazonaws.com`,
          },
        },
      },
      {
        Sid: "AccountLooks",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
        Resource: "*",
      },
    ],
  });
}

function keyIdOf(text: string): string {
  const hex = createHash("sha256").update(`default key ${text}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
