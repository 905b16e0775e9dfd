import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Logo } from "@/components/console/logo";
import { SignInButton } from "@/components/console/sign-in-button";
import { Alert } from "@/components/ui/alert";
import { pathAfterSignIn } from "@/lib/auth/paths";
import { currentSession } from "@/lib/auth/session";
import { signInProblem } from "@/lib/domain/sign-in";

export const metadata: Metadata = { title: "Sign in" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SignInPage({ searchParams }: Props) {
  const { from, callbackUrl, error, again, "signed-out": left } = await searchParams;
  const hasLeft = left !== undefined;
  // Somebody who is signed in proves it is them, beside the page that they were working in.
  const isBeside = again !== undefined;
  const back = isBeside ? "/sessions?again=1" : pathAfterSignIn(from ?? callbackUrl);
  const problem = signInProblem(typeof error === "string" ? error : undefined);
  if (!problem && !isBeside && (await currentSession())) redirect(back);
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-5 p-6">
      <div className="flex w-full max-w-sm flex-col gap-4 rounded-panel border bg-panel p-6 shadow-soft">
        <p className="flex items-center gap-2.5 font-semibold text-section">
          <Logo />
          Strongroom
        </p>
        <div>
          <h1 className="font-semibold text-page tracking-[-0.012em]">Sign in</h1>
          <p className="mt-1 text-ink-2">
            {isBeside
              ? "Prove that it is you. What you typed in the other tab stays there."
              : "You sign in with your organisation's account. This console keeps no password."}
          </p>
        </div>
        {hasLeft && !problem && (
          <p role="status">You are signed out. Nothing of this session is left here.</p>
        )}
        {problem && <Alert tone="bad" title={problem} />}
        <SignInButton callbackUrl={back} again={isBeside} />
      </div>
      <p className="max-w-sm text-center text-caption text-ink-3">
        What you do is done under your own assumed role in AWS, and is recorded.
      </p>
    </main>
  );
}
