"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { MaskedDifference } from "@/components/value/masked-difference";
import { compareDraft } from "@/lib/actions/comparison";
import { perform } from "@/lib/browser/use-action";
import type { FailureView } from "@/lib/domain/failure";
import type { MaskedComparison } from "@/lib/domain/value-comparison";
import { valueOfDraft } from "@/lib/domain/value-draft";
import type { Edit } from "./change-value";

/** Asked for at once if the old value was read anyway; otherwise only by a click. */
export function useDraftComparison(arn: string, edit: Edit) {
  const [answer, setAnswer] = useState<{ with: string; data: MaskedComparison }>();
  const [failure, setFailure] = useState<FailureView>();
  const [isBusy, setBusy] = useState(false);
  const ask = async (versionId: string) => {
    setBusy(true);
    setFailure(undefined);
    const outcome = await perform(compareDraft, {
      arn,
      before: versionId,
      value: valueOfDraft(edit.draft),
    });
    setBusy(false);
    if (outcome.ok) setAnswer({ with: versionId, data: outcome.data });
    else setFailure(outcome.failure);
  };
  const wasAsked = useRef(false);
  useEffect(() => {
    if (wasAsked.current || edit.startedFrom !== "current" || !edit.expectedCurrent) return;
    wasAsked.current = true;
    ask(edit.expectedCurrent).catch(() => undefined);
  });
  return { answer, failure, isBusy, ask };
}

/** What the edit changes, per key, without either value. */
export function DraftDifference({
  edit,
  comparison,
}: {
  edit: Edit;
  comparison: ReturnType<typeof useDraftComparison>;
}) {
  const { expectedCurrent: base } = edit;
  const { answer, failure, isBusy, ask } = comparison;
  if (!base) return <p className="text-table">This is the secret's first value.</p>;
  return (
    <section aria-label="What differs" aria-busy={isBusy} className="flex flex-col gap-3">
      {answer && answer.with === base ? (
        <MaskedDifference
          comparison={answer.data}
          names={[`Now, …${base.slice(-4)}`, "What you typed"]}
        />
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="max-w-prose text-ink-2 text-table">
            {isBusy
              ? "Comparing on the server…"
              : "Nothing of the old value has been read for this. Comparing reads it on the server and sends back only which keys differ; it is recorded."}
          </p>
          <Button size="small" disabled={isBusy} onClick={() => ask(base)}>
            Compare with …{base.slice(-4)}, masked
          </Button>
        </div>
      )}
      {failure && (
        <FailureAlert
          title="What differs could not be told. You can save all the same."
          failure={failure}
        />
      )}
    </section>
  );
}
