import { storeOf } from "../../secrets-manager/store";
import { type CastMember, member } from "./cast";
import { appOf, operator1, terraform } from "./people";
import { ensureRole, production, roleActor, trustsService } from "./principals";
import { DemoSecret } from "./secret";
import type { Stage } from "./stage";

const ireland = { accountId: production, region: "eu-west-1" } as const;
const virginia = { accountId: production, region: "us-east-1" } as const;

/** RDS acting in the account through its service-linked role. */
const rds = roleActor({
  accountId: production,
  roleName: "AWSServiceRoleForRDS",
  path: "/aws-service-role/rds.amazonaws.com/",
  session: () => "rds",
  sessionHours: 1,
  trusts: trustsService("rds.amazonaws.com"),
  sourceIpAddress: "rds.amazonaws.com",
  userAgent: "rds.amazonaws.com",
});

/** Secrets that others look after: an AWS service, and AWS itself for a partner (facts 2.9). */
export function managedCast(stage: Stage): CastMember[] {
  return [ownedByService(stage), external(stage)];
}

function ownedByService(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "rds!cluster-7f3b0c1e-52d4-4a7b-9c38-1e0d6a92b4f5", ireland);
  const created = stage.ago({ days: 84 });
  secret.create(created, rds, {
    value: { text: JSON.stringify({ username: "admin", password: "made-by-rds" }) },
    description: "Secret associated with the primary RDS DB cluster: ledger-main",
  });
  // Only the service itself can say that a secret is its own, by no call that anyone else has.
  stage.at(created, (world) => {
    const held = storeOf(world.region(production, "eu-west-1")).named(secret.name);
    if (!held) return;
    held.owningService = "rds";
    held.tags = new Map([
      ["aws:secretsmanager:owningService", "rds"],
      ["aws:rds:primaryDBClusterArn", `arn:aws:rds:eu-west-1:${production}:cluster:ledger-main`],
    ]);
  });
  secret
    .send(stage.ago({ days: 84, minutes: -1 }), rds, "RotateSecret", {
      ClientRequestToken: secret.versionId(1000),
      RotationRules: { AutomaticallyAfterDays: 7 },
    })
    .read(stage.ago({ hours: 2 }), appOf(production, "ledger"));
  return member(secret, "owned by RDS");
}

function external(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/billing/salesforce-client-external", virginia);
  const roleName = "salesforce-rotation";
  stage.at(stage.ago({ days: 61 }), (world) => {
    ensureRole(world, {
      accountId: production,
      roleName,
      trusts: trustsService("secretsmanager.amazonaws.com"),
    });
  });
  secret
    .create(stage.ago({ days: 60 }), terraform, {
      type: "SalesforceClientSecret",
      value: {
        text: JSON.stringify({ clientId: "3MVG9demo", clientSecret: "made-by-salesforce" }),
      },
      tags: { team: "billing", environment: "production", owner: "billing@example.com" },
    })
    .send(stage.ago({ days: 59 }), operator1, "RotateSecret", {
      ClientRequestToken: secret.versionId(1000),
      RotationRules: { AutomaticallyAfterDays: 15 },
      ExternalSecretRotationRoleArn: `arn:aws:iam::${production}:role/${roleName}`,
      ExternalSecretRotationMetadata: [{ Key: "adminSecretArn", Value: "salesforce-admin" }],
    })
    .read(stage.ago({ days: 1 }), appOf(production, "billing"));
  return member(secret, "managed external secret");
}
