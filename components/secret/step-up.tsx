"use client";

import { useEffect, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { startSignIn } from "@/lib/browser/sign-in";

const key = "strongroom-signed-in-again";

/**
 * Asks for a fresh sign-in where something was typed. It happens in another tab, because what was
 * typed lives in this page's memory only and would be gone with the page.
 */
export function StepUpBeside() {
  return (
    <div role="alert">
      <Alert
        tone="warn"
        title="Sign in again to prove it is you."
        actions={
          <a
            href="/sign-in?again=1"
            target="_blank"
            rel="noopener"
            className="inline-flex h-8 items-center rounded-button bg-ink px-3 font-medium text-paper text-table"
          >
            Sign in again in a new tab
          </a>
        }
      >
        Nothing was sent: your last sign-in is too long ago. Sign in beside this page, come back and
        click once more. What you typed stays here.
      </Alert>
    </div>
  );
}

/** Asks for a fresh sign-in and comes back to this very place. */
export function StepUp({ says }: { says?: string }) {
  const [isLeaving, setLeaving] = useState(false);
  const leave = () => {
    setLeaving(true);
    sessionStorage.setItem(key, "1");
    const here = window.location.pathname + window.location.search;
    startSignIn(here, true).catch(() => setLeaving(false));
  };
  return (
    <Alert
      tone="warn"
      title="Sign in again to prove it is you."
      actions={
        <Button look="primary" disabled={isLeaving} onClick={leave}>
          {isLeaving ? "Going to your provider…" : "Sign in again"}
        </Button>
      }
    >
      Your last sign-in is too long ago for values and changes. You come back to this place and
      click once more. {says}
    </Alert>
  );
}

/** True once, on the first look after a fresh sign-in that `StepUp` asked for. */
export function useSignedInAgain(): boolean {
  const [again, setAgain] = useState(false);
  useEffect(() => {
    if (!sessionStorage.getItem(key)) return;
    sessionStorage.removeItem(key);
    setAgain(true);
  }, []);
  return again;
}
