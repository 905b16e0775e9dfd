"use client";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FailureAlert } from "@/components/ui/failure-alert";
import { announce } from "@/components/ui/status";
import { attachLabel, clearPending, detachLabel, makeCurrent } from "@/lib/actions/versions";
import { useAction } from "@/lib/browser/use-action";
import type { SecretDetail } from "@/lib/domain/secret";
import { labelMoves, labelsAfterMove } from "@/lib/domain/staging-labels";
import { LabelBadge } from "./label-badge";
import { StepUpBeside } from "./step-up";

/** One move of a label that a person may make. */
export type LabelAct =
  | { do: "make-current"; versionId: string; expectedCurrent: string }
  | { do: "clear-pending"; versionId: string }
  | { do: "attach"; label: string; to: string; from?: string }
  | { do: "detach"; label: string; from: string };

/** Shows where every label will be, then moves it, and stays open until the truth is known. */
export function LabelDialog({
  secret,
  act,
  onClose,
}: {
  secret: SecretDetail;
  act: LabelAct;
  onClose: () => void;
}) {
  const move = useAction((given: LabelAct) => send(secret.arn, given));
  const { title, button, notes, label, to } = wordsFor(act, secret);
  const moves = labelMoves(secret.labels, labelsAfterMove(secret.labels, label, to));
  const submit = async () => {
    const outcome = await move.run(act);
    if (!outcome.ok) return;
    announce(`Done: ${button}.`);
    onClose();
  };
  return (
    <Dialog
      open
      busy={move.isPending}
      onOpenChange={onClose}
      title={title}
      description={`${secret.name} in ${secret.accountName} (${secret.accountId}), ${secret.region}`}
      actions={
        <>
          <Button onClick={onClose} disabled={move.isPending}>
            Cancel
          </Button>
          <Button look="primary" onClick={submit} disabled={move.isPending}>
            {move.isPending ? "Moving and checking…" : button}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-table">
        <table className="w-full border-collapse text-left">
          <caption className="mb-1 text-left text-ink-2">What will move</caption>
          <tbody>
            {moves.map(({ label: name, from, to: goal }) => (
              <tr key={name}>
                <th scope="row" className="py-1 pr-3 font-normal">
                  <LabelBadge label={name} />
                </th>
                <td className="tabular py-1 font-mono text-caption">
                  {short(from)} <span aria-hidden>→</span>
                  <span className="sr-only">to</span> {short(goal)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {notes.map((note) => (
          <p key={note} className="text-ink-2">
            {note}
          </p>
        ))}
        {move.failure?.code === "step-up-needed" ? (
          <StepUpBeside />
        ) : (
          move.failure && (
            <FailureAlert title={failureTitle(move.failure.code)} failure={move.failure} />
          )
        )}
      </div>
    </Dialog>
  );
}

function send(arn: string, act: LabelAct) {
  if (act.do === "make-current") {
    const { versionId, expectedCurrent } = act;
    return makeCurrent({ arn, versionId, expectedCurrent });
  }
  if (act.do === "clear-pending") return clearPending({ arn, versionId: act.versionId });
  if (act.do === "attach")
    return attachLabel({ arn, label: act.label, to: act.to, from: act.from });
  return detachLabel({ arn, label: act.label, from: act.from });
}

function failureTitle(code: string): string {
  if (code === "not-confirmed")
    return "Not confirmed: AWS may have moved the label. Close this and look at the labels.";
  return "Nothing was moved.";
}

function wordsFor(act: LabelAct, secret: SecretDetail) {
  switch (act.do) {
    case "make-current":
      return {
        title: `Make version …${act.versionId.slice(-4)} current?`,
        button: `Make …${act.versionId.slice(-4)} current`,
        label: "AWSCURRENT",
        to: act.versionId as string | undefined,
        notes: currentNotes(act, secret),
      };
    case "clear-pending":
      return {
        title: `Clear AWSPENDING from …${act.versionId.slice(-4)}?`,
        button: "Clear AWSPENDING",
        label: "AWSPENDING",
        to: undefined,
        notes: [
          "The next rotation starts from the beginning with a new value. The version stays, without a label.",
          "What an earlier run did outside AWS is not undone: if setSecret ran, the database may accept only the value of this version. Try it first, and make this version current if it is the one that works.",
        ],
      };
    case "attach":
      return {
        title: `Attach ${act.label} to …${act.to.slice(-4)}?`,
        button: `Attach ${act.label}`,
        label: act.label,
        to: act.to as string | undefined,
        notes: act.from ? ["Whoever asks for this label gets the other version from now on."] : [],
      };
    case "detach":
      return {
        title: `Remove ${act.label} from …${act.from.slice(-4)}?`,
        button: `Remove ${act.label}`,
        label: act.label,
        to: undefined,
        notes: [
          "Whoever asks for this label gets an error from now on.",
          ...(isLastLabel(act, secret)
            ? [
                "It is this version's last label: without one AWS may remove the version when there are more than 100.",
              ]
            : []),
        ],
      };
  }
}

function currentNotes({ versionId }: { versionId: string }, secret: SecretDetail): string[] {
  const version = secret.versions.find((each) => each.versionId === versionId);
  return [
    "Applications that ask for the current value get this version's from now on. Those that cache go on with the old one until they ask again.",
    "Nothing changes outside AWS: the database or service must accept this version's value.",
    ...(secret.rotationEnabled
      ? ["Rotation stays on and will replace this value at its next window."]
      : []),
    ...(version?.labels.includes("AWSPENDING")
      ? ["AWSPENDING stays on this version, which is how AWS marks a finished rotation."]
      : []),
  ];
}

function isLastLabel({ from }: { from: string }, secret: SecretDetail): boolean {
  return secret.labels[from]?.length === 1;
}

function short(versionId: string | undefined): string {
  return versionId ? `…${versionId.slice(-4)}` : "no version";
}
