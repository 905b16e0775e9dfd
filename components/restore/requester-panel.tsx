"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { announce } from "@/components/ui/status";
import { commentOnRestore, withdrawRestore } from "@/lib/actions/restore";
import { useRead } from "@/lib/browser/read";
import { useAction } from "@/lib/browser/use-action";
import type { RestoreRequestView } from "@/lib/domain/restore-view";
import { DecisionDialog } from "./decision-dialog";
import { refusalWords } from "./refusal-words";

/** What somebody who may ask for restores can do about a request. */
export function RequesterPanel({ id }: { id: string }) {
  const { data: request } = useRead("restoreRequest", { id });
  if (!request) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <AskerButtons request={request} />
      <p className="text-ink-2 text-table">{refusalWords(request)}</p>
    </div>
  );
}

/** Withdraw and comment. */
export function AskerButtons({ request }: { request: RestoreRequestView }) {
  const { id, arn } = request;
  const [isCommenting, setCommenting] = useState(false);
  const withdraw = useAction(withdrawRestore);
  const comment = useAction(commentOnRestore);
  return (
    <>
      {request.mayWithdraw && (
        <Button disabled={withdraw.isPending} onClick={() => withdraw.run({ id, arn })}>
          Withdraw
        </Button>
      )}
      <Button onClick={() => setCommenting(true)}>Comment</Button>
      {withdraw.failure && <FailureAlert failure={withdraw.failure} />}
      {isCommenting && (
        <DecisionDialog
          request={request}
          title="Comment on this request"
          button="Comment"
          words="Comment"
          wordsNeeded={1}
          isPending={comment.isPending}
          failure={comment.failure}
          onDecide={async (text) => {
            const outcome = await comment.run({ id, arn, text });
            if (!outcome.ok) return;
            announce("Your comment is there.");
            setCommenting(false);
          }}
          onClose={() => setCommenting(false)}
        />
      )}
    </>
  );
}
