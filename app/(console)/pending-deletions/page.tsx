import type { Metadata } from "next";
import { Prefetched } from "@/app/prefetched";
import { AskingPage } from "@/components/deletion/asking-page";
import { PendingPage } from "@/components/deletion/pending-page";
import { requireSession } from "@/lib/auth/session";
import { mayPerform } from "@/lib/domain/operations";

export const metadata: Metadata = { title: "Pending deletions" };

/** `/pending-deletions`, `?tab=history`, `?arn=…` for one explained, `?name=…` for who holds a name. */
export default async function PendingDeletionsPage() {
  const { role } = await requireSession();
  return (
    <Prefetched name="deletions" input={{}} title="Pending deletions">
      {mayPerform(role, "restore.request") ? <AskingPage /> : <PendingPage />}
    </Prefetched>
  );
}
