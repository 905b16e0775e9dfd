"use client";

import { type FormEvent, useRef, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/date";
import { Dialog } from "@/components/ui/dialog";
import { FailureAlert } from "@/components/ui/failure-alert";
import { TextField } from "@/components/ui/field";
import { countOf } from "@/components/ui/money";
import { announce } from "@/components/ui/status";
import { scheduleDeletion } from "@/lib/actions/deletion";
import { useAction } from "@/lib/browser/use-action";
import { RECOVERY_WINDOW_DAYS } from "@/lib/domain/deletion-clock";
import { leafName } from "@/lib/domain/schedule-deletion";
import type { SecretDetail } from "@/lib/domain/secret";
import { DeletionConsequences } from "./deletion-consequences";
import { StepUpBeside } from "./step-up";
import { whyNoDeletion } from "./why-no-change";

const DAY_MS = 86_400_000;
const REASON_TAG = "deletion-reason";

/** What stops working, the window, the last tags, and the name typed; then AWS is asked. */
export function DeletionDialog({ secret, onClose }: { secret: SecretDetail; onClose: () => void }) {
  const [days, setDays] = useState(String(RECOVERY_WINDOW_DAYS.max));
  const [reason, setReason] = useState("");
  const [typedName, setTypedName] = useState("");
  const cancel = useRef<HTMLButtonElement>(null);
  const schedule = useAction(scheduleDeletion);
  const refused = whyNoDeletion(secret);
  const windowDays = Number(days);
  const isWindow =
    /^\d+$/.test(days) &&
    windowDays >= RECOVERY_WINDOW_DAYS.min &&
    windowDays <= RECOVERY_WINDOW_DAYS.max;
  const leaf = leafName(secret.name);
  const isReady = !refused && isWindow && typedName === leaf && !schedule.isPending;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    const tags = reason.trim() ? [{ key: REASON_TAG, value: reason.trim() }] : [];
    const outcome = await schedule.run({ arn: secret.arn, windowDays, typedName, tags });
    if (!outcome.ok) return;
    announce(`Deletion of ${leaf} is scheduled.`);
    onClose();
  };
  return (
    <Dialog
      open
      wide
      focusOn={cancel}
      busy={schedule.isPending}
      onOpenChange={onClose}
      title={`Schedule the deletion of ${secret.name}?`}
      description={`${secret.accountName} (${secret.accountId}), ${secret.region}`}
      actions={
        <>
          <Button ref={cancel} onClick={onClose} disabled={schedule.isPending}>
            Cancel
          </Button>
          <Button look="danger" type="submit" form="deletion-form" disabled={!isReady}>
            {schedule.isPending
              ? "Scheduling and checking…"
              : isWindow
                ? `Schedule deletion in ${countOf(windowDays, "day")}`
                : "Schedule deletion"}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 text-table">
        {refused ? (
          <Alert tone="bad" title={refused} />
        ) : (
          <form id="deletion-form" onSubmit={submit} className="flex flex-col gap-4">
            <DeletionConsequences secret={secret} />
            <Fields
              days={days}
              isWindow={isWindow}
              onDays={setDays}
              reason={reason}
              onReason={setReason}
              readAt={secret.readAt}
            />
            <TextField
              label={`Type ${leaf} to confirm`}
              value={typedName}
              onChange={(event) => setTypedName(event.target.value)}
              autoComplete="off"
              spellCheck={false}
            />
          </form>
        )}
        {schedule.failure?.code === "step-up-needed" ? (
          <StepUpBeside />
        ) : (
          schedule.failure && (
            <FailureAlert
              title={
                schedule.failure.code === "not-confirmed"
                  ? "Not confirmed: AWS may have scheduled it. Close this and look at the secret’s state."
                  : "Nothing was scheduled."
              }
              failure={schedule.failure}
            />
          )
        )}
      </div>
    </Dialog>
  );
}

function Fields({
  days,
  isWindow,
  onDays,
  reason,
  onReason,
  readAt,
}: {
  days: string;
  isWindow: boolean;
  onDays: (days: string) => void;
  reason: string;
  onReason: (reason: string) => void;
  readAt: string;
}) {
  const earliest = new Date(Date.parse(readAt) + Number(days) * DAY_MS);
  return (
    <div className="grid gap-4 cards:grid-cols-2">
      <TextField
        label="Days in which it can be restored"
        inputMode="numeric"
        value={days}
        onChange={(event) => onDays(event.target.value)}
        error={isWindow ? undefined : "AWS takes 7 to 30 days."}
        help={
          isWindow && (
            <>
              AWS may erase it some time after <Moment at={earliest.toISOString()} short />, not
              before. It costs nothing while it waits.
            </>
          )
        }
      />
      <TextField
        label={`Reason, kept as the tag ${REASON_TAG}`}
        value={reason}
        maxLength={256}
        onChange={(event) => onReason(event.target.value)}
        help="Now or never: AWS refuses to tag a secret that is pending deletion. Tags are not encrypted."
      />
    </div>
  );
}
