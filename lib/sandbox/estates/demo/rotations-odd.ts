import { type CastMember, member } from "./cast";
import { planScript } from "./functions";
import { operator1 } from "./people";
import { production } from "./principals";
import { rotating } from "./rotating";
import type { Stage } from "./stage";

const ireland = { accountId: production, region: "eu-west-1" } as const;
const virginia = { accountId: production, region: "us-east-1" } as const;

/** Rotations that ended otherwise than in success or failure, or that tell nothing about use. */
export function oddRotationCast(stage: Stage): CastMember[] {
  return [abandoned(stage), readByItself(stage), triedOnly(stage), hanging(stage)];
}

/** Somebody lost patience and wrote a value by hand, which ends the attempt (facts 2.4). */
function abandoned(stage: Stage): CastMember {
  const { secret, fn } = rotating(
    stage,
    {
      ...virginia,
      name: "prod/data/redshift-rotation-abandoned",
      team: "data",
      functionName: "rotate-redshift",
    },
    { rules: { AutomaticallyAfterDays: 60 }, since: { days: 70 } },
  );
  planScript(stage, fn, stage.ago({ days: 15 }), { kind: "fail", step: "setSecret" });
  secret
    .send(stage.ago({ days: 14 }), operator1, "RotateSecret", {
      ClientRequestToken: secret.versionId(1001),
    })
    .put(stage.ago({ days: 14, minutes: -50 }), operator1);
  planScript(stage, fn, stage.ago({ days: 13 }), { kind: "succeed" });
  return member(secret, "rotation abandoned by a hand-written value");
}

/** Its last read is always recent, and no application ever asks for it. */
function readByItself(stage: Stage): CastMember {
  const { secret } = rotating(
    stage,
    {
      ...ireland,
      name: "prod/ledger/reporting-db-read-only-by-rotation",
      team: "ledger",
      functionName: "rotate-reporting-db",
    },
    { rules: { ScheduleExpression: "rate(14 days)" }, since: { days: 85 } },
  );
  return member(secret, "read only by its own rotation function");
}

function triedOnly(stage: Stage): CastMember {
  const { secret } = rotating(
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
  return member(secret, "rotation tried, not yet run");
}

function hanging(stage: Stage): CastMember {
  const { secret, fn } = rotating(
    stage,
    {
      ...virginia,
      name: "prod/search/solr-function-hangs",
      team: "search",
      functionName: "rotate-solr",
    },
    { rules: { AutomaticallyAfterDays: 45 }, since: { days: 50 } },
  );
  planScript(stage, fn, stage.ago({ days: 6 }), { kind: "hang", step: "testSecret" });
  return member(secret, "rotation function hangs");
}
