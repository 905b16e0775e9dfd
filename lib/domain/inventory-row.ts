import type { RotationFacts } from "./rotation-state";
import { DEFAULT_KEY_ALIAS, type Tag } from "./secret";

/**
 * One listed secret as the server holds it: small, because there may be 500,000 of them. Moments
 * are epoch milliseconds. `summaryOf` makes of it what a page shows.
 */
export interface InventoryRow extends RotationFacts {
  accountId: string;
  region: string;
  arn: string;
  name: string;
  description?: string;
  tags: readonly Tag[];
  owner?: string;
  kmsKeyId?: string;
  primaryRegion?: string;
  lastRotatedMs?: number;
  /** Start of the UTC day on which a value was last read here; absent = never. */
  lastReadMs?: number;
  rotationFunctionArn?: string;
  scheduleExpression?: string;
  windowDuration?: string;
  rotateAfterDays?: number;
  /** Version id to labels as JSON text: an object per row would cost several times as much. */
  labels: string;
  /** Set when this console changed the secret and the list had not caught up. */
  changedHereMs?: number;
  /** Lower case: name, newline, description, then one line a tag. What a search looks at. */
  search: string;
}

/** What of a row is looked at by a search. Every part ends in a newline, which no query holds. */
export function searchText(
  name: string,
  description: string | undefined,
  tags: readonly Tag[],
): string {
  let text = `${name}\n${description?.replaceAll("\n", " ") ?? ""}\n`;
  for (const { key, value } of tags) text += `${key}=${value}\n`;
  return text.toLowerCase();
}

/** A replica names another Region than its own as its primary (facts 2.5). */
export function isReplica({ primaryRegion, region }: InventoryRow): boolean {
  return primaryRegion !== undefined && primaryRegion !== region;
}

/** True for the key that AWS manages, however it was written down (facts 1.2, 2.5). */
export function hasDefaultKey({ kmsKeyId }: Pick<InventoryRow, "kmsKeyId">): boolean {
  return kmsKeyId === undefined || kmsKeyId.endsWith(DEFAULT_KEY_ALIAS);
}

/** Since when nobody has read a value here, as far as AWS tells: the day of the last read, or the beginning. */
export function unreadSinceMs(row: InventoryRow): number {
  return row.lastReadMs ?? row.createdMs;
}

/** Bounds of when the value was last written: not after any later change, not before the last sure write. */
export function valueWrittenMs(row: InventoryRow): { notBefore: number; notAfter: number } {
  const notBefore = Math.max(row.createdMs, row.lastRotatedMs ?? 0);
  return { notBefore, notAfter: Math.max(notBefore, row.lastChangedMs ?? notBefore) };
}
