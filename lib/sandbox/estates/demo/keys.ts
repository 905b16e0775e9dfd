import type { World } from "../../contract";
import { type KmsKey, kmsOf } from "../../kms/state";
import { tokenOf } from "./made-up";
import { production, type RegionName, regions, staging } from "./principals";
import type { Stage } from "./stage";

/** Customer keys by alias, the accounts that have them and since when. */
const customerKeys = [
  { alias: "alias/payments", accounts: [production, staging], days: 700, isRotated: true },
  { alias: "alias/ledger", accounts: [production, staging], days: 640, isRotated: true },
  { alias: "alias/ledger-2026", accounts: [production], days: 50, isRotated: false },
] as const;

/** Plans the customer keys of every Region. */
export function planKeys(stage: Stage): void {
  for (const { alias, accounts, days, isRotated } of customerKeys) {
    stage.at(stage.ago({ days }), (world) => {
      for (const accountId of accounts) {
        for (const region of regions) addKey(world, { accountId, region, alias, isRotated });
      }
    });
  }
}

/** The ARN a customer key has. */
export function keyArnOf(accountId: string, region: RegionName, alias: string): string {
  return `arn:aws:kms:${region}:${accountId}:key/${tokenOf(`key ${accountId} ${region} ${alias}`)}`;
}

/** Makes one customer key under an alias; its id follows from account, Region and alias. */
export function addKey(
  world: World,
  {
    accountId,
    region,
    alias,
    isRotated = false,
  }: { accountId: string; region: RegionName; alias: string; isRotated?: boolean },
): void {
  const state = kmsOf(world.region(accountId, region));
  const arn = keyArnOf(accountId, region, alias);
  const key: KmsKey = {
    keyId: arn.slice(arn.lastIndexOf("/") + 1),
    arn,
    accountId,
    region,
    description: `Secrets of ${alias.slice("alias/".length)}`,
    manager: "CUSTOMER",
    spec: "SYMMETRIC_DEFAULT",
    usage: "ENCRYPT_DECRYPT",
    state: "Enabled",
    isRotated,
    policy: keyPolicy(accountId, region),
    createdAt: world.clock.now(),
  };
  state.keys.set(key.keyId, key);
  state.aliases.set(alias, key.keyId);
}

/** The account decides, and whoever may use secrets may use the key through Secrets Manager. */
function keyPolicy(accountId: string, region: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "secrets",
    Statement: [
      {
        Sid: "AccountDecides",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Sid: "ThroughSecretsManager",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*", "kms:Encrypt", "kms:DescribeKey"],
        Resource: "*",
        Condition: {
          StringEquals: {
            "kms:CallerAccount": accountId,
            "kms:ViaService": `secretsmanager.${region}.amazonaws.com`,
          },
        },
      },
    ],
  });
}
