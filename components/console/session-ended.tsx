"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { readOptions } from "@/lib/browser/read";
import { sessionIsBack } from "@/lib/browser/session-ended";
import { startSignIn } from "@/lib/browser/sign-in";
import type { FailureView } from "@/lib/domain/failure";

/**
 * The session is over. The page behind stays as it is: sign in again in another tab, come back,
 * and go on with what was typed.
 */
export function SessionEnded({ failure }: { failure: FailureView }) {
  const client = useQueryClient();
  useEffect(() => {
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      const options = readOptions("session", {});
      const session = await client.fetchQuery({ ...options, staleTime: 0 }).catch(() => undefined);
      if (!session) return;
      sessionIsBack();
      await client.invalidateQueries();
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [client]);
  return (
    <Dialog
      open
      busy
      onOpenChange={() => undefined}
      title={failure.says}
      description="What you typed here is kept; secret values are not."
      actions={
        <>
          <Button onClick={() => startSignIn(window.location.pathname + window.location.search)}>
            Sign in on this page
          </Button>
          <a
            href="/sign-in?from=%2Fsessions"
            target="_blank"
            rel="noopener"
            className="inline-flex h-8 items-center rounded-button bg-ink px-3 font-medium text-paper text-table"
          >
            Sign in in a new tab
          </a>
        </>
      }
    >
      <p className="text-ink-2 text-table">
        Sign in in a new tab and come back to this one to go on where you were. Signing in on this
        page loads it afresh.
      </p>
    </Dialog>
  );
}
