"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { startSignIn } from "@/lib/browser/sign-in";

/** Leads to the OpenID provider, and from there back to `callbackUrl`. */
export function SignInButton({ callbackUrl }: { callbackUrl: string }) {
  const [state, setState] = useState<"ready" | "leaving" | "failed">("ready");
  return (
    <>
      <Button
        look="primary"
        disabled={state === "leaving"}
        className="w-full"
        onClick={() => {
          setState("leaving");
          startSignIn(callbackUrl).catch(() => setState("failed"));
        }}
      >
        {state === "leaving" ? "Going to your provider…" : "Sign in"}
      </Button>
      {state === "failed" && (
        <p role="alert" className="text-bad text-table">
          The console did not answer. Try again.
        </p>
      )}
    </>
  );
}
