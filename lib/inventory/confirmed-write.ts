import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import { estateFor } from "./estates";
import { describedRow } from "./secret-detail";
import { settledWrite } from "./settled-write";

/**
 * Sends one change of a secret and ends with the truth, as `settledWrite` does, seen by describing
 * the secret. Answers what AWS showed; the inventory shows it at once.
 */
export async function confirmedWrite(
  aws: AwsAccess,
  arn: string,
  send: () => Promise<unknown>,
  isAsWanted: (row: InventoryRow) => boolean,
): Promise<InventoryRow> {
  const row = await settledWrite(send, () => describedRow(aws, arn), isAsWanted);
  estateFor(aws).pin(row);
  return row;
}
