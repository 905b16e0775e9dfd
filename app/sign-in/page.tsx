import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInButton } from "@/components/console/sign-in-button";
import { pathAfterSignIn } from "@/lib/auth/paths";
import { currentSession } from "@/lib/auth/session";
import { signInProblem } from "@/lib/domain/sign-in";

export const metadata: Metadata = { title: "Sign in" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SignInPage({ searchParams }: Props) {
  const { from, callbackUrl, error } = await searchParams;
  const back = pathAfterSignIn(from ?? callbackUrl);
  const problem = signInProblem(typeof error === "string" ? error : undefined);
  if (!problem && (await currentSession())) redirect(back);
  return (
    <main>
      <h1>Sign in</h1>
      {problem && <p role="alert">{problem}</p>}
      <p>You sign in with your organisation's account. This console keeps no password.</p>
      <SignInButton callbackUrl={back} />
    </main>
  );
}
