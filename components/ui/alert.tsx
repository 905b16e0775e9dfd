import { CircleX, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { FailureView } from "@/lib/domain/failure";
import { CopyButton } from "./copy-button";

const looks = {
  bad: { edge: "border-l-bad", Icon: CircleX, ink: "text-bad" },
  warn: { edge: "border-l-warn", Icon: TriangleAlert, ink: "text-warn" },
  info: { edge: "border-l-accent", Icon: Info, ink: "text-accent" },
};

/** A sentence that must be read, with what to do next. `bad` interrupts a screen reader. */
export function Alert({
  tone,
  title,
  children,
  actions,
}: {
  tone: keyof typeof looks;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const { edge, Icon, ink } = looks[tone];
  return (
    <div
      role={tone === "bad" ? "alert" : undefined}
      className={`flex flex-wrap items-start gap-x-4 gap-y-3 rounded-panel border border-l-[3px] bg-panel py-3 pr-4 pl-3.5 shadow-soft ${edge}`}
    >
      <Icon aria-hidden size={16} className={`mt-0.5 shrink-0 ${ink}`} />
      <div className="min-w-56 flex-1 text-table">
        <p className="font-semibold text-ink">{title}</p>
        {children && <div className="mt-0.5 text-ink-2">{children}</div>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}

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
