"use client";

import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { announce } from "@/components/ui/status";
import {
  approveRestore,
  beginApproval,
  breakGlass,
  denyRestore,
  executeRestore,
} from "@/lib/actions/restore";
import { useRead } from "@/lib/browser/read";
import { startSignIn } from "@/lib/browser/sign-in";
import { useAction } from "@/lib/browser/use-action";
import type { Outcome } from "@/lib/domain/outcome";
import { GLASS_REASON_MIN } from "@/lib/domain/restore-inputs";
import type { RestoreRequestView } from "@/lib/domain/restore-view";
import { DecisionDialog } from "./decision-dialog";
import { refusalWords } from "./refusal-words";
import { AskerButtons } from "./requester-panel";
import { restoreHref } from "./restore-href";

/** What needs a fresh sign-in for this very request, and is then decided in a dialog. */
const acts = ["approve", "run", "glass"] as const;
type Act = (typeof acts)[number];

/** What an approver may do about a request; why not stands where the button would be. */
export function ApproverPanel({ id }: { id: string }) {
  const { data: request } = useRead("restoreRequest", { id });
  const query = useSearchParams();
  const begin = useAction(beginApproval);
  const [isDenying, setDenying] = useState(false);
  const signedFor = acts.find((act) => act === query.get("act"));
  if (!request) return null;
  const { arn, digest, state, refusal, progress } = request;
  const start = async (act: Act) => {
    const outcome = await begin.run({ id, arn, digest });
    if (outcome.ok) await startSignIn(`${restoreHref({ id })}&act=${act}`, true);
  };
  const close = () => window.history.replaceState(null, "", restoreHref({ id }));
  const missing = progress.reduce((sum, step) => sum + step.approvals - step.has, 0);
  const isOpen = state === "pending" || state === "approved";
  const mayApprove = state === "pending" && !refusal;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {mayApprove && (
        <Button look="primary" disabled={begin.isPending} onClick={() => start("approve")}>
          {missing === 1 ? "Approve and restore now" : "Approve"}
        </Button>
      )}
      {request.mayExecute && (
        <Button look="primary" disabled={begin.isPending} onClick={() => start("run")}>
          Restore now
        </Button>
      )}
      {isOpen && refusal !== "asked-for-it" && (
        <Button onClick={() => setDenying(true)}>Reject</Button>
      )}
      {!mayApprove && !request.mayExecute && (
        <p className="text-ink-2 text-table">{refusalWords(request)}</p>
      )}
      <AskerButtons request={request} />
      {request.mayBreakGlass && (
        <Button look="danger" disabled={begin.isPending} onClick={() => start("glass")}>
          Break glass
        </Button>
      )}
      {mayApprove && (
        <p className="text-caption text-ink-3">
          You sign in again first: the proof is for this request alone.
        </p>
      )}
      {begin.failure && <FailureAlert failure={begin.failure} />}
      {signedFor && !request.closedAt && (
        <Signed act={signedFor} request={request} onClose={close} />
      )}
      {isDenying && <Deny request={request} onClose={() => setDenying(false)} />}
    </div>
  );
}

const actWords: Record<Act, { title: string; button: string; words: string; needed: number }> = {
  approve: { title: "Approve this restore?", button: "Approve", words: "Comment", needed: 0 },
  run: { title: "Run the approved restore?", button: "Restore now", words: "Comment", needed: 0 },
  glass: {
    title: "Restore without a second person?",
    button: "Break the glass and restore",
    words: "Why nobody else can decide",
    needed: GLASS_REASON_MIN,
  },
};

function Signed({
  act,
  request,
  onClose,
}: {
  act: Act;
  request: RestoreRequestView;
  onClose: () => void;
}) {
  const { id, arn, digest, progress } = request;
  const { title, button, words, needed } = actWords[act];
  const missing = progress.reduce((sum, step) => sum + step.approvals - step.has, 0);
  const isLast = missing === 1 || act !== "approve";
  const decide = useAction(async (text: string): Promise<Outcome<object>> => {
    const ref = { id, arn, digest };
    if (act === "glass") return await breakGlass({ ...ref, reason: text });
    if (act === "run") return await executeRestore(ref);
    return await approveRestore({ ...ref, comment: text || undefined });
  });
  return (
    <DecisionDialog
      request={request}
      title={title}
      button={act === "approve" && isLast ? "Approve and restore now" : button}
      look={act === "glass" ? "danger" : "primary"}
      words={words}
      wordsNeeded={needed}
      isPending={decide.isPending}
      failure={decide.failure}
      note={
        <p>
          {isLast
            ? "AWS restores the secret at once, under your own role and name."
            : "Others have to agree as well before anything runs."}
          {act === "glass" && " This is marked for ever, and everybody is told."}
        </p>
      }
      onDecide={async (text) => {
        const outcome = await decide.run(text);
        if (!outcome.ok) return;
        announce(isLast ? "Restored." : "Your approval is recorded.");
        onClose();
      }}
      onClose={onClose}
    />
  );
}

function Deny({ request, onClose }: { request: RestoreRequestView; onClose: () => void }) {
  const { id, arn } = request;
  const deny = useAction(denyRestore);
  return (
    <DecisionDialog
      request={request}
      title="Reject this restore?"
      button="Reject"
      look="danger"
      words="Why"
      wordsNeeded={3}
      isPending={deny.isPending}
      failure={deny.failure}
      note={<p>One no ends the request. The secret stays scheduled for deletion.</p>}
      onDecide={async (comment) => {
        const outcome = await deny.run({ id, arn, comment });
        if (!outcome.ok) return;
        announce("Rejected.");
        onClose();
      }}
      onClose={onClose}
    />
  );
}
