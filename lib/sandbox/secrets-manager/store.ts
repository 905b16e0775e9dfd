import type { Region, World } from "../contract";
import { arnInRegion, readSecretId } from "./names";
import { OrderedList } from "./ordered";
import { refusals } from "./refusals";
import { dayOf, isReplica, type Secret, type Version } from "./secret";
import { StorageMeter } from "./storage-meter";

/** What ListSecrets can be sorted by. */
export type SortBy = "created-date" | "last-accessed-date" | "last-changed-date" | "name";

/** Secrets per account and Region (facts 6.2). */
export const mostSecrets = 500_000;

/** The value a secret is sorted by: text for names, else epoch milliseconds (0 = never). */
export function sortKey(secret: Secret, by: SortBy): number | string {
  if (by === "name") return secret.name;
  if (by === "last-accessed-date") return secret.accessedDay ?? 0;
  return by === "last-changed-date" ? secret.changedAt : secret.createdAt;
}

/** Compares a secret with a place in an order; never 0 for two different secrets. */
export function compareTo(
  secret: Secret,
  by: SortBy,
  key: number | string,
  serial: number,
): number {
  const own = sortKey(secret, by);
  if (own < key) return -1;
  return own > key ? 1 : secret.serial - serial;
}

function orderedBy(by: SortBy): OrderedList<Secret> {
  return new OrderedList((a, b) => compareTo(a, by, sortKey(b, by), b.serial));
}

/** The secrets of one Region of one account, found by name or ARN, and sorted four ways. */
export class SecretStore {
  readonly meter = new StorageMeter();
  private readonly byName = new Map<string, Secret>();
  private readonly orders: Record<SortBy, OrderedList<Secret>> = {
    "created-date": orderedBy("created-date"),
    "last-accessed-date": orderedBy("last-accessed-date"),
    "last-changed-date": orderedBy("last-changed-date"),
    name: orderedBy("name"),
  };
  private serial = 0;

  get size(): number {
    return this.byName.size;
  }

  get all(): Iterable<Secret> {
    return this.byName.values();
  }

  nextSerial(): number {
    return this.serial++;
  }

  /** The secret of that name, pending deletion or not. */
  named(name: string): Secret | undefined {
    return this.byName.get(name);
  }

  order(by: SortBy): OrderedList<Secret> {
    return this.orders[by];
  }

  add(secret: Secret): void {
    this.byName.set(secret.name, secret);
    for (const order of Object.values(this.orders)) order.add(secret);
    this.meter.begin(secret, secret.createdAt);
  }

  /** The secret is gone at `now`: its name is free, its ARN finds nothing. */
  remove(secret: Secret, now: number): void {
    if (this.byName.get(secret.name) !== secret) return;
    this.meter.end(secret, now);
    this.byName.delete(secret.name);
    for (const order of Object.values(this.orders)) order.remove(secret);
  }

  /** Marks a change at `now`: LastChangedDate moves (facts 2.10). */
  changed(secret: Secret, now: number): void {
    if (secret.changedAt === now) return;
    this.reorder(secret, "last-changed-date", () => {
      secret.changedAt = now;
    });
  }

  /** Marks a value read: LastAccessedDate of secret and version is the UTC day (facts 2.10). */
  read(secret: Secret, version: Version, now: number): void {
    const day = dayOf(now);
    version.accessedDay = day;
    if (secret.accessedDay === day) return;
    this.reorder(secret, "last-accessed-date", () => {
      secret.accessedDay = day;
    });
  }

  /** What is done late to a secret that is gone must not bring it back into a list. */
  private reorder(secret: Secret, by: SortBy, change: () => void): void {
    const here = this.byName.get(secret.name) === secret;
    if (here) this.orders[by].remove(secret);
    change();
    if (here) this.orders[by].add(secret);
  }
}

const secretsManagerState = Symbol("secrets-manager");

/** The store of one Region, made on first use. */
export function storeOf(region: Region): SecretStore {
  return region.state(secretsManagerState, () => new SecretStore());
}

interface Where {
  world: World;
  region: Region;
}

/**
 * The secret that a SecretId means in a Region: by name in the own account, by full or partial
 * ARN in any account (facts 2.1). Undefined if there is none.
 */
export function lookUp(where: Where, typed: string): Secret | undefined {
  const id = readSecretId(typed);
  if (id.kind === "name") return storeOf(where.region).named(id.name);
  if (id.region !== where.region.name) return undefined;
  const region = where.world.accounts.get(id.accountId)?.regions.get(id.region);
  const secret = region ? storeOf(region).named(id.name) : undefined;
  return id.arn === undefined || secret?.arn === id.arn ? secret : undefined;
}

/** @throws ResourceNotFoundException if there is no such secret. */
export function find(where: Where, typed: string): Secret {
  const secret = lookUp(where, typed);
  if (!secret) throw refusals.notFound();
  return secret;
}

/** The Region object a secret lives in. */
export function regionOf(world: World, secret: Secret): Region {
  return world.region(secret.accountId, secret.region);
}

/** The store a secret lives in. */
export function homeOf(world: World, secret: Secret): SecretStore {
  return storeOf(regionOf(world, secret));
}

/** The copy of a primary in one Region, if it is there and still follows the primary. */
export function replicaIn(world: World, primary: Secret, region: string): Secret | undefined {
  const copy = storeOf(world.region(primary.accountId, region)).named(primary.name);
  if (!copy || !isReplica(copy)) return undefined;
  return copy.arn === arnInRegion(primary.arn, region) ? copy : undefined;
}
