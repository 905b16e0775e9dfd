import type { Metadata } from "next";
import { Prefetched } from "@/app/prefetched";
import { PendingPage } from "@/components/deletion/pending-page";
import { requireSession } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Pending deletions" };

/** `/pending-deletions`, `?tab=history`, `?arn=…` for one explained, `?name=…` for who holds a name. */
export default async function PendingDeletionsPage() {
  await requireSession();
  return (
    <Prefetched name="deletions" input={{}} title="Pending deletions">
      <PendingPage />
    </Prefetched>
  );
}
