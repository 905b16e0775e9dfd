import { AwsError, type Call, type CallBefore, type Need, type World } from "../contract";
import { replicationStatus } from "./describe";
import { arnInRegion } from "./names";
import { inputContext, secretNeed } from "./needs";
import { customerKey, keyNeeds, typedKeyNeeds } from "./neighbours";
import { findWritable, operation, quotas } from "./operation";
import { parameter, refusals } from "./refusals";
import { isReplica, type Replica, type Secret } from "./secret";
import { recordEvent } from "./service-events";
import { find, homeOf, lookUp, replicaIn, storeOf } from "./store";
import { changed, follow } from "./sync";
import { timingOf } from "./timing";

interface Wanted {
  Region?: string | undefined;
  KmsKeyId?: string | undefined;
}

/** ReplicateSecretToRegions: answers at once, the outcome shows in DescribeSecret (facts 2.5). */
export const replicateSecretToRegions = operation("ReplicateSecretToRegions", {
  readOnly: false,
  quota: quotas.write,
  needs: (input, call) => [
    secretNeed(call, "ReplicateSecretToRegions", input.SecretId, {
      ...inputContext({ ForceOverwriteReplicaSecret: input.ForceOverwriteReplicaSecret }),
      "secretsmanager:AddReplicaRegions": input.AddReplicaRegions.map((each) => each.Region ?? ""),
    }),
    ...primaryKeyNeeds(input.SecretId, call),
  ],
  run: async (input, call) => {
    const secret = findWritable(call, input.SecretId);
    checkRegions(secret.region, input.AddReplicaRegions);
    const force = input.ForceOverwriteReplicaSecret ?? false;
    await replicate(call, secret, input.AddReplicaRegions, force);
    return { ARN: secret.arn, ReplicationStatus: replicationStatus(call.world, secret) };
  },
});

/** RemoveRegionsFromReplication: deletes the copies at once, without a window (facts 2.3). */
export const removeRegionsFromReplication = operation("RemoveRegionsFromReplication", {
  readOnly: false,
  quota: quotas.write,
  needs: (input, call) => [secretNeed(call, "RemoveRegionsFromReplication", input.SecretId)],
  run: (input, call) => {
    const secret = findWritable(call, input.SecretId);
    for (const region of input.RemoveReplicaRegions) {
      const copy = replicaIn(call.world, secret, region);
      if (copy) homeOf(call.world, copy).remove(copy, call.now.getTime());
      secret.replicas?.delete(region);
    }
    forgetIfAlone(secret);
    changed(call.world, secret);
    return { ARN: secret.arn, ReplicationStatus: replicationStatus(call.world, secret) ?? [] };
  },
});

/** StopReplicationToReplica, called in the copy's Region: it becomes a secret of its own. */
export const stopReplicationToReplica = operation("StopReplicationToReplica", {
  readOnly: false,
  quota: quotas.write,
  needs: (input, call) => [secretNeed(call, "StopReplicationToReplica", input.SecretId)],
  run: (input, call) => {
    const copy = find(call, input.SecretId);
    if (!isReplica(copy) || !copy.primaryRegion) {
      throw parameter("The secret isn't a replica. Call must be made in the replica's region.");
    }
    const home = storeOf(call.world.region(copy.accountId, copy.primaryRegion));
    const primary = home.named(copy.name);
    if (primary && arnInRegion(primary.arn, copy.region) === copy.arn) {
      primary.replicas?.delete(copy.region);
      forgetIfAlone(primary);
    }
    copy.primaryRegion = undefined;
    homeOf(call.world, copy).changed(copy, call.now.getTime());
    return { ARN: copy.arn };
  },
});

/** @throws InvalidParameterException for the own Region and for what is no Region at all. */
export function checkRegions(own: string, wanted: readonly Wanted[]): void {
  for (const { Region } of wanted) {
    if (!Region || Region === own || !/^([a-z]+-)+\d+$/.test(Region)) {
      throw refusals.replicaRegion();
    }
  }
}

