import { type InventoryRow, isReplica } from "./inventory-row";
import type { Tag } from "./secret";

/**
 * How a line is written. A stored listing of another form is as good as none; it is replaced when
 * somebody looks next.
 */
export const SNAPSHOT_FORM = 1;

/** What of a row its windows and the words about them are made of. No description, no labels. */
type KeptRow = Pick<
  InventoryRow,
  | "accountId"
  | "region"
  | "arn"
  | "name"
  | "owner"
  | "owningService"
  | "externalType"
  | "rotationEnabled"
  | "hasRules"
  | "nextRotationMs"
  | "lastChangedMs"
  | "createdMs"
  | "pendingVersionId"
  | "lastRotatedMs"
  | "rotationFunctionArn"
  | "scheduleExpression"
  | "windowDuration"
  | "rotateAfterDays"
> & { tags?: readonly Tag[] };

/** True for what has windows: a feed shows nothing else. */
export function hasWindows(row: InventoryRow): boolean {
  return row.rotationEnabled === true && row.deletionRequestedMs === undefined && !isReplica(row);
}

/**
 * A row as one line of a stored listing. Of the tags only those that collisions are found by, since
 * people hide values in tags; of changes only what a pending version is dated by, since a
 * listing that says the same is not written again.
 */
export function snapshotLine(row: InventoryRow, tagKeys: ReadonlySet<string>): string {
  const tags = row.tags.filter(({ key }) => tagKeys.has(key));
  const kept: KeptRow = {
    accountId: row.accountId,
    region: row.region,
    arn: row.arn,
    name: row.name,
    owner: row.owner,
    owningService: row.owningService,
    externalType: row.externalType,
    rotationEnabled: row.rotationEnabled,
    hasRules: row.hasRules,
    nextRotationMs: row.nextRotationMs,
    lastChangedMs: row.pendingVersionId === undefined ? undefined : row.lastChangedMs,
    createdMs: row.createdMs,
    pendingVersionId: row.pendingVersionId,
    lastRotatedMs: row.lastRotatedMs,
    rotationFunctionArn: row.rotationFunctionArn,
    scheduleExpression: row.scheduleExpression,
    windowDuration: row.windowDuration,
    rotateAfterDays: row.rotateAfterDays,
    ...(tags.length > 0 && { tags }),
  };
  return JSON.stringify(kept);
}

/** The row of a line that `snapshotLine` wrote, for planning; it can be neither searched nor shown. */
export function rowOfLine(line: string): InventoryRow {
  const kept = JSON.parse(line) as KeptRow;
  return { ...kept, tags: kept.tags ?? [], labels: "{}", search: "" };
}
