import { storeOf } from "../../secrets-manager/store";
import { type CastMember, member } from "./cast";
import { planScript } from "./functions";
import { appOf, maria, operator1, operator2, terraform } from "./people";
import { production } from "./principals";
import { rotating } from "./rotating";
import { DemoSecret } from "./secret";
import type { Stage } from "./stage";

const ireland = { accountId: production, region: "eu-west-1" } as const;
const virginia = { accountId: production, region: "us-east-1" } as const;
const frankfurt = { accountId: production, region: "eu-central-1" } as const;

/** Rotation in every state it can be in. */
export function rotationCast(stage: Stage): CastMember[] {
  return [
    ...onTime(stage),
    ...stuck(stage),
    failing(stage),
    overdue(stage),
    ...neverOrNoMore(stage),
    ...odd(stage),
  ];
}

function onTime(stage: Stage): CastMember[] {
  const rate = rotating(
    stage,
    {
      ...ireland,
      name: "prod/payments/db-on-time-by-rate",
      team: "payments",
      functionName: "rotate-payments-db",
    },
    { rules: { ScheduleExpression: "rate(7 days)" }, since: { days: 100, hours: 2 } },
  );
  rate.secret.read(stage.ago({ hours: 2 }), appOf(production, "payments"));
  const cron = rotating(
    stage,
    {
      ...ireland,
      name: "prod/ledger/db-on-time-by-cron-window",
      team: "ledger",
      functionName: "rotate-ledger-db",
    },
    {
      rules: { ScheduleExpression: "cron(0 2 ? * SUN *)", Duration: "3h" },
      since: { days: 96, hours: 4 },
      tags: { DbCluster: "ledger-main" },
    },
  );
  cron.secret.read(stage.ago({ hours: 3 }), appOf(production, "ledger"));
  const colliding = rotating(
    stage,
    {
      ...ireland,
      name: "prod/ledger/migrations-same-window-same-cluster",
      team: "ledger",
      functionName: "rotate-ledger-db",
    },
    {
      rules: { ScheduleExpression: "cron(0 3 ? * SUN *)", Duration: "2h" },
      since: { days: 41 },
      tags: { DbCluster: "ledger-main" },
    },
  );
  const monthly = rotating(
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
  const often = rotating(
    stage,
    {
      ...frankfurt,
      name: "prod/identity/token-every-12-hours",
      team: "identity",
      functionName: "rotate-identity-token",
    },
    { rules: { ScheduleExpression: "rate(12 hours)" }, since: { days: 13 } },
  );
  return [
    member(rate.secret, "rotated on time by rate()"),
    member(cron.secret, "rotated on time by cron() in a window"),
    member(colliding.secret, "rotates in another's window on the same cluster"),
    member(monthly.secret, "rotated monthly by cron()"),
    member(often.secret, "rotated every 12 hours"),
  ];
}

/** The attempt stopped and AWSPENDING stayed: without a value, and with one. */
function stuck(stage: Stage): CastMember[] {
  const empty = rotating(
    stage,
    {
      ...ireland,
      name: "prod/billing/mysql-stuck-pending-empty",
      team: "billing",
      functionName: "rotate-billing-mysql",
    },
    { rules: { AutomaticallyAfterDays: 30 }, since: { days: 71 } },
  );
  const emptied = stage.ago({ days: 9, hours: 1 });
  planScript(stage, empty.fn, emptied, { kind: "fail", step: "createSecret" });
  empty.secret.send(stage.ago({ days: 9 }), operator2, "RotateSecret", {
    ClientRequestToken: empty.secret.versionId(1001),
  });
  const filled = rotating(
    stage,
    {
      ...ireland,
      name: "prod/ledger/postgres-stuck-pending-filled",
      team: "ledger",
      functionName: "rotate-ledger-postgres",
    },
    { rules: { AutomaticallyAfterDays: 28 }, since: { days: 60 } },
  );
  planScript(stage, filled.fn, stage.ago({ days: 8, hours: 1 }), {
    kind: "fail",
    step: "testSecret",
  });
  filled.secret
    .send(stage.ago({ days: 8 }), operator1, "RotateSecret", {
      ClientRequestToken: filled.secret.versionId(1001),
    })
    .read(stage.ago({ hours: 1 }), appOf(production, "ledger"));
  return [
    member(empty.secret, "stuck AWSPENDING, empty"),
    member(filled.secret, "stuck AWSPENDING, filled"),
  ];
}

/** Every night for a week the database refuses the new password. */
function failing(stage: Stage): CastMember {
  const { secret, fn } = rotating(
    stage,
    {
      ...frankfurt,
      name: "prod/payments/mysql-failing-at-set-secret",
      team: "payments",
      functionName: "rotate-payments-mysql",
    },
    {
      rules: { ScheduleExpression: "cron(0 3 * * ? *)", Duration: "2h" },
      since: { days: 16 },
    },
  );
  planScript(stage, fn, stage.ago({ days: 7, hours: 12 }), { kind: "fail", step: "setSecret" });
  secret.read(stage.ago({ hours: 7 }), appOf(production, "payments"));
  return member(secret, "failing at setSecret for a week");
}

/** The last window came and went, and nothing began: no failure, no AWSPENDING. */
function overdue(stage: Stage): CastMember {
  const { secret } = rotating(
    stage,
    {
      ...virginia,
      name: "prod/search/opensearch-master-overdue",
      team: "search",
      functionName: "rotate-opensearch",
    },
    { rules: { ScheduleExpression: "rate(30 days)" }, since: { days: 34 } },
  );
  stage.at(stage.ago({ days: 20 }), (world) => {
    const { accountId, region } = secret.place;
    storeOf(world.region(accountId, region)).named(secret.name)?.rotation?.cancel?.();
  });
  return member(secret, "overdue");
}

function neverOrNoMore(stage: Stage): CastMember[] {
  const never = new DemoSecret(stage, "prod/web/session-signing-never-rotated", frankfurt);
  never
    .create(stage.ago({ days: 453 }), terraform, {
      tags: { team: "web", environment: "production", owner: "web@example.com" },
    })
    .read(stage.ago({ hours: 1 }), appOf(production, "web"));
  const off = rotating(
    stage,
    {
      ...ireland,
      name: "prod/identity/ldap-rotation-off-rules-left",
      team: "identity",
      functionName: "rotate-ldap-bind",
    },
    { rules: { AutomaticallyAfterDays: 14 }, since: { days: 108 } },
  );
  off.secret.send(stage.ago({ days: 40 }), maria, "CancelRotateSecret", {});
  return [member(never, "never rotated"), member(off.secret, "rotation off, old rules left")];
}

function odd(stage: Stage): CastMember[] {
  const abandoned = rotating(
    stage,
    {
      ...virginia,
      name: "prod/data/redshift-rotation-abandoned",
      team: "data",
      functionName: "rotate-redshift",
    },
    { rules: { AutomaticallyAfterDays: 60 }, since: { days: 70 } },
  );
  planScript(stage, abandoned.fn, stage.ago({ days: 15 }), { kind: "fail", step: "setSecret" });
  abandoned.secret
    .send(stage.ago({ days: 14 }), operator1, "RotateSecret", {
      ClientRequestToken: abandoned.secret.versionId(1001),
    })
    .put(stage.ago({ days: 14, minutes: -50 }), operator1);
  planScript(stage, abandoned.fn, stage.ago({ days: 13 }), { kind: "succeed" });
  const onlyRotation = rotating(
    stage,
    {
      ...ireland,
      name: "prod/ledger/reporting-db-read-only-by-rotation",
      team: "ledger",
      functionName: "rotate-reporting-db",
    },
    { rules: { ScheduleExpression: "rate(14 days)" }, since: { days: 85 } },
  );
  const trial = rotating(
    stage,
    {
      ...virginia,
      name: "prod/billing/paypal-test-run-only",
      team: "billing",
      functionName: "rotate-paypal",
    },
    {
      rules: { ScheduleExpression: "cron(0 5 15 * ? *)", Duration: "4h" },
      since: { days: 5 },
      immediately: false,
    },
  );
  const hanging = rotating(
    stage,
    {
      ...virginia,
      name: "prod/search/solr-function-hangs",
      team: "search",
      functionName: "rotate-solr",
    },
    { rules: { AutomaticallyAfterDays: 45 }, since: { days: 50 } },
  );
  planScript(stage, hanging.fn, stage.ago({ days: 6 }), { kind: "hang", step: "testSecret" });
  return [
    member(abandoned.secret, "rotation abandoned by a hand-written value"),
    member(onlyRotation.secret, "read only by its own rotation function"),
    member(trial.secret, "rotation tried, not yet run"),
    member(hanging.secret, "rotation function hangs"),
  ];
}
