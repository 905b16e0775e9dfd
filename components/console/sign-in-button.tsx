"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { startSignIn } from "@/lib/browser/sign-in";

/** Leads to the OpenID provider, and from there back to `callbackUrl`; `again` = asked for anew. */
export function SignInButton({ callbackUrl, again }: { callbackUrl: string; again: boolean }) {
  const [state, setState] = useState<"ready" | "leaving" | "failed">("ready");
  return (
    <>
      <Button
        look="primary"
        disabled={state === "leaving"}
        className="w-full"
        onClick={() => {
          setState("leaving");
          startSignIn(callbackUrl, again).catch(() => setState("failed"));
        }}
      >
        {state === "leaving" ? "Going to your provider…" : again ? "Sign in again" : "Sign in"}
      </Button>
      {state === "failed" && (
        <p role="alert" className="text-bad text-table">
          The console did not answer. Try again.
        </p>
      )}
    </>
  );
}
