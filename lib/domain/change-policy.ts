import type { ChangePolicy } from "./control-settings";
import type { InventoryRow } from "./inventory-row";

/** The strictest policy among those whose tag the secret carries. */
export function policyOf(
  { tags }: Pick<InventoryRow, "tags">,
  policies: readonly ChangePolicy[],
): ChangePolicy | undefined {
  let strictest: ChangePolicy | undefined;
  for (const policy of policies) {
    const { tag } = policy;
    if (!tags.some(({ key, value }) => key === tag.key && value === tag.value)) continue;
    if (!strictest || maxDays(policy) < maxDays(strictest)) strictest = policy;
  }
  return strictest;
}

/** Days after which a value is too old. */
export function maxDays({ maxAgeDays, grace }: ChangePolicy): number {
  return maxAgeDays * grace;
}
