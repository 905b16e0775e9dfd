import { makeDice } from "./made-up";
import {
  appOf,
  jonas,
  maria,
  operator1,
  operator2,
  stagingMaria,
  stagingOperator1,
  stagingTerraform,
  type Team,
  teams,
  terraform,
} from "./people";
import { type Actor, production, type RegionName, staging } from "./principals";
import { rotating } from "./rotating";
import { DemoSecret, type Place } from "./secret";
import type { Stage } from "./stage";

/** How many ordinary secrets each Region gets beside the cast. */
const plan: readonly { accountId: string; region: RegionName; count: number }[] = [
  { accountId: production, region: "eu-west-1", count: 42 },
  { accountId: production, region: "us-east-1", count: 38 },
  { accountId: production, region: "eu-central-1", count: 24 },
  { accountId: staging, region: "eu-west-1", count: 38 },
  { accountId: staging, region: "us-east-1", count: 22 },
  { accountId: staging, region: "eu-central-1", count: 16 },
];

const leaves = [
  "db-primary",
  "db-readonly",
  "api-key",
  "webhook-signing",
  "smtp-password",
  "oauth-client",
  "redis-auth",
  "partner-sftp",
  "encryption-salt",
  "grafana-token",
  "slack-bot",
  "kafka-user",
] as const;

/** Ordinary secrets: owned, read now and then, changed by hand, some rotated. */
export function background(stage: Stage): void {
  for (const { accountId, region, count } of plan) {
    const dice = makeDice(`background ${accountId} ${region}`);
    for (let index = 0; index < count; index += 1) {
      const team = teams[index % teams.length] ?? "platform";
      const leaf = leaves[Math.floor(index / teams.length + index) % leaves.length] ?? "api-key";
      const prefix = accountId === production ? "prod" : "staging";
      const number = Math.floor(index / (teams.length * 2));
      const name = `${prefix}/${team}/${leaf}${number > 0 ? `-${number + 1}` : ""}`;
      ordinary(stage, { accountId, region, name, team }, dice);
    }
  }
}

interface Ordinary extends Place {
  name: string;
  team: Team;
}

function ordinary(stage: Stage, what: Ordinary, dice: () => number): void {
  const { accountId, region, name, team } = what;
  const hands = handsOf(accountId);
  const kind = dice();
  if (accountId === production && kind < 0.16) {
    const { secret } = rotating(
      stage,
      { ...what, functionName: `rotate-${team}-${region}` },
      {
        rules: { ScheduleExpression: "rate(30 days)" },
        since: { days: 35 + Math.floor(dice() * 80) },
      },
    );
    reads(stage, secret, appOf(accountId, team), { every: 2, until: 0, from: 30 });
    return;
  }
  const secret = new DemoSecret(stage, name, { accountId, region });
  const ageDays = kind < 0.5 ? 121 + Math.floor(dice() * 700) : 15 + Math.floor(dice() * 100);
  const age = { days: ageDays, minutes: Math.floor(dice() * 1440) };
  secret.create(stage.ago(age), hands.code, {
    tags: tagsOf(what, dice),
    ...(team === "payments" && dice() < 0.4 ? { kmsKeyId: "alias/payments" } : {}),
    ...(dice() < 0.3 ? { description: `${team}: ${name.slice(name.lastIndexOf("/") + 1)}` } : {}),
  });
  changes(stage, secret, { ageDays, dice, people: hands.people });
  const use = dice();
  const app = appOf(accountId, team);
  if (use < 0.5)
    reads(stage, secret, app, { every: 3, until: 0, from: Math.min(ageDays - 1, 100) });
  else if (use < 0.75)
    reads(stage, secret, app, { every: 11, until: 2, from: Math.min(ageDays - 1, 110) });
  else if (use < 0.88 && ageDays > 118)
    reads(stage, secret, app, { every: 9, until: 95, from: 117 });
}

/** Changes by hand within the history, none for most. */
function changes(
  stage: Stage,
  secret: DemoSecret,
  { ageDays, dice, people }: { ageDays: number; dice: () => number; people: readonly Actor[] },
): void {
  const count = Math.floor(dice() * dice() * 4);
  const span = Math.min(ageDays, 120) - 1;
  const days = Array.from({ length: count }, () => dice() * span).sort((a, b) => b - a);
  for (const day of days) {
    secret.put(
      stage.ago({ minutes: Math.round(day * 1440) + 1 }),
      people[Math.floor(dice() * people.length)] ?? maria,
    );
  }
}

function reads(
  stage: Stage,
  secret: DemoSecret,
  app: Actor,
  { every, until, from }: { every: number; until: number; from: number },
): void {
  const dice = makeDice(`reads ${secret.name} ${secret.place.region}`);
  for (let day = from; day > until; day -= every) {
    secret.read(stage.ago({ days: day, minutes: -Math.floor(dice() * 1380) }), app);
  }
}

function tagsOf({ accountId, team }: Ordinary, dice: () => number): Record<string, string> {
  const environment = accountId === production ? "production" : "staging";
  return {
    team,
    environment,
    ...(dice() < 0.7 ? { owner: `${team}@example.com` } : {}),
    ...(dice() < 0.3 ? { tier: "1" } : {}),
  };
}

function handsOf(accountId: string): { code: Actor; people: readonly Actor[] } {
  return accountId === production
    ? { code: terraform, people: [operator1, operator2, maria, jonas, terraform] }
    : { code: stagingTerraform, people: [stagingOperator1, stagingMaria, stagingTerraform] };
}
