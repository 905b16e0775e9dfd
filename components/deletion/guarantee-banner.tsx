"use client";

import { Alert } from "@/components/ui/alert";
import { CopyButton } from "@/components/ui/copy-button";
import { FailureFacts } from "@/components/ui/failure-alert";
import { useRead } from "@/lib/browser/read";
import type { Guarantee } from "@/lib/domain/pending-deletion";

/** Takes away from everybody what undoes a recovery window; for an SCP or a permissions boundary. */
const statement = JSON.stringify(
  {
    Sid: "KeepRecoveryWindows",
    Effect: "Deny",
    Action: "secretsmanager:DeleteSecret",
    Resource: "*",
    Condition: { Bool: { "secretsmanager:ForceDeleteWithoutRecovery": "true" } },
  },
  null,
  2,
);

/** Who could purge before the window ends, as far as IAM tells, and what was not evaluated. */
export function GuaranteeBanner() {
  const { data, error } = useRead("recoveryGuarantee", {});
  const accounts = data?.accounts ?? [];
  const open = accounts.filter(({ state }) => state === "not-protected");
  const unknown = accounts.filter(({ state }) => state === "not-assessed");
  const verdict = !data
    ? error
      ? "not assessed"
      : "checking"
    : open.length > 0
      ? "NOT protected"
      : unknown.length > 0
        ? "not assessed everywhere"
        : "nobody found who could";
  return (
    <Alert
      tone={open.length > 0 ? "warn" : "info"}
      title={`AWS may purge any time after the date, and whoever may delete at once can purge earlier (guarantee check: ${verdict}).`}
      actions={
        open.length > 0 && (
          <CopyButton
            size="small"
            text={statement}
            what="a statement that denies it"
            words="Copy a deny statement"
          />
        )
      }
    >
      {error && <FailureFacts failure={error.failure} />}
      {data && (
        <details>
          <summary className="min-h-6 cursor-pointer">
            {open.length > 0 ? `${names(open)}: ${whoCan(open)}. ` : ""}
            What was asked, and what was not
          </summary>
          <ul className="mt-1 list-disc pl-5">
            {accounts.map((account) => (
              <li key={account.accountId}>
                <Account account={account} />
              </li>
            ))}
            <li>
              Asked with iam:SimulatePrincipalPolicy: the console’s roles and whoever deleted a
              secret in the last 90 days, by their own policies alone.
            </li>
            <li>
              Not evaluated: service control policies (not visible from a member account), resource
              policies, permissions of other principals, session policies, conditions on tags.
            </li>
          </ul>
        </details>
      )}
    </Alert>
  );
}

function Account({ account }: { account: Guarantee }) {
  const { accountName, accountId, powers, notAsked, failure } = account;
  const forced = powers.filter(({ mayForce }) => mayForce).map(({ arn }) => arn);
  const short = powers.filter(({ mayUseShortest }) => mayUseShortest);
  return (
    <>
      {accountName} ({accountId}): asked {powers.length}.{" "}
      {forced.length > 0 ? (
        <span className="break-names">May delete without recovery: {forced.join(", ")}. </span>
      ) : (
        "None of them may delete without recovery. "
      )}
      {short.length > 0 && `${short.length} may schedule with the shortest window, 7 days. `}
      {notAsked.length > 0 && `Could not be asked about: ${notAsked.join(", ")}. `}
      {failure && (
        <>
          Not assessed: {failure.says} <FailureFacts failure={failure} />
        </>
      )}
    </>
  );
}

function names(accounts: readonly Guarantee[]): string {
  return accounts.map(({ accountName }) => accountName).join(" and ");
}

function whoCan(accounts: readonly Guarantee[]): string {
  const arns = accounts.flatMap(({ powers }) => powers.filter((each) => each.mayForce));
  const words = arns.map(({ arn }) => arn.split(":").at(-1));
  return `${[...new Set(words)].slice(0, 3).join(", ")} may purge at once`;
}
