import type { Metadata } from "next";
import { PageTitle } from "@/components/console/page-title";
import { SetupChecks } from "@/components/home/setup-checks";
import { FailureAlert } from "@/components/ui/alert";
import { requireSession } from "@/lib/auth/session";
import { reads } from "@/lib/reads";

export const metadata: Metadata = { title: "Home" };

/** Whether everything the console stands on works. */
export default async function HomePage() {
  await requireSession();
  const outcome = await reads.setup({});
  return (
    <>
      <PageTitle>Home</PageTitle>
      {outcome.ok ? (
        <SetupChecks checks={outcome.data.checks} />
      ) : (
        <FailureAlert failure={outcome.failure} />
      )}
    </>
  );
}
