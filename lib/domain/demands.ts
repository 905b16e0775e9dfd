import type { Demand } from "./control-settings";
import type { InventoryRow } from "./inventory-row";

/** The demands of one sort whose tag the secret carries. */
export function demandsOf<Sort extends Exclude<keyof Demand, "tag">>(
  { tags }: Pick<InventoryRow, "tags">,
  demands: readonly Demand[],
  sort: Sort,
): { by: string; demand: NonNullable<Demand[Sort]> }[] {
  return demands.flatMap(({ tag, [sort]: demand }) => {
    const isCarried = tags.some(({ key, value }) => key === tag.key && value === tag.value);
    return isCarried && demand !== undefined
      ? [{ by: `${tag.key}=${tag.value}`, demand: demand as NonNullable<Demand[Sort]> }]
      : [];
  });
}
