import type { World } from "../contract";
import { current } from "./labels";
import { checkName, secretArn } from "./names";
import { customerKey } from "./neighbours";
import { refusals } from "./refusals";
import { planRotation } from "./rotation-engine";
import { checkRules, type RotationRules } from "./schedule";
import { dayOf, type Secret, type SecretValue } from "./secret";
import { mostSecrets, storeOf } from "./store";

/** One secret that an estate begins with; everything but the name may be left out. */
export interface Seed {
  name: string;
  value?: SecretValue;
  description?: string;
  tags?: Readonly<Record<string, string>>;
  kmsKeyId?: string;
  /** A managed external secret's partner type. */
  type?: string;
  /** A secret that an AWS service owns; it gets the tag such secrets carry (facts 2.9). */
  owningService?: string;
  policy?: string;
  /** Default: now. */
  createdAt?: Date;
  changedAt?: Date;
  /** Any moment of the last day a value was read. */
  readAt?: Date;
  rotation?: { lambdaArn?: string; rules?: RotationRules; lastRotatedAt?: Date };
}

/**
 * Makes one secret without HTTP, authorization, CloudTrail record or log, by the same rules as
 * CreateSecret and RotateSecret: what made it lies before the time anybody can look at. A
 * rotation is planned from now on; none is begun.
 *
 * @throws AwsError as the operations would.
 */
export function seedSecret(world: World, accountId: string, region: string, seed: Seed): Secret {
  const home = world.region(accountId, region);
  const store = storeOf(home);
  checkName(seed.name);
  if (store.named(seed.name)) throw refusals.exists(seed.name);
  if (store.size >= mostSecrets) throw refusals.tooManySecrets();
  const createdAt = (seed.createdAt ?? world.clock.now()).getTime();
  const secret: Secret = {
    arn: secretArn(region, accountId, seed.name, world.random.letters(6)),
    name: seed.name,
    accountId,
    region,
    createdAt,
    serial: store.nextSerial(),
    changedAt: seed.changedAt?.getTime() ?? createdAt,
    versions: new Map(),
    labels: new Map(),
    description: seed.description,
    kmsKeyId: seed.kmsKeyId,
    type: seed.type,
    owningService: seed.owningService,
    tags: tagsOf(seed),
    policy: seed.policy,
    accessedDay: seed.readAt && dayOf(seed.readAt.getTime()),
  };
  if (seed.value) addValue(world, secret, seed.value);
  store.add(secret);
  if (seed.rotation) addRotation(world, secret, seed.rotation);
  return secret;
}

function addValue(world: World, secret: Secret, value: SecretValue): void {
  const id = world.random.uuid();
  const home = world.region(secret.accountId, secret.region);
  const key = customerKey(world, home, secret.kmsKeyId);
  secret.versions.set(id, {
    id,
    createdAt: secret.createdAt,
    value,
    ...(key ? { keyArn: key.arn } : {}),
    ...(secret.accessedDay !== undefined ? { accessedDay: secret.accessedDay } : {}),
  });
  secret.labels = new Map([[current, id]]);
}

function addRotation(world: World, secret: Secret, rotation: NonNullable<Seed["rotation"]>): void {
  secret.rotation = {
    enabled: true,
    lambdaArn: rotation.lambdaArn,
    rules: rotation.rules && checkRules(rotation.rules),
    lastRotatedAt: rotation.lastRotatedAt?.getTime(),
  };
  planRotation(world, secret);
}

function tagsOf(seed: Seed): Map<string, string> | undefined {
  const tags = Object.entries(seed.tags ?? {});
  if (seed.owningService) tags.push(["aws:secretsmanager:owningService", seed.owningService]);
  return tags.length > 0 ? new Map(tags) : undefined;
}
