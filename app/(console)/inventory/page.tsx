import type { Metadata } from "next";
import { Prefetched } from "@/app/prefetched";
import { inventoryInput, readAddress } from "@/components/inventory/address";
import { Inventory } from "@/components/inventory/inventory";
import { requireSession } from "@/lib/auth/session";
import { mayPerform } from "@/lib/domain/operations";

export const metadata: Metadata = { title: "Inventory" };

/** `/inventory?q=…&sort=…&order=…&selected=…`: every secret this role may list. */
export default async function InventoryPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { role } = await requireSession();
  const query = await searchParams;
  const address = readAddress({
    get: (name) => [query[name]].flat()[0] ?? null,
  });
  return (
    <Prefetched name="inventory" input={inventoryInput(address)} title="Inventory">
      <Inventory mayCreate={mayPerform(role, "secret.create")} />
    </Prefetched>
  );
}
