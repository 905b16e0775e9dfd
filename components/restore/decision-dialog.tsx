"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Moment, utcSecond } from "@/components/ui/date";
import { Dialog } from "@/components/ui/dialog";
import { FailureAlert } from "@/components/ui/failure-alert";
import { TextField } from "@/components/ui/field";
import type { FailureView } from "@/lib/domain/failure";
import type { RestoreRequestView } from "@/lib/domain/restore-view";

const WATCH_MS = 700;

/** Shows exactly what is decided about, asks for words, and then what happens, step by step. */
export function DecisionDialog(props: {
  request: RestoreRequestView;
  title: string;
  button: string;
  look?: "primary" | "danger";
  words: string;
  wordsNeeded: number;
  note?: ReactNode;
  isPending: boolean;
  failure?: FailureView;
  onDecide: (words: string) => void;
  onClose: () => void;
}) {
  const { request, title, button, look = "primary", isPending, failure, onDecide, onClose } = props;
  const [words, setWords] = useState("");
  const isShort = words.trim().length < props.wordsNeeded;
  useWatch(isPending);
  return (
    <Dialog
      open
      wide
      busy={isPending}
      onOpenChange={onClose}
      title={title}
      description={`${request.name} in ${request.accountName} (${request.accountId}), ${request.region}, …${request.arn.slice(-6)}`}
      actions={
        <>
          <Button onClick={onClose} disabled={isPending}>
            Cancel
          </Button>
          <Button
            look={look}
            disabled={isPending || isShort}
            onClick={() => onDecide(words.trim())}
          >
            {isPending ? "Working…" : button}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-table">
        <p>
          {request.requesterName} asks: “{request.reason}”{" "}
          {request.ticket && <>Ticket {request.ticket}. </>}
          About the deletion of <Moment at={request.deletedAt} />.
        </p>
        <p className="break-names text-ink-2">
          Signed content <code className="font-mono">{request.digest.slice(0, 16)}…</code>
        </p>
        {props.note}
        <TextField
          label={props.words}
          value={words}
          maxLength={1000}
          onChange={({ target }) => setWords(target.value)}
          help={props.wordsNeeded > 0 ? `At least ${props.wordsNeeded} characters` : "Optional"}
        />
        {isPending && <LiveSteps request={request} />}
        {failure && <FailureAlert title="This did not go through." failure={failure} />}
      </div>
    </Dialog>
  );
}

/** What the server is doing now, each step with its time. */
function LiveSteps({ request }: { request: RestoreRequestView }) {
  const steps = request.events.filter(({ kind }) => kind === "step");
  return (
    <ul role="status" aria-label="Progress">
      {steps.length === 0 && <li>Checking who you are and what was agreed…</li>}
      {steps.map(({ number, at, text }) => (
        <li key={number}>
          <span className="tabular text-ink-2">{utcSecond(at)} UTC</span> {text}
        </li>
      ))}
    </ul>
  );
}

/** While the action runs, the request is read again and again beside it. */
function useWatch(isRunning: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => void client.invalidateQueries(), WATCH_MS);
    return () => clearInterval(timer);
  }, [isRunning, client]);
}
