import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { looksOf } from "@/lib/db/control-looks";
import {
  type Found,
  type Look,
  type LookKind,
  type Looks,
  subjectOf,
} from "@/lib/domain/control-looks";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import type { Place } from "@/lib/domain/place";

/** Many people look at one page; what is stored is read for all of them this often. */
const KEPT_MS = 3_000;

interface Kept {
  atMs: number;
  looks: Promise<Looks>;
}

// Next may load this file more than once in a process.
const store = globalThis as { [key: symbol]: Map<string, Kept> | undefined };
const storeKey = Symbol.for("strongroom.control-looks");

/** Names whose looks these are: people share them only if their IAM roles are the same. */
export function scopeOf(aws: AwsAccess, places: readonly Place[]): string {
  const accounts = [...new Set(places.map(({ accountId }) => accountId))].sort();
  return JSON.stringify(accounts.map((accountId) => aws.principal(accountId)));
}

/** What this person's roles were answered in these places, by anybody who has the same. */
export function looksAs(aws: AwsAccess, places: readonly Place[]): Promise<Looks> {
  store[storeKey] ??= new Map();
  const kept = store[storeKey];
  const key = JSON.stringify([scopeOf(aws, places), places]);
  const known = kept.get(key);
  if (known && Date.now() - known.atMs < KEPT_MS) return known.looks;
  const looks = read(aws, places);
  kept.set(key, { atMs: Date.now(), looks });
  looks.catch(() => kept.delete(key));
  return looks;
}

/** What was read before is not to be believed any more. */
export function forgetRead(): void {
  store[storeKey]?.clear();
}

async function read(aws: AwsAccess, places: readonly Place[]): Promise<Looks> {
  const bySubject = new Map<string, Look>();
  const whose = places.map(({ accountId, region }) => ({
    principal: aws.principal(accountId),
    accountId,
    region,
  }));
  for (const { at, found, failure, kind, subject, accountId, region } of await looksOf(whose)) {
    const atMs = at.getTime();
    const look = failure ? { atMs, failure } : found && { atMs, found };
    if (look) bySubject.set(keyOf(kind, subject, { accountId, region }), look);
  }
  return <Kind extends LookKind>(kind: Kind, row: InventoryRow) => {
    const subject = subjectOf(kind, row);
    if (subject === undefined) return undefined;
    // What is stored under a kind was found by a look of that kind.
    return bySubject.get(keyOf(kind, subject, row)) as Look & { found?: Found[Kind] } as
      | Look<Kind>
      | undefined;
  };
}

function keyOf(kind: LookKind, subject: string, { accountId, region }: Place): string {
  return `${accountId} ${region} ${kind} ${subject}`;
}
