import type { Metadata } from "next";
import { Prefetched } from "@/app/prefetched";
import { pageInput } from "@/components/audit/audit-address";
import { AuditPage } from "@/components/audit/audit-page";
import { Controls } from "@/components/audit/controls";
import { Evidence } from "@/components/audit/evidence";
import { Notifications } from "@/components/audit/notifications";
import { Outside } from "@/components/audit/outside";
import { requireSession } from "@/lib/auth/session";
import { controlsQueryOf } from "@/lib/domain/controls-page";
import { deliveriesQueryOf } from "@/lib/domain/delivery-log";
import { ledgerQueryOf } from "@/lib/domain/ledger-view";
import { outsideQueryOf } from "@/lib/domain/outside";

export const metadata: Metadata = { title: "Audit" };

/**
 * `/audit?show=…&q=…&result=…&from=…&to=…&before=…&entry=…`: what was done at this console.
 * `/audit?show=outside&who=…&account=…&region=…&q=…&from=…&to=…&before=…`: what was not done here.
 * `/audit?tab=controls&control=…&verdict=…`: what secrets have to meet.
 * `/audit?tab=evidence`: signed bundles.
 * `/audit?tab=notifications&state=…&before=…`: who was told what.
 */
export default async function LedgerPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  await requireSession();
  const query = await searchParams;
  const address = { get: (name: string) => [query[name]].flat()[0] ?? null };
  if (address.get("tab") === "controls") {
    return (
      <Prefetched name="controls" input={controlsQueryOf(address)} title="Audit">
        <Controls />
      </Prefetched>
    );
  }
  if (address.get("tab") === "evidence") {
    return (
      <Prefetched name="evidence" input={{}} title="Audit">
        <Evidence />
      </Prefetched>
    );
  }
  if (address.get("tab") === "notifications") {
    return (
      <Prefetched name="deliveries" input={deliveriesQueryOf(address)} title="Audit">
        <Notifications />
      </Prefetched>
    );
  }
  if (address.get("show") === "outside") {
    return (
      <Prefetched name="outside" input={outsideQueryOf(address)} title="Audit">
        <Outside />
      </Prefetched>
    );
  }
  return (
    <Prefetched name="ledger" input={pageInput(ledgerQueryOf(address))} title="Audit">
      <AuditPage />
    </Prefetched>
  );
}
