"use client";

import { useEffect, useRef, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/table";
import { useGoneWithThePage } from "@/components/value/use-gone-with-the-page";
import { ValueEditor } from "@/components/value/value-editor";
import type { SavedVersion } from "@/lib/domain/new-value";
import type { SecretDetail } from "@/lib/domain/secret";
import { blockingPending, holderOf } from "@/lib/domain/staging-labels";
import { judgeDraft } from "@/lib/domain/value-draft";
import type { Edit } from "./change-value";
import { ValueReview } from "./value-review";

/** An edit: typing first, then the look at what differs, then saving. */
export function ValueChange({
  secret,
  edit,
  onEdit,
  onStartAgain,
  onEnd,
}: {
  secret: SecretDetail;
  edit: Edit;
  onEdit: (edit: Edit) => void;
  onStartAgain: () => void;
  onEnd: (saved?: SavedVersion) => void;
}) {
  const [isReviewing, setReviewing] = useState(false);
  const content = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step begins with the focus at its top.
  useEffect(() => content.current?.focus(), [isReviewing]);
  useGoneWithThePage(onEnd, edit.isTouched);
  const { problems } = judgeDraft(edit.draft);
  const pending = blockingPending(secret.labels);
  const current = holderOf(secret.labels, "AWSCURRENT");
  return (
    <Panel
      id="change-value"
      title={isReviewing ? "Before it is saved" : "Change the value"}
      aside={
        <span className="text-caption text-ink-2">
          {secret.name}, {secret.accountName} ({secret.accountId}), {secret.region}
        </span>
      }
    >
      <div ref={content} tabIndex={-1} className="flex flex-col gap-4 px-4 py-4 outline-none">
        {pending && (
          <Alert tone="warn" title={`A rotation has AWSPENDING on …${pending.slice(-4)}.`}>
            If it goes on it makes its own version current, and what you save becomes AWSPREVIOUS.
          </Alert>
        )}
        {isReviewing ? (
          <ValueReview
            secret={secret}
            edit={edit}
            onBack={() => setReviewing(false)}
            onRebase={(expectedCurrent) => onEdit({ ...edit, expectedCurrent })}
            onStartAgain={onStartAgain}
            onSaved={onEnd}
          />
        ) : (
          <>
            {edit.expectedCurrent !== current && (
              <Alert tone="warn" title="Another version became current while you were editing.">
                Nothing of yours is lost. You can compare with it before you save.
              </Alert>
            )}
            <ValueEditor
              draft={edit.draft}
              place={secret}
              onChange={(draft) => onEdit({ ...edit, draft, isTouched: true })}
            />
            <div className="flex flex-wrap justify-end gap-2 border-t pt-3">
              <Button onClick={() => onEnd()}>Discard</Button>
              <Button
                look="primary"
                disabled={problems.length > 0}
                onClick={() => setReviewing(true)}
              >
                Review before saving
              </Button>
            </div>
          </>
        )}
      </div>
    </Panel>
  );
}
