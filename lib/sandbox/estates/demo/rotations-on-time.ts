import { type CastMember, member } from "./cast";
import { appOf } from "./people";
import { production } from "./principals";
import { rotating } from "./rotating";
import type { Stage } from "./stage";

const ireland = { accountId: production, region: "eu-west-1" } as const;
const virginia = { accountId: production, region: "us-east-1" } as const;
const frankfurt = { accountId: production, region: "eu-central-1" } as const;

/** Rotations that do what was asked of them. */
export function onTimeCast(stage: Stage): CastMember[] {
  return [byRate(stage), ...bySharedCluster(stage), monthly(stage), often(stage)];
}

function byRate(stage: Stage): CastMember {
  const { secret } = rotating(
    stage,
    {
      ...ireland,
      name: "prod/payments/db-on-time-by-rate",
      team: "payments",
      functionName: "rotate-payments-db",
    },
    { rules: { ScheduleExpression: "rate(7 days)" }, since: { days: 100, hours: 2 } },
  );
  secret.read(stage.ago({ hours: 2 }), appOf(production, "payments"));
  return member(secret, "rotated on time by rate()");
}

/** Two windows that overlap on one database and one function: fine so far, and a collision. */
function bySharedCluster(stage: Stage): CastMember[] {
  const shared = { ...ireland, team: "ledger", functionName: "rotate-ledger-db" } as const;
  const tags = { DbCluster: "ledger-main" };
  const cron = rotating(
    stage,
    { ...shared, name: "prod/ledger/db-on-time-by-cron-window" },
    {
      rules: { ScheduleExpression: "cron(0 2 ? * SUN *)", Duration: "3h" },
      since: { days: 96, hours: 4 },
      tags,
    },
  );
  cron.secret.read(stage.ago({ hours: 3 }), appOf(production, "ledger"));
  const colliding = rotating(
    stage,
    { ...shared, name: "prod/ledger/migrations-same-window-same-cluster" },
    {
      rules: { ScheduleExpression: "cron(0 3 ? * SUN *)", Duration: "2h" },
      since: { days: 41 },
      tags,
    },
  );
  return [
    member(cron.secret, "rotated on time by cron() in a window"),
    member(colliding.secret, "rotates in another's window on the same cluster"),
  ];
}

function monthly(stage: Stage): CastMember {
  const { secret } = rotating(
    stage,
    {
      ...virginia,
      name: "prod/data/snowflake-monthly-window",
      team: "data",
      functionName: "rotate-snowflake",
    },
    {
      rules: { ScheduleExpression: "cron(0 4 1 * ? *)", Duration: "2h" },
      since: { days: 90 },
    },
  );
  return member(secret, "rotated monthly by cron()");
}

function often(stage: Stage): CastMember {
  const { secret } = rotating(
    stage,
    {
      ...frankfurt,
      name: "prod/identity/token-every-12-hours",
      team: "identity",
      functionName: "rotate-identity-token",
    },
    { rules: { ScheduleExpression: "rate(12 hours)" }, since: { days: 13 } },
  );
  return member(secret, "rotated every 12 hours");
}
