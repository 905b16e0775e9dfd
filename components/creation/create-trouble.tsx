"use client";

import { StepUpBeside } from "@/components/secret/step-up";
import { Alert } from "@/components/ui/alert";
import { Button, ButtonLink } from "@/components/ui/button";
import { FailureAlert } from "@/components/ui/failure-alert";
import type { NewSecretState } from "./new-secret-state";
import type { CreateState } from "./use-create";

/** Why there is no secret, or why nobody knows, and what can be done. What was typed stays. */
export function CreateTrouble({
  state,
  secret: { name, accountId, region },
  onLook,
}: {
  state: CreateState;
  secret: NewSecretState;
  onLook: () => void;
}) {
  if (state.is === "refused") {
    const { failure } = state;
    if (failure.code === "step-up-needed") return <StepUpBeside />;
    const isTaken = failure.code === "name-taken" || failure.code === "name-pending-deletion";
    const query = new URLSearchParams({ name, account: accountId, region });
    return (
      <FailureAlert
        title="Nothing was created."
        failure={failure}
        actions={
          isTaken && (
            <ButtonLink href={`/secret?${query}`} size="small">
              Open that secret
            </ButtonLink>
          )
        }
      />
    );
  }
  if (state.is !== "absent" && state.is !== "unknown") return null;
  return (
    <div role="alert">
      <Alert
        tone="warn"
        title={
          state.is === "absent"
            ? "Not created, as far as AWS shows: there is no such secret of this page's making."
            : "Not confirmed: the answer was lost, and AWS could not be asked whether it was created."
        }
        actions={<Button onClick={onLook}>Look again</Button>}
      >
        Creating again is safe: under this name and this page's token AWS makes it once.
      </Alert>
    </div>
  );
}
