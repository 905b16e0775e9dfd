"use client";

import { StepUp } from "@/components/secret/step-up";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FailureAlert } from "@/components/ui/failure-alert";
import { announce } from "@/components/ui/status";
import { turnOffRotation } from "@/lib/actions/rotation";
import { useAction } from "@/lib/browser/use-action";
import type { SecretDetail } from "@/lib/domain/secret";

/** Turns rotation off, having said what stays behind. */
export function TurnOffDialog({ secret, onClose }: { secret: SecretDetail; onClose: () => void }) {
  const off = useAction(turnOffRotation);
  const submit = async () => {
    const outcome = await off.run({ arn: secret.arn });
    if (!outcome.ok) return;
    announce("Rotation is off.");
    onClose();
  };
  return (
    <Dialog
      open
      busy={off.isPending}
      onOpenChange={onClose}
      title="Turn rotation off?"
      description={`${secret.name} in ${secret.accountName} (${secret.accountId}), ${secret.region}`}
      actions={
        <>
          <Button onClick={onClose} disabled={off.isPending}>
            Cancel
          </Button>
          <Button look="primary" onClick={submit} disabled={off.isPending}>
            {off.isPending ? "Turning off and checking…" : "Turn rotation off"}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-table">
        <ul className="list-disc pl-5 text-ink-2">
          <li>A rotation that is running stops where it is; nothing it did is undone.</li>
          <li>AWSPENDING stays on its version, if it is set, and blocks rotation until cleared.</li>
          <li>
            AWS keeps the function and the schedule and does not follow them; this console shows
            them as “off, old rules remain”.
          </li>
          <li>The value stays as it is, and nobody is asked to change it any more.</li>
        </ul>
        {off.failure?.code === "step-up-needed" ? (
          <StepUp />
        ) : (
          off.failure && (
            <FailureAlert
              title={
                off.failure.code === "not-confirmed"
                  ? "Not confirmed: AWS may have turned it off. Close this and look."
                  : "Rotation was not turned off."
              }
              failure={off.failure}
            />
          )
        )}
      </div>
    </Dialog>
  );
}
