import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { fromAws, mayHaveTakenEffect } from "@/lib/aws/failures";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import { estateFor } from "./estates";
import { confirmedRow, describedRow } from "./secret-detail";

/**
 * Sends one change and ends with the truth: done, as AWS itself then shows it; refused, in AWS's
 * words; or Failure `not-confirmed`. Answers what AWS showed.
 *
 * The SDK repeats a call whose answer was lost, and a repeated move is refused although the first
 * one took effect. So the refusal of a repeated call counts only if a look shows no change.
 */
export async function confirmedWrite(
  aws: AwsAccess,
  arn: string,
  send: () => Promise<unknown>,
  isAsWanted: (row: InventoryRow) => boolean,
): Promise<InventoryRow> {
  try {
    await send();
  } catch (error) {
    const isDone = mayHaveTakenEffect(error) && (await looksDone(aws, arn, isAsWanted));
    if (!isDone) throw fromAws(error);
  }
  const row = await confirmedRow(aws, arn, isAsWanted);
  estateFor(aws).pin(row);
  return row;
}

async function looksDone(
  aws: AwsAccess,
  arn: string,
  isAsWanted: (row: InventoryRow) => boolean,
): Promise<boolean> {
  try {
    return isAsWanted(await describedRow(aws, arn));
  } catch {
    return false;
  }
}
