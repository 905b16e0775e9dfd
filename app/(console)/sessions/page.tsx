import type { Metadata } from "next";
import { SessionList } from "@/components/session/session-list";
import { Alert } from "@/components/ui/alert";
import { requireSession } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Sessions" };

/** Where I am signed in. The frame has asked already what is shown here. */
export default async function SessionsPage({
  searchParams,
}: {
  searchParams: Promise<{ again?: string }>;
}) {
  await requireSession();
  const { again } = await searchParams;
  return (
    <>
      {again !== undefined && (
        <div role="status" className="mb-4">
          <Alert tone="info" title="You are signed in again.">
            Close this tab and go on in the one that you came from: what you typed is still there.
          </Alert>
        </div>
      )}
      <SessionList />
    </>
  );
}
