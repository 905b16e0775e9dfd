import type { Call, CallBefore, World } from "../contract";
import type { InputOf } from "./inputs";
import { readSecretId, secretArn } from "./names";
import { inputContext, secretNeed } from "./needs";
import { operation, quotas } from "./operation";
import { refusals } from "./refusals";
import { planRotation, stopRotation } from "./rotation-engine";
import { isReplica, type Secret } from "./secret";
import { recordEvent, type ServiceEvent } from "./service-events";
import { find, homeOf, lookUp } from "./store";
import { timingOf } from "./timing";

type Input = InputOf<"DeleteSecret">;

const dayMs = 86_400_000;
const usualWindow = 30;

/** DeleteSecret: answers the earliest moment of erasure, which no later read tells (facts 2.3). */
export const deleteSecret = operation("DeleteSecret", {
  readOnly: false,
  quota: quotas.delete,
  check: (input) => {
    const { RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: force } = input;
    if (days === undefined) return;
    if (days < 7 || days > 30) throw refusals.window();
    if (force) throw refusals.windowAndForce();
  },
  needs: (input, call: CallBefore) => [
    secretNeed(
      call,
      "DeleteSecret",
      input.SecretId,
      inputContext({
        RecoveryWindowInDays: input.RecoveryWindowInDays,
        ForceDeleteWithoutRecovery: input.ForceDeleteWithoutRecovery,
      }),
    ),
  ],
  run: (input, call) => (input.ForceDeleteWithoutRecovery ? erase(input, call) : plan(input, call)),
});

/** RestoreSecret: undoes a planned deletion; harmless on a secret that is not planned to go. */
export const restoreSecret = operation("RestoreSecret", {
  readOnly: false,
  quota: quotas.restore,
  needs: (input, call) => [secretNeed(call, "RestoreSecret", input.SecretId)],
  run: (input, call) => {
    const secret = find(call, input.SecretId);
    if (isReplica(secret)) throw refusals.replicaWrite();
    if (secret.deletedAt !== undefined) {
      secret.cancelPurge?.();
      secret.cancelPurge = undefined;
      secret.deletedAt = undefined;
      const home = homeOf(call.world, secret);
      home.meter.begin(secret, call.now.getTime());
      home.changed(secret, call.now.getTime());
      forEachVersion(call.world, secret, "CancelSecretVersionDelete");
      planRotation(call.world, secret);
    }
    return { ARN: secret.arn, Name: secret.name };
  },
});

function plan(input: Input, call: Call) {
  const secret = deletable(find(call, input.SecretId));
  if (secret.deletedAt !== undefined) throw refusals.pendingDeletion();
  const days = input.RecoveryWindowInDays ?? usualWindow;
  const due = new Date(call.now.getTime() + days * dayMs);
  mark(call, secret);
  // A job of low priority erases it: some time after the window, never before.
  const delay = call.world.random.next() * timingOf(call.world).purgeDelayMs;
  purgeAt(call.world, secret, due.getTime() + delay);
  return { ARN: secret.arn, Name: secret.name, DeletionDate: due };
}

/** Without recovery; for a secret that is not there AWS answers as if it had been (facts 1.2). */
function erase(input: Input, call: Call) {
  const found = lookUp(call, input.SecretId);
  if (!found) return { ...madeUp(input.SecretId, call), DeletionDate: call.now };
  const secret = deletable(found);
  secret.cancelPurge?.();
  const planned = secret.deletedAt !== undefined;
  if (!planned) mark(call, secret);
  const { forceDeleteMs } = timingOf(call.world);
  if (forceDeleteMs > 0) purgeAt(call.world, secret, call.now.getTime() + forceDeleteMs);
  else purge(call.world, secret);
  return { ARN: secret.arn, Name: secret.name, DeletionDate: call.now };
}

function deletable(secret: Secret): Secret {
  if (isReplica(secret)) throw refusals.replicaWrite();
  if (secret.owningService) throw refusals.managed();
  if (secret.replicas && secret.replicas.size > 0) {
    throw refusals.stillReplicated(secret.arn, [...secret.replicas.keys()]);
  }
  return secret;
}

function mark(call: Call, secret: Secret): void {
  secret.deletedAt = call.now.getTime();
  stopRotation(secret);
  const home = homeOf(call.world, secret);
  home.meter.end(secret, call.now.getTime());
  home.changed(secret, call.now.getTime());
  forEachVersion(call.world, secret, "StartSecretVersionDelete");
}

function purgeAt(world: World, secret: Secret, when: number): void {
  secret.cancelPurge = world.clock.at(new Date(when), () => purge(world, secret));
}

function purge(world: World, secret: Secret): void {
  homeOf(world, secret).remove(secret, world.clock.now().getTime());
  forEachVersion(world, secret, "EndSecretVersionDelete");
}

function forEachVersion(world: World, secret: Secret, event: ServiceEvent): void {
  for (const _ of secret.versions.keys()) recordEvent(world, secret, event);
}

function madeUp(typed: string, call: Call): { ARN: string; Name: string } {
  const id = readSecretId(typed);
  if (id.kind === "arn") return { ARN: typed, Name: id.name };
  const suffix = call.world.random.letters(6);
  return { ARN: secretArn(call.region.name, call.account.id, id.name, suffix), Name: id.name };
}
