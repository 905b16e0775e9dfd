import "server-only";
import { LRUCache } from "lru-cache";
import type { AwsAccess } from "@/lib/aws/clients";
import { failureOf } from "@/lib/aws/failures";
import { purgePower } from "@/lib/aws/purge-power";
import { config } from "@/lib/config";
import { trailOfPlace } from "@/lib/db/trail";
import type { Guarantee, PurgePower } from "@/lib/domain/pending-deletion";
import { configuredPlaces } from "@/lib/inventory/estates";

/** Policies change rarely and IAM's simulator takes five questions a second. */
const KEPT_MS = 15 * 60_000;
const PRINCIPALS_MAX = 10;
const LOOKED_BACK_MS = 90 * 86_400_000;

// Next may load this file more than once in a process.
const store = globalThis as { [key: symbol]: LRUCache<string, Promise<Guarantee[]>> | undefined };
const storeKey = Symbol.for("strongroom.guarantees");

/**
 * Whether anybody could purge before the recovery window ends: the console's own roles and whoever
 * deleted a secret in the last 90 days, asked of IAM. Kept for a quarter of an hour per role.
 */
export async function recoveryGuarantees(aws: AwsAccess, now: Date): Promise<Guarantee[]> {
  store[storeKey] ??= new LRUCache({ max: 50, ttl: KEPT_MS });
  const kept = store[storeKey];
  const asked = await toAsk(now);
  const key = keyOf(aws, asked);
  const known = kept.get(key);
  if (known) return await known;
  const answers = Promise.all(
    asked.map(({ account, principals }) => guaranteeOf(aws, account, principals)),
  );
  kept.set(key, answers);
  const forget = () => kept.delete(key);
  // A refusal or an outage is asked again at the next look.
  void answers.then((all) => all.some(({ failure }) => failure) && forget(), forget);
  return await answers;
}

/** IAM's answer of the last quarter of an hour, if these roles have one; asks nothing. */
export async function keptGuarantees(aws: AwsAccess, now: Date): Promise<Guarantee[] | undefined> {
  const kept = store[storeKey];
  if (!kept || kept.size === 0) return undefined;
  // A question under way may fail: that is the other page's to say.
  return await kept.get(keyOf(aws, await toAsk(now)))?.catch(() => undefined);
}

/** Whom to ask about: more, once more of the trail is read. */
async function toAsk(now: Date): Promise<{ account: Account; principals: Principals }[]> {
  return await Promise.all(
    config().accounts.map(async (account) => {
      return { account, principals: await principalsOf(account, now) };
    }),
  );
}

function keyOf(aws: AwsAccess, asked: Awaited<ReturnType<typeof toAsk>>): string {
  return JSON.stringify(
    asked.map(({ account: { id }, principals }) => [aws.principal(id), principals]),
  );
}

type Account = ReturnType<typeof config>["accounts"][number];

interface Principals {
  asked: string[];
  notAsked: string[];
}

async function guaranteeOf(
  aws: AwsAccess,
  { id: accountId, name: accountName }: Account,
  principals: Principals,
): Promise<Guarantee> {
  const base = { accountId, accountName };
  const notAsked = [...principals.notAsked];
  const client = aws.iam(accountId);
  const powers: PurgePower[] = [];
  for (const arn of principals.asked) {
    try {
      powers.push(await purgePower(client, arn));
    } catch (error) {
      const failure = failureOf(error);
      if (failure.aws?.code.startsWith("NoSuchEntity")) notAsked.push(arn);
      else return { ...base, state: "not-assessed", powers, notAsked, failure: failure.view() };
    }
  }
  const mayForce = powers.some((power) => power.mayForce);
  return { ...base, state: mayForce ? "not-protected" : "nobody-found", powers, notAsked };
}

/** The console's roles and whoever deleted a secret lately; a role's session counts as its role. */
async function principalsOf({ id: accountId, roles }: Account, now: Date): Promise<Principals> {
  const from = new Date(now.getTime() - LOOKED_BACK_MS);
  const places = configuredPlaces().filter((place) => place.accountId === accountId);
  const events = (
    await Promise.all(places.map((place) => trailOfPlace(place, ["DeleteSecret"], from, now)))
  ).flat();
  const asked = new Set<string>(Object.values(roles));
  const notAsked = new Set<string>();
  for (const { actor } of events) {
    if (actor.kind === "user" && actor.arn) asked.add(actor.arn);
    else if (actor.roleName?.startsWith("AWSReservedSSO_")) notAsked.add(`role ${actor.roleName}`);
    else if (actor.roleName)
      asked.add(`arn:${partitionOf(actor.arn)}:iam::${accountId}:role/${actor.roleName}`);
    else notAsked.add(actor.words);
  }
  const all = [...asked];
  return {
    asked: all.slice(0, PRINCIPALS_MAX),
    notAsked: [...notAsked, ...all.slice(PRINCIPALS_MAX)].toSorted(),
  };
}

function partitionOf(arn: string | undefined): string {
  return arn?.split(":")[1] ?? "aws";
}
