import type { CallBefore, Need, Region, World } from "../contract";
import { findKey, keyPolicyOf } from "../kms/find-key";
import type { KmsKey } from "../kms/state";
import { type LambdaFunction, lambdaOf } from "../lambda/state";
import { refusals } from "./refusals";

/** A customer key as Secrets Manager sees it. */
export interface CustomerKey {
  arn: string;
  accountId: string;
  policy: string | undefined;
}

/** The key names that mean the default key. */
export function isDefaultKey(keyId: string | undefined): boolean {
  return !keyId || /(^|:)alias\/aws\/secretsmanager$/.test(keyId);
}

/**
 * The customer key behind a KmsKeyId as typed, or undefined for the default key. A key that KMS
 * does not know is taken for a customer key whose account's IAM policies decide.
 *
 * @throws the refusals of facts 1.1: a key of another Region, an asymmetric key, or another
 *   service's AWS managed key.
 */
export function customerKey(
  world: World,
  region: Region,
  keyId: string | undefined,
): CustomerKey | undefined {
  if (!keyId || isDefaultKey(keyId)) return undefined;
  const [, keyRegion] = /^arn:aws[a-z-]*:kms:([^:]+):/.exec(keyId) ?? [];
  if (keyRegion && keyRegion !== region.name) throw refusals.kmsRegion(keyRegion);
  const key: KmsKey | undefined = findKey(keyId, region, world.accounts);
  if (key?.manager === "AWS" || /(^|:)alias\/aws\//.test(keyId)) throw refusals.kms();
  if (!key) return strangeKey(region, keyId);
  if (key.usage !== "ENCRYPT_DECRYPT" || key.spec !== "SYMMETRIC_DEFAULT") {
    throw refusals.kmsAsymmetric();
  }
  if (key.state !== "Enabled") throw refusals.kms();
  return { arn: key.arn, accountId: key.accountId, policy: keyPolicyOf(key) };
}

/** A version's key by the ARN that was stored with it. */
export function keyByArn(world: World, region: Region, arn: string): CustomerKey {
  const key = findKey(arn, region, world.accounts);
  if (!key) return strangeKey(region, arn);
  if (key.state !== "Enabled") throw refusals.kms();
  return { arn: key.arn, accountId: key.accountId, policy: keyPolicyOf(key) };
}

/** What IAM must allow on a customer key; the refusal is AWS's short one (facts 1.1). */
export function keyNeeds(
  key: CustomerKey | undefined,
  actions: readonly string[],
  region: string,
  secretArn: string | undefined,
): Need[] {
  if (!key) return [];
  return actions.map((action) => ({
    action: `kms:${action}`,
    resourceArn: key.arn,
    resourceAccountId: key.accountId,
    resourcePolicy: key.policy,
    context: {
      "kms:ViaService": `secretsmanager.${region}.amazonaws.com`,
      "kms:CallerAccount": key.accountId,
      ...(secretArn ? { "kms:EncryptionContext:SecretARN": secretArn } : {}),
    },
    refusal: refusals.kms(),
  }));
}

/** Needs on a customer key as typed; a key that cannot be used is refused by the operation. */
export function typedKeyNeeds(
  call: CallBefore,
  keyId: string | undefined,
  actions: readonly string[],
  arn?: string,
): Need[] {
  try {
    return keyNeeds(customerKey(call.world, call.region, keyId), actions, call.region.name, arn);
  } catch {
    return [];
  }
}

const functionArn =
  /^arn:aws[a-z-]*:lambda:([a-z0-9-]+):(\d{12}):function:([A-Za-z0-9-_]{1,64})(?::[A-Za-z0-9-_$]+)?$/;

/** The Region of a function's ARN, or undefined if it is not one. */
export function functionRegion(arn: string): string | undefined {
  return functionArn.exec(arn)?.[1];
}

/** The function behind an ARN, if it exists. */
export function findFunction(world: World, arn: string): LambdaFunction | undefined {
  const [, region, account, name] = functionArn.exec(arn) ?? [];
  const home = world.accounts.get(account ?? "")?.regions.get(region ?? "");
  return home && name ? lambdaOf(home).functions.get(name) : undefined;
}

/** Says whether a function's own policy lets Secrets Manager invoke it. */
export function mayInvoke(fn: LambdaFunction): boolean {
  let document: { Statement?: unknown };
  try {
    document = JSON.parse(fn.policy ?? "{}");
  } catch {
    return false;
  }
  const statements = [document.Statement ?? []].flat() as Record<string, unknown>[];
  const concerns = (statement: Record<string, unknown>) =>
    namesService(statement.Principal) && namesAction(statement.Action);
  const allowed = statements.some((each) => each.Effect === "Allow" && concerns(each));
  return allowed && !statements.some((each) => each.Effect === "Deny" && concerns(each));
}

function namesService(principal: unknown): boolean {
  if (principal === "*") return true;
  const service = (principal as { Service?: unknown } | undefined)?.Service;
  return [service ?? []].flat().includes("secretsmanager.amazonaws.com");
}

function namesAction(action: unknown): boolean {
  const actions = [action ?? []].flat();
  return ["lambda:InvokeFunction", "lambda:*", "*"].some((each) => actions.includes(each));
}

function strangeKey(region: Region, keyId: string): CustomerKey {
  const account = region.account.id;
  const local = keyId.startsWith("alias/") ? keyId : `key/${keyId}`;
  const arn = keyId.startsWith("arn:") ? keyId : `arn:aws:kms:${region.name}:${account}:${local}`;
  const owner = /^arn:aws[a-z-]*:kms:[^:]*:(\d{12}):/.exec(arn)?.[1] ?? account;
  return { arn, accountId: owner, policy: undefined };
}