/** A primary under a customer key is decrypted to be copied (facts 1.2). */
function primaryKeyNeeds(typed: string, call: CallBefore): Need[] {
  const secret = lookUp(call, typed);
  return secret ? typedKeyNeeds(call, secret.kmsKeyId, ["Decrypt"], secret.arn) : [];
}

/** Begins replication, or tries it again: also how a copy's key is changed (facts 2.5). */
export async function replicate(
  call: Call,
  primary: Secret,
  wanted: readonly Wanted[],
  force: boolean,
): Promise<void> {
  const { world } = call;
  const keys = new Map<string, KeyForCopy>();
  for (const each of wanted) keys.set(each.Region ?? "", await keyForCopy(call, primary, each));
  primary.primaryRegion = primary.region;
  primary.replicas ??= new Map();
  for (const { Region: region = "", KmsKeyId } of wanted) {
    const replica: Replica = { region, status: "InProgress" };
    if (KmsKeyId) replica.kmsKeyId = KmsKeyId;
    primary.replicas.set(region, replica);
    const key = keys.get(region) ?? {};
    replica.keyArn = key.arn;
    const failure = key.failure ?? placeCopy(world, primary, replica, force);
    recordEvent(world, primary, "ReplicationStarted");
    const due = world.clock.now().getTime() + timingOf(world).replicationMs;
    world.clock.at(new Date(due), () => {
      if (primary.replicas?.get(region) !== replica) return;
      replica.status = failure ? "Failed" : "InSync";
      replica.message = failure ?? "Replication succeeded";
      recordEvent(world, primary, failure ? "ReplicationFailed" : "ReplicationSucceeded", failure);
    });
  }
  changed(world, primary);
}

interface KeyForCopy {
  arn?: string;
  /** Why the key cannot be used; a status, never a refusal (facts 2.5). */
  failure?: string;
}

async function keyForCopy(call: Call, primary: Secret, wanted: Wanted): Promise<KeyForCopy> {
  const region = call.world.region(primary.accountId, wanted.Region ?? "");
  try {
    const key = customerKey(call.world, region, wanted.KmsKeyId);
    const arn = arnInRegion(primary.arn, region.name);
    await call.authorize(keyNeeds(key, ["GenerateDataKey", "Encrypt"], region.name, arn));
    return key ? { arn: key.arn } : {};
  } catch (error) {
    if (error instanceof AwsError) return { failure: error.message };
    throw error;
  }
}

/** Puts the copy in its Region; the reason if that cannot be. */
function placeCopy(
  world: World,
  primary: Secret,
  replica: Replica,
  force: boolean,
): string | undefined {
  const store = storeOf(world.region(primary.accountId, replica.region));
  const arn = arnInRegion(primary.arn, replica.region);
  const there = store.named(primary.name);
  if (there && !(isReplica(there) && there.arn === arn)) {
    if (isReplica(there)) {
      return `Secret is currently replicated to ${replica.region} with a different arn`;
    }
    if (!force) return "Secret with this name already exists in this region";
    store.remove(there, world.clock.now().getTime());
  }
  const copy = store.named(primary.name) ?? newCopy(world, primary, replica, arn);
  follow(world, primary, copy, replica);
  return undefined;
}

function newCopy(world: World, primary: Secret, replica: Replica, arn: string): Secret {
  const store = storeOf(world.region(primary.accountId, replica.region));
  const copy: Secret = {
    arn,
    name: primary.name,
    accountId: primary.accountId,
    region: replica.region,
    createdAt: world.clock.now().getTime(),
    serial: store.nextSerial(),
    changedAt: primary.changedAt,
    versions: new Map(),
    labels: primary.labels,
    primaryRegion: primary.region,
  };
  store.add(copy);
  return copy;
}

function forgetIfAlone(primary: Secret): void {
  if (primary.replicas?.size !== 0) return;
  primary.replicas = undefined;
  primary.primaryRegion = undefined;
}
