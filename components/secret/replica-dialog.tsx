"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { FailureAlert } from "@/components/ui/failure-alert";
import { TextField } from "@/components/ui/field";
import { SelectField } from "@/components/ui/select-field";
import { announce } from "@/components/ui/status";
import { addReplica, promoteReplica, removeReplica } from "@/lib/actions/replicas";
import { useAction } from "@/lib/browser/use-action";
import type { SecretDetail } from "@/lib/domain/secret";
import { type ReplicaAct, replicaWords } from "./replica-words";
import { StepUpBeside } from "./step-up";

export type { ReplicaAct } from "./replica-words";

interface Given {
  region: string;
  kmsKeyId: string;
  overwrites: boolean;
}

/** Says what the act does to cost and to readers, then asks AWS for it. */
export function ReplicaDialog({
  secret,
  act,
  onClose,
}: {
  secret: SecretDetail;
  act: ReplicaAct;
  onClose: () => void;
}) {
  const [given, setGiven] = useState<Given>({
    region: act.do === "add" ? (act.regions[0] ?? "") : act.region,
    kmsKeyId: act.do === "retry" ? (act.kmsKeyId ?? "") : "",
    overwrites: false,
  });
  const send = useAction((input: Given) => perform(secret.arn, act, input));
  const { title, button, notes, isDangerous } = replicaWords(act, secret, given.region);
  const isCopying = act.do === "add" || act.do === "retry";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await send.run(given);
    if (!outcome.ok) return;
    announce(`Done: ${button}.`);
    onClose();
  };
  return (
    <Dialog
      open
      busy={send.isPending}
      onOpenChange={onClose}
      title={title}
      description={`${secret.name} in ${secret.accountName} (${secret.accountId}), primary in ${secret.region}`}
      actions={
        <>
          <Button onClick={onClose} disabled={send.isPending}>
            Cancel
          </Button>
          <Button
            look={isDangerous ? "danger" : "primary"}
            type="submit"
            form="replica-form"
            disabled={send.isPending}
          >
            {send.isPending ? "Asking and checking…" : button}
          </Button>
        </>
      }
    >
      <form id="replica-form" onSubmit={submit} className="flex flex-col gap-3 text-table">
        {isCopying && <CopyFields act={act} given={given} onChange={setGiven} />}
        <ul className="flex list-disc flex-col gap-1 pl-5 text-ink-2">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
        {send.failure?.code === "step-up-needed" ? (
          <StepUpBeside />
        ) : (
          send.failure && (
            <FailureAlert
              title={
                send.failure.code === "not-confirmed"
                  ? "Not confirmed: AWS may have done it. Close this and look at the replicas."
                  : "Nothing was changed."
              }
              failure={send.failure}
            />
          )
        )}
      </form>
    </Dialog>
  );
}

function CopyFields({
  act,
  given,
  onChange,
}: {
  act: ReplicaAct;
  given: Given;
  onChange: (given: Given) => void;
}) {
  return (
    <>
      {act.do === "add" && (
        <SelectField
          label="Region"
          value={given.region}
          onChange={(event) => onChange({ ...given, region: event.target.value })}
        >
          {act.regions.map((region) => (
            <option key={region}>{region}</option>
          ))}
        </SelectField>
      )}
      <TextField
        label={`KMS key in ${given.region}`}
        value={given.kmsKeyId}
        onChange={(event) => onChange({ ...given, kmsKeyId: event.target.value.trim() })}
        help="An alias, key id or ARN of that Region. Empty: aws/secretsmanager, which no other account can use."
        autoComplete="off"
        spellCheck={false}
      />
      <Checkbox
        checked={given.overwrites}
        onChange={(event) => onChange({ ...given, overwrites: event.target.checked })}
      >
        Overwrite a secret of this name that is in the way there
        <span className="block text-caption text-ink-3">
          Its value is lost for good. Without this, AWS fails the replica instead.
        </span>
      </Checkbox>
    </>
  );
}

function perform(arn: string, act: ReplicaAct, { region, kmsKeyId, overwrites }: Given) {
  if (act.do === "promote") return promoteReplica({ arn, region });
  if (act.do === "remove") return removeReplica({ arn, region });
  return addReplica({ arn, region, overwrites, ...(kmsKeyId && { kmsKeyId }) });
}
