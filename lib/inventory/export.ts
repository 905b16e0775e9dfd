import "server-only";
import { stringify } from "csv-stringify/sync";
import type { InventoryExport } from "@/lib/domain/inventory-export";
import type { SecretSummary } from "@/lib/domain/secret";
import { Breath } from "./breath";

/** Rows made into text at a time. */
const BATCH_ROWS = 200;

/** What an export needs of a row's place beside its own words. */
export interface ExportRow extends SecretSummary {
  accountName: string;
}

/**
 * The export as CSV, piece by piece. Cells that a spreadsheet would run as a formula (= + - @ tab
 * CR) get an apostrophe in front.
 */
export async function* csvOf(
  head: InventoryExport,
  rows: Iterable<ExportRow>,
): AsyncGenerator<string> {
  yield csv(headLines(head).map((line) => [`# ${line}`]));
  yield csv([Object.keys(columns)]);
  const read = Object.values(columns);
  for await (const batch of batches(rows)) yield csv(batch.map((row) => read.map((of) => of(row))));
}

/** The same rows as JSON, under `secrets`; the header block is under `export`. */
export async function* jsonOf(
  head: InventoryExport,
  rows: Iterable<ExportRow>,
): AsyncGenerator<string> {
  yield `{"export":${JSON.stringify(head)},"secrets":[`;
  let separator = "\n";
  for await (const batch of batches(rows)) {
    yield separator + batch.map((row) => JSON.stringify(row)).join(",\n");
    separator = ",\n";
  }
  yield "\n]}\n";
}

async function* batches(rows: Iterable<ExportRow>): AsyncGenerator<ExportRow[]> {
  const breath = new Breath();
  let batch: ExportRow[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
    await breath.pause();
  }
  if (batch.length > 0) yield batch;
}

function csv(cells: (string | number | boolean)[][]): string {
  return stringify(cells, { escape_formulas: true, record_delimiter: "windows" });
}

function headLines(head: InventoryExport): string[] {
  const atLeast = head.isPartial ? "at least " : "";
  return [
    "Strongroom: secrets of AWS Secrets Manager, without their values",
    `Made at ${head.madeAt} (UTC) by ${head.madeBy} in the role ${head.role}`,
    `Filter: ${head.filter || "none"}; sorted by ${head.sort}, ${head.order}`,
    ...head.findings.map(({ token, says }) => `Filter token ${token}: ${says}`),
    `${head.matching} rows match of ${atLeast}${head.listed} listed`,
    ...(head.isPartial ? ["INCOMPLETE: not every Region had answered completely"] : []),
    ...head.places.map(({ accountName, accountId, region, state, count, listedAt, failure }) => {
      const when = listedAt ? `, as of ${listedAt}` : "";
      const why = failure ? `: ${failure.says} ${failure.aws?.code ?? ""}`.trimEnd() : "";
      return `${accountName} (${accountId}) ${region}: ${state}, ${count} secrets${when}${why}`;
    }),
    "All times are UTC. Costs are estimates from public list prices.",
  ].map((line) => line.replace(/[\r\n]+/g, " "));
}

const columns: Record<string, (row: ExportRow) => string | number | boolean> = {
  name: (row) => row.name,
  arn: (row) => row.arn,
  account_id: (row) => row.accountId,
  account: (row) => row.accountName,
  region: (row) => row.region,
  state: (row) => (row.deletionRequestedAt ? "pending deletion" : "active"),
  description: (row) => row.description ?? "",
  owner: (row) => row.owner ?? "",
  tags: (row) => row.tags.map(({ key, value }) => `${key}=${value}`).join("; "),
  kms_key: (row) => row.kmsKeyId ?? "aws/secretsmanager",
  kms_managed_by: (row) => (row.usesDefaultKey ? "AWS" : "customer"),
  managed_by: (row) => row.owningService ?? "",
  external_type: (row) => row.externalType ?? "",
  is_replica: (row) => row.isReplica,
  primary_region: (row) => row.primaryRegion ?? "",
  replica_regions: (row) => row.replicaRegions.join("; "),
  created_at: (row) => row.createdAt,
  last_changed_at: (row) => row.lastChangedAt ?? "",
  last_rotated_at: (row) => row.lastRotatedAt ?? "",
  last_read_day: (row) => row.lastReadDay ?? "",
  deletion_requested_at: (row) => row.deletionRequestedAt ?? "",
  rotation: (row) => row.rotation.word,
  next_rotation_not_before: (row) => row.nextRotationFrom ?? "",
  next_rotation_by: (row) => row.nextRotationBy ?? "",
  schedule: (row) => row.scheduleExpression ?? "",
  value_age_days_at_least: (row) => row.valueAgeDays.atLeast,
  value_age_days_at_most: (row) => row.valueAgeDays.atMost,
  monthly_usd_estimate: (row) => row.monthlyUsd ?? "unknown",
};
