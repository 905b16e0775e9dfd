"use client";

import { useEffect, useRef, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { FailureAlert } from "@/components/ui/failure-alert";
import { announce } from "@/components/ui/status";
import { checkPolicy, replacePolicy } from "@/lib/actions/policy";
import { useAction } from "@/lib/browser/use-action";
import type { PolicyFinding } from "@/lib/domain/policy-lints";
import type { SecretDetail } from "@/lib/domain/secret";
import type { PolicyCheck } from "@/lib/domain/secret-policy";
import { FindingList } from "./finding-list";
import { PolicyDifference } from "./policy-difference";
import { StepUpBeside } from "./step-up";

/** The difference, what this console and AWS say to it, and the click that saves. */
export function PolicyReview({
  secret,
  change,
  findings,
  onBack,
  onStartAgain,
  onSaved,
}: {
  secret: SecretDetail;
  change: { policy: string; blockPublicPolicy: boolean; seen?: string };
  findings: readonly PolicyFinding[];
  onBack: () => void;
  onStartAgain: () => void;
  onSaved: () => void;
}) {
  const { arn } = secret;
  const check = usePolicyCheck(arn, change.policy);
  const save = useAction(replacePolicy);
  const [isAccepted, setAccepted] = useState(false);
  const wrong = findings.filter(({ severity }) => severity === "error").length;
  const objections = wrong + (check.objections?.length ?? 0);
  const submit = async () => {
    const outcome = await save.run({ arn, ...change });
    if (!outcome.ok) return;
    announce("The policy is saved; AWS shows it.");
    onSaved();
  };
  return (
    <Dialog
      open
      wide
      busy={save.isPending}
      onOpenChange={onBack}
      title="Save this policy?"
      description={`${secret.name} in ${secret.accountName} (${secret.accountId}), ${secret.region}`}
      actions={
        <>
          <Button onClick={onBack} disabled={save.isPending}>
            Go on editing
          </Button>
          <Button
            look="primary"
            onClick={submit}
            disabled={save.isPending || check.isPending || (objections > 0 && !isAccepted)}
          >
            {save.isPending ? "Saving and checking…" : "Save the policy"}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-table">
        <PolicyDifference before={change.seen} after={change.policy} />
        <FindingList findings={findings} />
        <AwsSays check={check} />
        {!change.blockPublicPolicy && (
          <Alert
            tone="warn"
            title="Public access is not blocked: AWS accepts a policy for everyone."
          />
        )}
        {objections > 0 && (
          <Checkbox checked={isAccepted} onChange={(event) => setAccepted(event.target.checked)}>
            Save in spite of what is said above. AWS may refuse it.
          </Checkbox>
        )}
        <SaveFailure save={save} onStartAgain={onStartAgain} />
      </div>
    </Dialog>
  );
}

/** Asks AWS once when the review opens; the answer is for this very text. */
function usePolicyCheck(arn: string, policy: string) {
  const { run, isPending, failure } = useAction(checkPolicy);
  const [objections, setObjections] = useState<PolicyCheck[]>();
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    run({ arn, policy }).then(
      (outcome) => outcome.ok && setObjections(outcome.data),
      () => undefined,
    );
  }, [run, arn, policy]);
  return { objections, failure, isPending: isPending || (!objections && !failure) };
}

function AwsSays({ check }: { check: ReturnType<typeof usePolicyCheck> }) {
  const { objections, failure } = check;
  if (failure?.code === "step-up-needed") return <StepUpBeside />;
  if (failure) return <FailureAlert title="AWS could not check it." failure={failure} />;
  if (!objections) return <p className="text-ink-2">AWS is checking it…</p>;
  if (objections.length === 0)
    return <p role="status">AWS (ValidateResourcePolicy) passes it: not public, no lock-out.</p>;
  return (
    <Alert tone="bad" title="AWS objects (ValidateResourcePolicy).">
      <ul>
        {objections.map(({ check: name, says }) => (
          <li key={`${name} ${says}`}>
            <code className="font-mono text-[12px]">{name}</code> {says}
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function SaveFailure({
  save: { failure },
  onStartAgain,
}: {
  save: { failure?: ReturnType<typeof useAction>["failure"] };
  onStartAgain: () => void;
}) {
  if (!failure) return null;
  if (failure.code === "step-up-needed") return <StepUpBeside />;
  if (failure.code === "changed-meanwhile") {
    return (
      <Alert
        tone="bad"
        title={failure.says}
        actions={<Button onClick={onStartAgain}>Start again from what is there</Button>}
      >
        What you wrote stays in the editor until you start again.
      </Alert>
    );
  }
  const title =
    failure.code === "not-confirmed"
      ? "Not confirmed: AWS may have saved it. Look at the policy before you try again."
      : "Nothing was saved.";
  return <FailureAlert title={title} failure={failure} />;
}
