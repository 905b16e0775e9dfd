import { type DemoFunction, planFunction } from "./functions";
import { operator1, type Team, terraform } from "./people";
import { DemoSecret, type Place } from "./secret";
import type { Ago, Stage } from "./stage";

interface Schedule {
  rules: Readonly<Record<string, string | number>>;
  /** When rotation was set up; the first rotation runs then. */
  since: Ago;
  /** Version id of that first rotation, where the story needs to know it. */
  token?: string;
  immediately?: boolean;
  /** Beside the usual tags. */
  tags?: Readonly<Record<string, string>>;
}

/** A secret with a function of its own, made some days before its rotation was set up. */
export function rotating(
  stage: Stage,
  place: Place & { name: string; team: Team; functionName: string },
  schedule: Schedule,
): { secret: DemoSecret; fn: DemoFunction } {
  const secret = new DemoSecret(stage, place.name, {
    accountId: place.accountId,
    region: place.region,
  });
  const fn = planFunction(stage, secret.place, place.functionName);
  const since = stage.ago(schedule.since);
  secret.create(new Date(since.getTime() - 2 * 86_400_000), terraform, {
    value: "postgres",
    tags: {
      team: place.team,
      environment: "production",
      owner: `${place.team}@example.com`,
      ...schedule.tags,
    },
  });
  secret.send(since, operator1, "RotateSecret", {
    ClientRequestToken: schedule.token ?? secret.versionId(1000),
    RotationLambdaARN: fn.arn,
    RotationRules: schedule.rules,
    ...(schedule.immediately === undefined ? {} : { RotateImmediately: schedule.immediately }),
  });
  return { secret, fn };
}
