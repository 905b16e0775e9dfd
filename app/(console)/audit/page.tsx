import type { Metadata } from "next";
import { Prefetched } from "@/app/prefetched";
import { pageInput } from "@/components/audit/audit-address";
import { AuditPage } from "@/components/audit/audit-page";
import { requireSession } from "@/lib/auth/session";
import { ledgerQueryOf } from "@/lib/domain/ledger-view";

export const metadata: Metadata = { title: "Audit" };

/** `/audit?show=…&q=…&result=…&from=…&to=…&before=…&entry=…`: what was done at this console. */
export default async function LedgerPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  await requireSession();
  const query = await searchParams;
  const address = ledgerQueryOf({ get: (name) => [query[name]].flat()[0] ?? null });
  return (
    <Prefetched name="ledger" input={pageInput(address)} title="Audit">
      <AuditPage />
    </Prefetched>
  );
}
