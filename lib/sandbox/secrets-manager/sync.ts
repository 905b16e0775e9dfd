import type { World } from "../contract";
import type { Labels } from "./labels";
import type { Replica, Secret, Version } from "./secret";
import { homeOf, replicaIn } from "./store";

/** Puts labels in place, moves LastChangedDate and lets the copies follow. */
export function putLabels(world: World, secret: Secret, labels: Labels): void {
  secret.labels = labels;
  changed(world, secret);
}

/** Marks any change of a secret: LastChangedDate moves and the copies follow (facts 2.5). */
export function changed(world: World, secret: Secret): void {
  homeOf(world, secret).changed(secret, world.clock.now().getTime());
  for (const replica of secret.replicas?.values() ?? []) {
    if (replica.status === "Failed") continue;
    const copy = replicaIn(world, secret, replica.region);
    if (copy) follow(world, secret, copy, replica);
  }
}

/** Makes a copy equal to its primary in everything but its key and its reads. */
export function follow(world: World, primary: Secret, copy: Secret, replica: Replica): void {
  copy.description = primary.description;
  copy.type = primary.type;
  copy.owningService = primary.owningService;
  copy.tags = primary.tags && new Map(primary.tags);
  copy.policy = primary.policy;
  copy.labels = primary.labels;
  copy.kmsKeyId = replica.kmsKeyId;
  for (const version of primary.versions.values()) {
    const own = copy.versions.get(version.id);
    copy.versions.set(version.id, copied(version, own, copy.createdAt, replica.keyArn));
  }
  for (const id of copy.versions.keys()) if (!primary.versions.has(id)) copy.versions.delete(id);
  homeOf(world, copy).changed(copy, primary.changedAt);
}

function copied(
  version: Version,
  own: Version | undefined,
  madeAt: number,
  keyArn: string | undefined,
): Version {
  return {
    id: version.id,
    createdAt: own?.createdAt ?? Math.max(version.createdAt, madeAt),
    ...(version.value ? { value: version.value } : {}),
    ...(keyArn ? { keyArn } : {}),
    ...(own?.accessedDay !== undefined ? { accessedDay: own.accessedDay } : {}),
  };
}
