"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";

/** Leads to the OpenID provider, and from there back to `callbackUrl`. */
export function SignInButton({ callbackUrl }: { callbackUrl: string }) {
  const [isLeaving, setIsLeaving] = useState(false);
  return (
    <button
      type="button"
      disabled={isLeaving}
      onClick={() => {
        setIsLeaving(true);
        signIn("oidc", { callbackUrl }).catch(() => setIsLeaving(false));
      }}
    >
      {isLeaving ? "Going to your provider…" : "Sign in"}
    </button>
  );
}
