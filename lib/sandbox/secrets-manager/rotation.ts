import type { Call, CallBefore, Need } from "../contract";
import type { InputOf } from "./inputs";
import { current, pending } from "./labels";
import { inputContext, secretNeed } from "./needs";
import { findFunction, functionRegion, mayInvoke } from "./neighbours";
import { findWritable, operation, quotas } from "./operation";
import { parameter, refusals } from "./refusals";
import { planRotation, startRotation, stopRotation, testRotation } from "./rotation-engine";
import { checkRules, type RotationRules } from "./schedule";
import type { Rotation, Secret } from "./secret";
import { lookUp } from "./store";
import { changed } from "./sync";

type Input = InputOf<"RotateSecret">;

/** RotateSecret: stores the configuration and rotates behind the caller's back (facts 2.4). */
export const rotateSecret = operation("RotateSecret", {
  readOnly: false,
  quota: quotas.rotate,
  check: (input) => {
    const { ClientRequestToken: token } = input;
    if (!token) throw refusals.tokenMissing("InvalidParameterException");
    if (token.length < 32 || token.length > 64) {
      throw parameter("ClientRequestToken must be 32-64 characters long.");
    }
    if (input.RotationRules) checkRules(input.RotationRules);
  },
  needs: rotateNeeds,
  run: rotate,
});

/** CancelRotateSecret: no schedule and no further step; AWSPENDING stays behind (facts 2.4). */
export const cancelRotateSecret = operation("CancelRotateSecret", {
  readOnly: false,
  quota: quotas.rotate,
  needs: (input, call) => [secretNeed(call, "CancelRotateSecret", input.SecretId)],
  run: (input, call) => {
    const secret = findWritable(call, input.SecretId);
    if (secret.owningService) throw refusals.managed();
    if (!secret.rotation) throw refusals.noFunction();
    const VersionId = unfinished(secret);
    stopRotation(secret);
    changed(call.world, secret);
    return { ARN: secret.arn, Name: secret.name, VersionId };
  },
});

function rotateNeeds(input: Input, call: CallBefore): Need[] {
  const arn = input.RotationLambdaARN || lookUp(call, input.SecretId)?.rotation?.lambdaArn;
  const context = inputContext({
    RotationLambdaARN: input.RotationLambdaARN,
    RotateImmediately: input.RotateImmediately,
    ModifyRotationRules: input.RotationRules !== undefined,
  });
  const need = secretNeed(call, "RotateSecret", input.SecretId, context);
  const owner = arn?.split(":")[4];
  if (!arn || !owner) return [need];
  const policy = findFunction(call.world, arn)?.policy;
  return [
    need,
    {
      action: "lambda:InvokeFunction",
      resourceArn: arn,
      resourceAccountId: owner,
      ...(policy ? { resourcePolicy: policy } : {}),
      refusal: refusals.cannotInvoke(),
    },
  ];
}

function rotate(input: Input, call: Call) {
  const secret = findWritable(call, input.SecretId);
  const token = input.ClientRequestToken ?? "";
  const answer = { ARN: secret.arn, Name: secret.name, VersionId: token };
  if (secret.rotation?.openToken === token) return answer;
  const lambdaArn = functionFor(input, call, secret);
  if (unfinished(secret)) throw refusals.rotationOpen();
  const known = secret.versions.get(token);
  if (known) throw refusals.tokenReused(token, secret.arn);
  configure(secret, input, lambdaArn);
  changed(call.world, secret);
  planRotation(call.world, secret);
  if (input.RotateImmediately ?? true) startRotation(call.world, secret, token);
  else testRotation(call.world, secret, token);
  return answer;
}

/** The function that rotates; undefined for secrets that a service or AWS itself rotates. */
function functionFor(input: Input, call: Call, secret: Secret): string | undefined {
  const managed = secret.owningService !== undefined || secret.type !== undefined;
  if (secret.owningService && input.RotationLambdaARN) throw refusals.managed();
  const arn = input.RotationLambdaARN || secret.rotation?.lambdaArn;
  if (!arn) {
    if (managed) return undefined;
    throw refusals.noFunction();
  }
  if (functionRegion(arn) !== call.region.name) throw badFunctionArn(call, secret);
  const fn = findFunction(call.world, arn);
  if (!fn || !mayInvoke(fn)) throw refusals.cannotInvoke();
  return arn;
}

function badFunctionArn(call: Call, secret: Secret): Error {
  const place = `${call.region.name}:${secret.accountId}`;
  return parameter(
    `Invalid rotation Lambda ARN. Ensure the ARN matches format arn:aws:lambda:${place}:function:<functionName>.`,
  );
}

function configure(secret: Secret, input: Input, lambdaArn: string | undefined): void {
  const rotation: Rotation = secret.rotation ?? { enabled: true };
  rotation.enabled = true;
  rotation.lambdaArn = lambdaArn;
  if (input.RotationRules) rotation.rules = checkRules(input.RotationRules as RotationRules);
  rotation.externalRoleArn = input.ExternalSecretRotationRoleArn ?? rotation.externalRoleArn;
  rotation.externalMetadata = input.ExternalSecretRotationMetadata ?? rotation.externalMetadata;
  secret.rotation = rotation;
}

/** The version of a rotation that never came to its end: AWSPENDING away from AWSCURRENT. */
function unfinished(secret: Secret): string | undefined {
  const id = secret.labels.get(pending);
  return id === secret.labels.get(current) ? undefined : id;
}
