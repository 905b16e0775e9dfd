"use client";

import { useEffect, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { startSignIn } from "@/lib/browser/sign-in";

const key = "strongroom-signed-in-again";

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
