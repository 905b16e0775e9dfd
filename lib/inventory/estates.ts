import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { currentPrices } from "@/lib/aws/price-list";
import { listPage } from "@/lib/aws/secrets";
import { config } from "@/lib/config";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import type { Place } from "@/lib/domain/place";
import { Estate } from "./estate";
import type { EstatePlace } from "./matches";
import type { PageSource } from "./walk";

/** Nobody has looked at an estate for this long: its rows are forgotten. */
const FORGET_AFTER_MS = 60 * 60_000;

interface Kept {
  estate: Estate;
  lookedAtMs: number;
}

// Next may load this file more than once in a process; the listing must exist once.
const store = globalThis as { [key: symbol]: Map<string, Kept> | undefined };
const storeKey = Symbol.for("strongroom.estates");

/**
 * The estate as this person's assumed role may list it, started or freshened by this look. People
 * share it only if their role is the same IAM role in every account: what one may list the other
 * may list too.
 */
export function lookAtEstate(aws: AwsAccess): Estate {
  const estate = estateFor(aws);
  estate.look(sourceOf(aws));
  return estate;
}

/** Lists everything afresh under this person's role; returns at once. */
export function refreshEstate(aws: AwsAccess): Estate {
  const estate = estateFor(aws);
  estate.refresh(sourceOf(aws));
  return estate;
}

/** All configured places, in the order of the configuration. */
export function configuredPlaces(): EstatePlace[] {
  return config().accounts.flatMap(({ id, name, regions }) =>
    regions.map((region) => ({ accountId: id, accountName: name, region })),
  );
}

/** What any role's estate listed since this was last asked. */
export function listedSinceLastTime(): readonly InventoryRow[] {
  const kept = [...(store[storeKey]?.values() ?? [])];
  return kept.flatMap(({ estate }) => estate.listedSinceLastTime());
}

/** The estate without a look: for what only wants to tell it something. */
export function estateFor(aws: AwsAccess): Estate {
  store[storeKey] ??= new Map();
  const kept = store[storeKey];
  const places = configuredPlaces();
  const accounts = [...new Set(places.map(({ accountId }) => accountId))];
  const key = JSON.stringify([accounts.map((id) => aws.principal(id)), places]);
  const nowMs = Date.now();
  for (const [other, { lookedAtMs }] of kept) {
    if (other !== key && nowMs - lookedAtMs > FORGET_AFTER_MS) kept.delete(other);
  }
  const known = kept.get(key);
  if (known) {
    known.lookedAtMs = nowMs;
    return known.estate;
  }
  // A number that no other start of this server gave, so that no browser mixes their windows.
  const estate = new Estate(`${nowMs.toString(36)}${kept.size}`, places, Date.now, currentPrices);
  kept.set(key, { estate, lookedAtMs: nowMs });
  return estate;
}

/** Pages come under credentials that outlive the click, but only while somebody looks. */
function sourceOf(aws: AwsAccess): (place: Place) => PageSource {
  // Made now, so that it ends with the session even if it is used only later.
  const lasting = aws.lasting();
  const { ownerTag } = config();
  return (place) => {
    // Most looks find everything fresh and need no client, which is dear to make.
    let client: ReturnType<AwsAccess["secretsManager"]> | undefined;
    return (request) => {
      client ??= lasting.secretsManager(place, "browse");
      return listPage(client, request, { place, ownerTag });
    };
  };
}
