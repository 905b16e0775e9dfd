/** Words for why a sign-in led nowhere, by the code in the sign-in page's address. */
const problems: Record<string, string> = {
  "groups-missing":
    "Your provider did not send your groups. Ask its administrator to add the groups claim for this console.",
  "groups-malformed":
    "Your provider sent your groups in a form this console does not read. It needs a list of names.",
  "groups-too-many":
    "You are in more than 200 groups, so your provider's list may be incomplete. Ask for a claim that holds only this console's groups.",
  "no-role": "None of your groups gives you a role in this console. Ask whoever runs it.",
  "other-issuer": "The sign-in came from another provider than the configured one.",
  "no-subject": "Your provider did not say who you are.",
  "other-person":
    "Somebody else signed in than whose session this is. The session was not changed.",
  "not-fresh":
    "Your provider did not ask you to sign in again, or did not say when you did. The session was not changed.",
  "cannot-record": "The ledger cannot be written, so nobody can sign in now.",
  unavailable: "The console's database does not answer, so nobody can sign in now.",
  OAuthSignin: "Your provider does not answer. Try again in a moment.",
};

/** A sentence for a problem's code; undefined if there was none. Unknown codes get no echo. */
export function signInProblem(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  return Object.hasOwn(problems, code)
    ? problems[code]
    : "Signing in did not work. Try again; if it fails again, ask whoever runs this console.";
}
