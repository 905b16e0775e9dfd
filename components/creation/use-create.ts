import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { lookForVersion } from "@/components/secret/look-for-version";
import { createSecret } from "@/lib/actions/new-secret";
import { perform } from "@/lib/browser/use-action";
import type { FailureView } from "@/lib/domain/failure";
import type { CreatedSecret, CreateSecretInput } from "@/lib/domain/new-secret";

/** How creating stands. */
export type CreateState =
  | { is: "idle" | "creating" | "looking" | "absent" | "unknown" }
  | { is: "refused"; failure: FailureView };

/**
 * Creates and ends with the truth. If the answer is lost, AWS is asked by the name for the version
 * that this page's token would have made. Values never enter the query cache.
 */
export function useCreate(onCreated: (created: CreatedSecret) => void) {
  const client = useQueryClient();
  const [state, setState] = useState<CreateState>({ is: "idle" });
  const look = async ({ name, accountId, region, token, policy }: CreateSecretInput) => {
    setState({ is: "looking" });
    const found = await lookForVersion(client, { name, account: accountId, region }, token);
    if (typeof found === "string") return setState({ is: found });
    const lost: FailureView = {
      code: "not-confirmed",
      says: "Not confirmed. The answer was lost before it told whether the policy is attached.",
    };
    onCreated({ arn: found.arn, ...(policy && { policyFailure: lost }) });
  };
  const create = async (input: CreateSecretInput) => {
    setState({ is: "creating" });
    const outcome = await perform(createSecret, input);
    if (!outcome.ok && outcome.failure.code === "not-confirmed") return await look(input);
    if (!outcome.ok) return setState({ is: "refused", failure: outcome.failure });
    client.invalidateQueries().catch(() => undefined);
    onCreated(outcome.data);
  };
  return { state, create, look };
}
