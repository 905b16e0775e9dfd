import type { InventoryRow } from "./inventory-row";

/** What a secret with this tag promises: a new value every `maxAgeDays`, `grace` times that at most. */
export interface RotationPolicy {
  tag: { key: string; value: string };
  maxAgeDays: number;
  grace: number;
}

/** The strictest policy among those whose tag the secret carries. */
export function policyOf(
  { tags }: Pick<InventoryRow, "tags">,
  policies: readonly RotationPolicy[],
): RotationPolicy | undefined {
  return policies
    .filter(({ tag }) => tags.some(({ key, value }) => key === tag.key && value === tag.value))
    .toSorted((a, b) => a.maxAgeDays * a.grace - b.maxAgeDays * b.grace)[0];
}
