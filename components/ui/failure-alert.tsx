import type { ReactNode } from "react";
import type { FailureView } from "@/lib/domain/failure";
import { Alert } from "./alert";
import { CopyButton } from "./copy-button";

/** A failure in our words, AWS's words below them, and the statement that would allow the call. */
export function FailureAlert({
  failure,
  title,
  actions,
}: {
  failure: FailureView;
  title?: string;
  actions?: ReactNode;
}) {
  const statement = policyStatement(failure);
  return (
    <Alert
      tone="bad"
      title={title ?? failure.says}
      actions={
        <>
          {actions}
          {statement && (
            <CopyButton
              size="small"
              text={statement}
              what="the policy statement"
              words="Copy policy statement"
            />
          )}
        </>
      }
    >
      {title && <p>{failure.says}</p>}
      <FailureFacts failure={failure} />
    </Alert>
  );
}

/** What AWS said and what IAM would have to allow. */
export function FailureFacts({ failure }: { failure: FailureView }) {
  const { aws, fields, reference } = failure;
  return (
    <>
      {aws && (
        <p className="break-names">
          AWS: <code className="font-mono">{aws.code}</code>
          {aws.message && <>, “{aws.message}”</>}
          {aws.requestId && (
            <span className="text-ink-3">
              {" "}
              request id <code className="font-mono">{aws.requestId}</code>
            </span>
          )}
        </p>
      )}
      {aws?.iamAction && (
        <p className="break-names">
          Needed: <code className="font-mono">{aws.iamAction}</code>
          {aws.resourceArn && (
            <>
              {" on "}
              <code className="font-mono">{aws.resourceArn}</code>
            </>
          )}
        </p>
      )}
      {fields && (
        <ul>
          {Object.entries(fields).map(([path, says]) => (
            <li key={path}>
              {path && <code className="font-mono">{path}</code>} {says}
            </li>
          ))}
        </ul>
      )}
      {reference && (
        <p className="text-ink-3">
          Reference <code className="font-mono">{reference}</code>
        </p>
      )}
    </>
  );
}

/** The IAM statement that would allow what was denied; undefined if AWS did not deny by IAM. */
export function policyStatement({ aws }: FailureView): string | undefined {
  if (!aws?.iamAction) return undefined;
  return JSON.stringify(
    { Effect: "Allow", Action: aws.iamAction, Resource: aws.resourceArn ?? "*" },
    null,
    2,
  );
}
