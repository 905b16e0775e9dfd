"use client";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FailureAlert } from "@/components/ui/failure-alert";
import { announce } from "@/components/ui/status";
import { removePolicy } from "@/lib/actions/policy";
import { useAction } from "@/lib/browser/use-action";
import type { SecretDetail } from "@/lib/domain/secret";
import { StatementList } from "./statement-list";
import { StepUp } from "./step-up";

/** Says who loses what, then removes the policy. */
export function RemovePolicyDialog({
  secret,
  seen,
  onClose,
}: {
  secret: SecretDetail;
  seen?: string;
  onClose: () => void;
}) {
  const remove = useAction(removePolicy);
  const submit = async () => {
    const outcome = await remove.run({ arn: secret.arn, seen });
    if (!outcome.ok) return;
    announce("The policy is removed.");
    onClose();
  };
  return (
    <Dialog
      open
      busy={remove.isPending}
      onOpenChange={onClose}
      title="Remove the resource policy?"
      description={`${secret.name} in ${secret.accountName} (${secret.accountId}), ${secret.region}`}
      actions={
        <>
          <Button onClick={onClose} disabled={remove.isPending}>
            Cancel
          </Button>
          <Button look="danger" onClick={submit} disabled={remove.isPending}>
            {remove.isPending ? "Removing and checking…" : "Remove the policy"}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-table">
        <p className="text-ink-2">
          These statements end at once: other accounts lose access, and what is denied here is
          denied no longer. The text stays in CloudTrail’s record of whoever wrote it.
        </p>
        {seen && <StatementList policy={seen} arn={secret.arn} />}
        {remove.failure?.code === "step-up-needed" ? (
          <StepUp />
        ) : (
          remove.failure && (
            <FailureAlert
              title={
                remove.failure.code === "not-confirmed"
                  ? "Not confirmed: AWS may have removed it. Look at the policy before you try again."
                  : "Nothing was removed."
              }
              failure={remove.failure}
            />
          )
        )}
      </div>
    </Dialog>
  );
}
