import { type CastMember, member } from "./cast";
import { appOf, maria, operator1, terraform } from "./people";
import { production, staging } from "./principals";
import { DemoSecret } from "./secret";
import type { Stage } from "./stage";

const ireland = { accountId: production, region: "eu-west-1" } as const;

/** Resource policies that let in more than somebody meant. */
export function policyCast(stage: Stage): CastMember[] {
  const shared = new DemoSecret(stage, "prod/ledger/shared-with-staging-default-key", ireland);
  shared
    .create(stage.ago({ days: 86 }), terraform, {
      description: "Shared with staging, yet under the default key: values cannot be read there.",
      tags: { team: "ledger", environment: "production" },
    })
    .send(stage.ago({ days: 55 }), maria, "PutResourcePolicy", {
      ResourcePolicy: policyFor({ AWS: `arn:aws:iam::${staging}:root` }),
    })
    .read(stage.ago({ days: 1, hours: 2 }), appOf(production, "ledger"));
  // The grant is there and yet no value comes: the default key never crosses accounts (facts 2.8).
  for (const days of [54, 53, 30, 2]) {
    shared.readFromOutside(stage.ago({ days }), appOf(staging, "ledger"), {
      refused: "InvalidRequestException",
    });
  }
  const open = new DemoSecret(stage, "prod/web/public-policy", ireland);
  open
    .create(stage.ago({ days: 58 }), maria, { tags: { team: "web", environment: "production" } })
    .send(stage.ago({ days: 58, hours: -1 }), maria, "PutResourcePolicy", {
      ResourcePolicy: policyFor("*"),
    });
  const narrow = new DemoSecret(stage, "prod/payments/read-only-by-payments-api", ireland);
  narrow
    .create(stage.ago({ days: 72 }), terraform, {
      tags: { team: "payments", environment: "production" },
    })
    .send(stage.ago({ days: 71 }), operator1, "PutResourcePolicy", {
      ResourcePolicy: policyFor({ AWS: `arn:aws:iam::${production}:role/payments-api` }),
      BlockPublicPolicy: true,
    })
    .read(stage.ago({ hours: 4 }), appOf(production, "payments"));
  // Another team's application tries, and IAM says no.
  for (const days of [19, 18, 6]) {
    narrow.read(stage.ago({ days, hours: 3 }), appOf(production, "web"), {
      refused: "AccessDeniedException",
      asksIam: true,
    });
  }
  return [
    member(shared, "cross-account policy on the default key"),
    member(open, "public policy"),
    member(narrow, "policy for one role"),
  ];
}

function policyFor(principal: string | Record<string, string>): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Readers",
        Effect: "Allow",
        Principal: principal,
        Action: "secretsmanager:GetSecretValue",
        Resource: "*",
      },
    ],
  });
}
