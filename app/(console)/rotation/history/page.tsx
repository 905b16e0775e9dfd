import type { Metadata } from "next";
import { Prefetched } from "@/app/prefetched";
import { RunHistory } from "@/components/rotation/run-history";
import { requireSession } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Rotation runs" };

/** `/rotation/history`: how rotations went, 90 days of them. */
export default async function RotationHistoryPage() {
  await requireSession();
  return (
    <Prefetched name="rotation-history" input={{}} title="Rotation runs">
      <RunHistory />
    </Prefetched>
  );
}
