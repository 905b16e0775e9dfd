/** Somebody who can sign in at the demo's provider. */
export interface DemoPerson {
  subject: string;
  name: string;
  groups: string[];
  may: string;
}

const operators = "secrets-operators";
const approvers = "secrets-approvers";

/** The demo's people; the subject is what the console's ledger and AWS's log will name. */
export const demoPeople: readonly DemoPerson[] = [
  { subject: "operator-1", name: "Olga Operator", groups: [operators], may: "reveals and writes" },
  { subject: "operator-2", name: "Otto Operator", groups: [operators], may: "reveals and writes" },
  { subject: "approver-1", name: "Ada Approver", groups: [approvers], may: "approves restores" },
  { subject: "approver-2", name: "Abel Approver", groups: [approvers], may: "approves restores" },
  {
    subject: "auditor-1",
    name: "Aura Auditor",
    groups: ["secrets-auditors"],
    may: "sees everything but values",
  },
  {
    subject: "chief-1",
    name: "Carla Chief",
    groups: [operators, approvers, "secrets-break-glass"],
    may: "operator and approver, one at a time",
  },
];

/** One button per person: the whole sign-in is one click. */
export function signInPage(): string {
  const rows = demoPeople.map(
    ({ subject, may }) =>
      `<li><button name="login" value="${subject}">${subject}</button> <span>${may}</span></li>`,
  );
  return page(
    "Demo sign-in",
    `<p>This OpenID provider belongs to the demo. Choose who you are.</p>
    <form method="post"><ul>${rows.join("")}</ul></form>`,
  );
}

/** The provider's question on signing out; `form` is its own hidden form. */
export function signOutPage(form: string): string {
  return page(
    "Sign out of the provider?",
    `${form}
    <button type="submit" form="op.logoutForm" name="logout" value="yes">Yes, sign out</button>
    <button type="submit" form="op.logoutForm">No, stay signed in</button>`,
  );
}

export function messagePage(title: string, text: string): string {
  return page(title, `<p>${text.replace(/[<>&]/g, "")}</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 12vh auto; padding: 0 1rem }
h1 { font-size: 1.25rem } ul { list-style: none; padding: 0 } li { margin: .5rem 0 }
button { font: inherit; min-width: 9rem; padding: .45rem .8rem; cursor: pointer }
</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
}
