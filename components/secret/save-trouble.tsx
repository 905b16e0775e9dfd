"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { FailureAlert } from "@/components/ui/failure-alert";
import type { Edit } from "./change-value";
import { StepUpBeside } from "./step-up";
import type { SaveState } from "./use-save";

/** Why it is not saved, or not known to be, and what can be done. What was typed stays. */
export function SaveTrouble({
  state,
  edit,
  current,
  hasMoved,
  onLook,
  onCompare,
  onStartAgain,
}: {
  state: SaveState;
  edit: Edit;
  /** The version that is current now. */
  current?: string;
  hasMoved: boolean;
  onLook: () => void;
  onCompare: (versionId: string) => void;
  onStartAgain: () => void;
}) {
  if (hasMoved || (state.is === "refused" && state.failure.code === "moved-meanwhile")) {
    return (
      <div role="alert">
        <Alert
          tone="warn"
          title={`Version changed while you were editing (${short(edit.expectedCurrent)} → ${short(current)}). Nothing was saved.`}
          actions={
            <>
              {current && (
                <Button onClick={() => onCompare(current)}>Compare with {short(current)}</Button>
              )}
              <Button onClick={onStartAgain}>Start again from {short(current)}</Button>
            </>
          }
        >
          What you typed is still here, in this page's memory only. After comparing you can save
          over {short(current)}; starting again drops it. The Timeline tab says who changed it.
        </Alert>
      </div>
    );
  }
  if (state.is === "refused") {
    if (state.failure.code === "step-up-needed") return <StepUpBeside />;
    return <FailureAlert title="Nothing was saved." failure={state.failure} />;
  }
  if (state.is !== "absent" && state.is !== "unknown") return null;
  return (
    <div role="alert">
      <Alert
        tone="warn"
        title={
          state.is === "absent"
            ? `Not saved, as far as AWS shows: it lists no version …${edit.token.slice(-4)}.`
            : "Not confirmed: the answer was lost, and AWS could not be asked whether it saved."
        }
        actions={<Button onClick={onLook}>Look again</Button>}
      >
        Saving again is safe: it is the same version either way, so it cannot be made twice.
      </Alert>
    </div>
  );
}

function short(versionId: string | undefined): string {
  return versionId ? `…${versionId.slice(-4)}` : "no version";
}
