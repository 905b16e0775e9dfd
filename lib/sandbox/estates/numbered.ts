import type { World } from "../contract";
import { allowSecretsManager, lambdaOf } from "../lambda/state";
import type { RotationRules } from "../secrets-manager/schedule";
import { type Seed, seedSecret } from "../secrets-manager/seed";
import { addKey } from "./demo/keys";
import { makeDice } from "./demo/made-up";

const accountId = "111122223333";
const region = "us-east-1";
const SPAN_MS = 3 * 365 * 86_400_000;

const teams = ["payments", "ledger", "billing", "search", "web", "identity", "data", "platform"];
const stages = ["prod", "staging", "test", "dev"];
const services = ["api", "worker", "batch", "gateway", "indexer", "mailer", "reports", "admin"];
const kinds = ["db-primary", "db-readonly", "api-key", "webhook", "oauth-client", "redis-auth"];

/** The secrets of a numbered estate: names share prefixes, dates reach back three years. */
function* numberedSecrets(count: number, now: Date): Generator<Seed> {
  const dice = makeDice("numbered");
  const pick = (list: readonly string[]) => list[Math.floor(dice() * list.length)] ?? "";
  for (let index = 0; index < count; index += 1) {
    const team = pick(teams);
    const stage = pick(stages);
    const kind = pick(kinds);
    const service = pick(services);
    // Oldest first, so that the order of creation is the order of the numbers.
    const createdAt = new Date(now.getTime() - SPAN_MS + Math.floor((SPAN_MS * index) / count));
    const readAt = new Date(createdAt.getTime() + dice() * (now.getTime() - createdAt.getTime()));
    yield {
      // The number keeps names apart; the rest lets prefixes and words be searched.
      name: `${stage}/${team}/${service}/${kind}-${String(index).padStart(6, "0")}`,
      value: { string: `value-${Math.floor(dice() * 1e15).toString(36)}` },
      tags: {
        team,
        environment: stage,
        ...(dice() < 0.8 ? { owner: `${team}@example.com` } : {}),
      },
      createdAt,
      ...(dice() < 0.3 ? { description: `${kind} of the ${team} ${service}` } : {}),
      ...(dice() < 0.6 ? { readAt } : {}),
      ...(dice() < 0.1 ? { kmsKeyId: `alias/${team}` } : {}),
    };
  }
}

const FUNCTIONS = 20;
const schedules: readonly RotationRules[] = [
  { ScheduleExpression: "cron(0 2 ? * THU *)", Duration: "3h" },
  { ScheduleExpression: "cron(0 /8 * * ? *)", Duration: "2h" },
  { ScheduleExpression: "rate(10 days)" },
  { AutomaticallyAfterDays: 30 },
  { AutomaticallyAfterDays: 7, Duration: "4h" },
  { ScheduleExpression: "cron(0 22 L * ? *)" },
];

/** The rotation of the secret at an index: a few schedules and functions, shared by many. */
function rotationOf(index: number, now: Date): Seed["rotation"] {
  return {
    lambdaArn: functionArn(index % FUNCTIONS),
    rules: schedules[index % schedules.length],
    lastRotatedAt: new Date(now.getTime() - (index % 6) * 86_400_000),
  };
}

const functionArn = (index: number) =>
  `arn:aws:lambda:${region}:${accountId}:function:rotate-${index}`;

function addFunctions(world: World): void {
  const { functions } = lambdaOf(world.region(accountId, region));
  for (let index = 0; index < FUNCTIONS; index += 1) {
    const arn = functionArn(index);
    functions.set(`rotate-${index}`, {
      name: `rotate-${index}`,
      arn,
      description: "",
      runtime: "python3.13",
      handler: "lambda_function.lambda_handler",
      roleArn: `arn:aws:iam::${accountId}:role/rotates`,
      timeoutSeconds: 30,
      memoryMb: 128,
      environment: {},
      policy: allowSecretsManager(arn),
      lastModified: world.clock.now(),
    });
  }
}

/**
 * Fills the estate: every secret in one Region, the same at every start for the same number.
 * `isRotating` = each of them rotates.
 */
export async function numberedEstate(
  world: World,
  count: number,
  isRotating = false,
): Promise<void> {
  if (isRotating) addFunctions(world);
  const now = world.clock.now();
  let index = 0;
  for (const team of teams) addKey(world, { accountId, region, alias: `alias/${team}` });
  for (const seed of numberedSecrets(count, now)) {
    const rotation = isRotating ? rotationOf(index, now) : undefined;
    seedSecret(world, accountId, region, { ...seed, ...(rotation && { rotation }) });
    index += 1;
  }
}
