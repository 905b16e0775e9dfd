import type { World } from "../contract";
import { afterWrite, attachedBy, current, type Labels, labelsOf, pending } from "./labels";
import { refusals } from "./refusals";
import { endRotation, planRotation } from "./rotation-engine";
import type { Secret, SecretValue, Version } from "./secret";
import { putLabels } from "./sync";

/** Beyond so many versions without a label the old ones are cleaned up (facts 2.2 rule 9). */
const keptDeprecated = 100;
/** Younger versions are never cleaned up. */
const keptMs = 24 * 3_600_000;
/** Where writes are refused until clean-up made room; see `unverified.md`. */
const mostVersions = 500;

/** A value that is to become a version. */
export interface Write {
  token: string;
  value: SecretValue;
  stages?: readonly string[] | undefined;
  /** The customer key's ARN; absent = default key. */
  keyArn?: string | undefined;
}

/**
 * Writes a value as a new version and answers its labels, or repeats the answer of the write that
 * already did so (facts 2.2 rules 2 to 4, 10, 11).
 *
 * @throws ResourceExistsException if the token made a version with another value.
 */
export function writeVersion(world: World, secret: Secret, write: Write): string[] {
  const known = secret.versions.get(write.token);
  if (known?.value) {
    if (!sameValue(known.value, write.value)) throw refusals.tokenReused(write.token, secret.arn);
    return labelsOf(secret.labels, write.token);
  }
  const now = world.clock.now().getTime();
  cleanUp(secret, now);
  if (!known && secret.versions.size >= mostVersions) throw refusals.tooManyVersions();
  const first = !secret.labels.has(current) && !hasValue(secret);
  const labels = afterWrite(secret.labels, write.token, write.stages, first);
  secret.versions.set(write.token, {
    id: write.token,
    createdAt: known?.createdAt ?? now,
    value: write.value,
    ...(write.keyArn ? { keyArn: write.keyArn } : {}),
  });
  const stages = attachedBy(write.stages, first);
  setLabels(world, secret, labels, true);
  if (stages.includes(current) && secret.rotation) {
    secret.rotation.lastWrittenAt = now;
    planRotation(world, secret);
  }
  return stages;
}

/**
 * Puts new labels in place, with what follows: an open rotation whose version lost AWSPENDING is
 * over, and old versions without labels are cleaned up.
 *
 * @param written says that a new version took the label, which CloudTrail calls abandoned.
 */
export function setLabels(world: World, secret: Secret, labels: Labels, written: boolean): void {
  putLabels(world, secret, labels);
  const open = secret.rotation?.openToken;
  if (open && labels.get(pending) !== open && labels.get(current) !== open) {
    endRotation(world, secret, written);
  }
  cleanUp(secret, world.clock.now().getTime());
}

/** Two values are the same if kind and content are; AWS decrypts the old one to compare. */
export function sameValue(a: SecretValue, b: SecretValue): boolean {
  if ("string" in a) return "string" in b && a.string === b.string;
  return "binary" in b && a.binary === b.binary;
}

function hasValue(secret: Secret): boolean {
  for (const version of secret.versions.values()) if (version.value) return true;
  return false;
}

function cleanUp(secret: Secret, now: number): void {
  if (secret.versions.size <= keptDeprecated) return;
  const labelled = new Set(secret.labels.values());
  const deprecated: Version[] = [];
  for (const version of secret.versions.values()) {
    if (!labelled.has(version.id)) deprecated.push(version);
  }
  let spare = deprecated.length - keptDeprecated;
  for (const version of deprecated) {
    if (spare <= 0) return;
    if (now - version.createdAt < keptMs) continue;
    secret.versions.delete(version.id);
    spare--;
  }
}
