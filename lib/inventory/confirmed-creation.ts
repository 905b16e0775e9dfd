import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { fromAws, mayHaveTakenEffect } from "@/lib/aws/failures";
import { describeSecret } from "@/lib/aws/secrets";
import { config } from "@/lib/config";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import type { Place } from "@/lib/domain/place";
import type { LabelMap } from "@/lib/domain/staging-labels";
import { estateFor } from "./estates";
import { confirmedRow } from "./secret-detail";

/** A secret that is being made; its first version has the id `token`. */
interface Creation {
  place: Place;
  name: string;
  token: string;
}

/**
 * Creates a secret and ends with the truth, as `confirmedWrite` does for a change: a secret of the
 * name counts as ours only if it has the version that this call would have made.
 *
 * @throws Failure with AWS's words, or `not-confirmed`
 */
export async function confirmedCreation(
  aws: AwsAccess,
  { place, name, token }: Creation,
  send: () => Promise<string>,
): Promise<InventoryRow> {
  const isOurs = ({ labels }: InventoryRow) => token in (JSON.parse(labels) as LabelMap);
  let arn: string;
  try {
    arn = await send();
  } catch (error) {
    const found = mayHaveTakenEffect(error) ? await byName(aws, place, name) : undefined;
    if (!found || !isOurs(found)) throw fromAws(error);
    arn = found.arn;
  }
  const row = await confirmedRow(aws, arn, isOurs);
  estateFor(aws).pin(row);
  return row;
}

async function byName(
  aws: AwsAccess,
  place: Place,
  name: string,
): Promise<InventoryRow | undefined> {
  const client = aws.lasting().secretsManager(place, "browse");
  const context = { place, ownerTag: config().ownerTag };
  return (await describeSecret(client, name, context).catch(() => undefined))?.row;
}
