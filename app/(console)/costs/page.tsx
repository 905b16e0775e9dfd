import type { Metadata } from "next";
import { Prefetched } from "@/app/prefetched";
import { readCostsAddress } from "@/components/costs/address";
import { Costs } from "@/components/costs/costs";
import { requireSession } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Costs" };

/** `/costs?by=…&tag=…&month=…&ttl=…&q=…&copies=…`: what secrets cost and who causes it. */
export default async function CostsRoute({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  await requireSession();
  const query = await searchParams;
  const address = readCostsAddress({ get: (name) => [query[name]].flat()[0] ?? null });
  return (
    <Prefetched name="costs" input={address} title="Costs">
      <Costs />
    </Prefetched>
  );
}
