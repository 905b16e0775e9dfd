import type { World } from "../../contract";
import { allowSecretsManager, lambdaOf, type RotationScript } from "../../lambda/state";
import { ensureRole, mayManageSecrets, trustsService } from "./principals";
import type { Place } from "./secret";
import type { Stage } from "./stage";

/** A rotation function of the estate and what it does from when on. */
export interface DemoFunction extends Place {
  name: string;
  arn: string;
  roleName: string;
}

/** Plans a rotation function that follows AWS's template; its name never asks for a script. */
export function planFunction(
  stage: Stage,
  place: Place,
  name: string,
  since: Date = stage.ago({ days: 150 }),
): DemoFunction {
  const fn: DemoFunction = {
    ...place,
    name,
    arn: `arn:aws:lambda:${place.region}:${place.accountId}:function:${name}`,
    roleName: `${name}-role`,
  };
  stage.at(since, (world) => addFunction(world, fn));
  return fn;
}

/** Plans what the function does from that moment on. */
export function planScript(
  stage: Stage,
  fn: DemoFunction,
  when: Date,
  script: RotationScript,
): void {
  stage.at(when, (world) => {
    const held = lambdaOf(world.region(fn.accountId, fn.region)).functions.get(fn.name);
    if (held) {
      held.script = script;
      held.lastModified = when;
    }
  });
}

function addFunction(world: World, fn: DemoFunction): void {
  const role = ensureRole(world, {
    accountId: fn.accountId,
    roleName: fn.roleName,
    trusts: trustsService("lambda.amazonaws.com"),
    may: mayManageSecrets,
  });
  const { functions } = lambdaOf(world.region(fn.accountId, fn.region));
  if (functions.has(fn.name)) return;
  functions.set(fn.name, {
    name: fn.name,
    arn: fn.arn,
    description: "Rotates a secret step by step.",
    runtime: "python3.13",
    handler: "lambda_function.lambda_handler",
    roleArn: role.arn,
    timeoutSeconds: 30,
    memoryMb: 128,
    environment: {
      SECRETS_MANAGER_ENDPOINT: `https://secretsmanager.${fn.region}.amazonaws.com`,
    },
    policy: allowSecretsManager(fn.arn),
    lastModified: world.clock.now(),
    script: { kind: "succeed" },
  });
}
