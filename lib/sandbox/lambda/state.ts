import type { Region } from "../contract";

/** The four steps of a rotation, in order (facts 2.4). */
export const rotationSteps = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;

export type RotationStep = (typeof rotationSteps)[number];

/**
 * What a scripted rotation function does when it is invoked.
 *
 * - `succeed`: follows AWS's published template, step by step.
 * - `fail`: the same, but raises an error in `step` (each time; a retry fails again).
 * - `hang`: never returns from `step`; the invocation times out and counts as failed.
 * - `late`: succeeds, but each step takes `delayMs` of simulated time.
 */
export type RotationScript =
  | { kind: "succeed" }
  | { kind: "fail"; step: RotationStep }
  | { kind: "hang"; step: RotationStep }
  | { kind: "late"; delayMs: number };

/** One function; its code is the script, nothing is executed. */
export interface LambdaFunction {
  name: string;
  /** `arn:aws:lambda:<region>:<account>:function:<name>`, without a qualifier. */
  arn: string;
  description: string;
  runtime: string;
  handler: string;
  /** The execution role under which it calls Secrets Manager. */
  roleArn: string;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
  /** The function's resource policy as text; without one nobody else may invoke it. */
  policy?: string;
  lastModified: Date;
  /** Absent = told by the name, see `scriptOf`. */
  script?: RotationScript;
}

/** What Lambda holds in one Region of one account. */
export interface LambdaState {
  /** By function name. */
  functions: Map<string, LambdaFunction>;
}

/** Where the state lives: `region.state(lambdaState, makeLambdaState)`. */
export const lambdaState: unique symbol = Symbol("lambda");

/** An empty store. */
export function makeLambdaState(): LambdaState {
  return { functions: new Map() };
}

/** The store of one Region, made on first use. */
export function lambdaOf(region: Region): LambdaState {
  return region.state(lambdaState, makeLambdaState);
}

const words: Record<string, RotationStep> = {
  create: "createSecret",
  set: "setSecret",
  test: "testSecret",
  finish: "finishSecret",
};

/**
 * The script of a function: the one set on it, else the one its name asks for:
 * `…fail-create…`, `…fail-set…`, `…fail-test…`, `…fail-finish…`, `…hang…` (in setSecret) or
 * `…hang-<step>…`, `…late…` (a minute a step), each as words of their own; any other name succeeds.
 */
export function scriptOf(fn: LambdaFunction): RotationScript {
  if (fn.script) return fn.script;
  const fail = /(?:^|[-_])fail-(create|set|test|finish)(?![a-z])/.exec(fn.name);
  if (fail?.[1]) return { kind: "fail", step: words[fail[1]] ?? "setSecret" };
  const hang = /(?:^|[-_])hang(?:-(create|set|test|finish))?(?![a-z])/.exec(fn.name);
  if (hang) return { kind: "hang", step: words[hang[1] ?? "set"] ?? "setSecret" };
  if (/(?:^|[-_])late(?![a-z])/.test(fn.name)) return { kind: "late", delayMs: 60_000 };
  return { kind: "succeed" };
}

/** The policy AWS's console adds so that Secrets Manager may invoke the function. */
export function allowSecretsManager(functionArn: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "default",
    Statement: [
      {
        Sid: "SecretsManagerAccess",
        Effect: "Allow",
        Principal: { Service: "secretsmanager.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        Resource: functionArn,
      },
    ],
  });
}
