import type { Metadata } from "next";
import { PageTitle } from "@/components/console/page-title";
import { OperatorCreation } from "@/components/creation/operator-creation";
import { Alert } from "@/components/ui/alert";
import { ButtonLink } from "@/components/ui/button";
import { requireSession } from "@/lib/auth/session";
import { mayPerform } from "@/lib/domain/operations";
import { priceSheets } from "@/lib/reads/price-sheets";

export const metadata: Metadata = { title: "Create a secret" };

/** `/create-secret?account=…&region=…`: only an operator's page names the code that creates. */
export default async function CreateSecretPage() {
  const { role } = await requireSession();
  return (
    <>
      <PageTitle>Create a secret</PageTitle>
      {mayPerform(role, "secret.create") ? (
        <OperatorCreation sheets={priceSheets(new Date())} />
      ) : (
        <Alert
          tone="info"
          title={`Secrets are created by operators, not in the role of ${role}.`}
          actions={
            <ButtonLink href="/inventory" size="small">
              Open the inventory
            </ButtonLink>
          }
        >
          The server refuses it for this role, and so does AWS.
        </Alert>
      )}
    </>
  );
}
