"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FailureAlert } from "@/components/ui/failure-alert";
import { TextField } from "@/components/ui/field";
import { announce } from "@/components/ui/status";
import { requestRestore } from "@/lib/actions/restore";
import { useAction } from "@/lib/browser/use-action";
import type { PendingDeletion } from "@/lib/domain/pending-deletion";
import { AskRestoreInput } from "@/lib/domain/restore-inputs";
import { restoreHref } from "./restore-href";

/** Asks a second person to bring a secret back, with a reason. */
export function AskDialog({ row, onClose }: { row: PendingDeletion; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const [ticket, setTicket] = useState("");
  const [isChecked, setChecked] = useState(false);
  const ask = useAction(requestRestore);
  const router = useRouter();
  const wish = { arn: row.arn, reason, ...(ticket && { ticket }) };
  const parsed = AskRestoreInput.safeParse(wish);
  const shortly = parsed.error?.issues.find(({ path }) => path[0] === "reason")?.message;
  const submit = async () => {
    setChecked(true);
    if (!parsed.success) return;
    const outcome = await ask.run(wish);
    if (!outcome.ok) return;
    announce(outcome.data.hasJoined ? "You joined the open request." : "Asked for the restore.");
    router.push(restoreHref({ id: outcome.data.id }));
  };
  const fields = ask.failure?.fields ?? {};
  return (
    <Dialog
      open
      busy={ask.isPending}
      onOpenChange={onClose}
      title="Ask to restore this secret"
      description={`${row.name} in ${row.accountName} (${row.accountId}), ${row.region}, …${row.arn.slice(-6)}`}
      actions={
        <>
          <Button onClick={onClose} disabled={ask.isPending}>
            Cancel
          </Button>
          <Button look="primary" onClick={submit} disabled={ask.isPending}>
            {ask.isPending ? "Asking…" : "Ask for the restore"}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-ink-2 text-table">
          Another person decides; you cannot approve it yourself. If somebody has asked already, you
          join them.
        </p>
        <TextField
          label="Why it is needed"
          value={reason}
          maxLength={1000}
          error={fields.reason ?? (isChecked ? shortly : undefined)}
          onChange={({ target }) => setReason(target.value)}
        />
        <TextField
          label="Ticket"
          help="If your settings ask for one"
          value={ticket}
          maxLength={100}
          error={fields.ticket}
          onChange={({ target }) => setTicket(target.value)}
        />
        {ask.failure && <FailureAlert title="Nothing was asked for." failure={ask.failure} />}
      </div>
    </Dialog>
  );
}
