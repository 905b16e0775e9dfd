import { type CastMember, member, timeline } from "./cast";
import { appOf, cloudFormation, maria, operator1, opsLegacy, terraform } from "./people";
import { production } from "./principals";
import { DemoSecret } from "./secret";
import type { Stage } from "./stage";

const ireland = { accountId: production, region: "eu-west-1" } as const;
const virginia = { accountId: production, region: "us-east-1" } as const;
const frankfurt = { accountId: production, region: "eu-central-1" } as const;

/** Who owns a secret, who reads it, and under which key it lies. */
export function ownershipCast(stage: Stage): CastMember[] {
  return [...owners(stage), ...readers(stage), ...keys(stage)];
}

function owners(stage: Stage): CastMember[] {
  const ownerless = new DemoSecret(stage, "prod/smtp-relay-no-owner", virginia);
  ownerless
    .create(stage.ago({ days: 447 }), maria, { description: "Mail relay. Ask around." })
    .read(stage.ago({ days: 3 }), appOf(production, "platform"));
  const stack = new DemoSecret(stage, "prod/web/created-by-cloudformation", ireland);
  stack.create(stage.ago({ days: 82 }), cloudFormation, {
    tags: { team: "web", environment: "production", stack: "web-frontend" },
  });
  return [member(ownerless, "no owner tag"), member(stack, "made by CloudFormation")];
}

function readers(stage: Stage): CastMember[] {
  const unread = new DemoSecret(stage, "prod/identity/saml-signing-never-read", frankfurt);
  unread
    .create(stage.ago({ days: 97 }), terraform, {
      tags: { team: "identity", environment: "production", owner: "identity@example.com" },
    })
    .put(stage.ago({ days: 35 }), operator1);
  const forgotten = new DemoSecret(stage, "prod/legacy/newsletter-unread-for-100-days", virginia);
  forgotten
    .create(stage.ago({ days: 610 }), opsLegacy, { tags: { team: "web" } })
    .read(stage.ago({ days: 103 }), appOf(production, "web"));
  return [member(unread, "never read"), member(forgotten, "unread for 100 days")];
}

function keys(stage: Stage): CastMember[] {
  const customer = new DemoSecret(stage, "prod/payments/vault-customer-key", ireland);
  customer
    .create(stage.ago({ days: 93 }), terraform, {
      kmsKeyId: "alias/payments",
      tags: { team: "payments", environment: "production", tier: "1" },
    })
    .read(stage.ago({ hours: 5 }), appOf(production, "payments"));
  const usual = new DemoSecret(stage, "prod/web/feature-flags-default-key", ireland);
  usual
    .create(stage.ago({ days: 93 }), terraform, {
      tags: { team: "web", environment: "production" },
    })
    .read(stage.ago({ hours: 6 }), appOf(production, "web"));
  return [member(customer, "customer key"), member(usual, "default key"), keyPerVersion(stage)];
}

/** The first version lost its last label before the key changed, so it stayed under the old one. */
function keyPerVersion(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/ledger/archive-key-per-version", ireland);
  const t = {
    created: stage.ago({ days: 90 }),
    second: stage.ago({ days: 75 }),
    third: stage.ago({ days: 62 }),
    rekeyed: stage.ago({ days: 48 }),
    fourth: stage.ago({ days: 47 }),
  };
  secret
    .create(t.created, terraform, {
      kmsKeyId: "alias/ledger",
      tags: { team: "ledger", environment: "production" },
    })
    .put(t.second, operator1)
    .put(t.third, operator1)
    .send(t.rekeyed, operator1, "UpdateSecret", {
      KmsKeyId: "alias/ledger-2026",
      ClientRequestToken: secret.versionId(100),
    })
    .put(t.fourth, operator1);
  return member(secret, "a key per version", {
    labels: timeline(secret, [
      [t.created, terraform, "CreateSecret", { AWSCURRENT: 1 }],
      [t.second, operator1, "PutSecretValue", { AWSCURRENT: 2, AWSPREVIOUS: 1 }],
      [t.third, operator1, "PutSecretValue", { AWSCURRENT: 3, AWSPREVIOUS: 2 }],
      [t.fourth, operator1, "PutSecretValue", { AWSCURRENT: 4, AWSPREVIOUS: 3 }],
    ]),
  });
}
