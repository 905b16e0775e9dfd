import { storeOf } from "../../secrets-manager/store";
import { type CastMember, member } from "./cast";
import { planScript } from "./functions";
import { appOf, maria, operator1, operator2, terraform } from "./people";
import { production } from "./principals";
import { rotating } from "./rotating";
import { oddRotationCast } from "./rotations-odd";
import { onTimeCast } from "./rotations-on-time";
import { DemoSecret } from "./secret";
import type { Stage } from "./stage";

const ireland = { accountId: production, region: "eu-west-1" } as const;
const virginia = { accountId: production, region: "us-east-1" } as const;
const frankfurt = { accountId: production, region: "eu-central-1" } as const;

/** Rotation in every state it can be in. */
export function rotationCast(stage: Stage): CastMember[] {
  return [
    ...onTimeCast(stage),
    stuckEmpty(stage),
    stuckFilled(stage),
    failing(stage),
    overdue(stage),
    ...neverOrNoMore(stage),
    ...oddRotationCast(stage),
  ];
}

/** The function stopped before it had made a value: AWSPENDING names an empty version. */
function stuckEmpty(stage: Stage): CastMember {
  const { secret, fn } = rotating(
    stage,
    {
      ...ireland,
      name: "prod/billing/mysql-stuck-pending-empty",
      team: "billing",
      functionName: "rotate-billing-mysql",
    },
    { rules: { AutomaticallyAfterDays: 30 }, since: { days: 71 } },
  );
  planScript(stage, fn, stage.ago({ days: 9, hours: 1 }), { kind: "fail", step: "createSecret" });
  secret.send(stage.ago({ days: 9 }), operator2, "RotateSecret", {
    ClientRequestToken: secret.versionId(1001),
  });
  return member(secret, "stuck AWSPENDING, empty");
}

/** It stopped later: AWSPENDING names a value that the database may or may not accept. */
function stuckFilled(stage: Stage): CastMember {
  const { secret, fn } = rotating(
    stage,
    {
      ...ireland,
      name: "prod/ledger/postgres-stuck-pending-filled",
      team: "ledger",
      functionName: "rotate-ledger-postgres",
    },
    { rules: { AutomaticallyAfterDays: 28 }, since: { days: 60 } },
  );
  planScript(stage, fn, stage.ago({ days: 8, hours: 1 }), { kind: "fail", step: "testSecret" });
  secret
    .send(stage.ago({ days: 8 }), operator1, "RotateSecret", {
      ClientRequestToken: secret.versionId(1001),
    })
    .read(stage.ago({ hours: 1 }), appOf(production, "ledger"));
  return member(secret, "stuck AWSPENDING, filled");
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
