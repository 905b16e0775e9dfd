"use client";

import { useId } from "react";
import { Badge } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { inputClass } from "@/components/ui/field";
import { useRead } from "@/lib/browser/read";

/** The functions of the secret's place to choose from, and whether Secrets Manager may use it. */
export function FunctionField({
  arn,
  value,
  error,
  onChange,
}: {
  arn: string;
  value: string;
  error?: string;
  onChange: (value: string) => void;
}) {
  const id = useId();
  const list = useRead("rotation-functions", { arn });
  const functions = list.data?.functions ?? [];
  const isListed = functions.some((each) => each.arn === value);
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium text-ink-2">
        Rotation function
      </label>
      <select
        id={id}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-state`}
        onChange={(event) => onChange(event.target.value)}
        className={inputClass}
      >
        <option value="">{list.data ? "Choose a function" : "Listing functions…"}</option>
        {value && !isListed && <option value={value}>{value}</option>}
        {functions.map((each) => (
          <option key={each.arn} value={each.arn}>
            {each.name}
            {each.description && `: ${each.description}`}
          </option>
        ))}
      </select>
      <div id={`${id}-state`} aria-live="polite" className="text-caption">
        {error && <p className="text-bad">{value ? error : "Choose a function."}</p>}
        {list.data && !list.data.isComplete && (
          <p className="text-ink-3">More than a thousand functions: the rest is not listed.</p>
        )}
        {value && <Check arn={arn} functionArn={value} />}
      </div>
      {list.error && (
        <FailureAlert title="Functions could not be listed." failure={list.error.failure} />
      )}
    </div>
  );
}

function Check({ arn, functionArn }: { arn: string; functionArn: string }) {
  const { data, error } = useRead("rotation-function", { arn, functionArn });
  if (error) {
    return (
      <p className="text-warn">
        Whether Secrets Manager may invoke it could not be checked: {error.failure.says}
      </p>
    );
  }
  if (!data) return <p className="text-ink-3">Checking whether Secrets Manager may invoke it…</p>;
  if (!data.exists) return <p className="text-bad">There is no such function here any more.</p>;
  if (data.mayBeInvoked) {
    return (
      <p className="flex flex-wrap items-center gap-1.5">
        <Badge tone="ok">ready</Badge> Its policy lets Secrets Manager invoke it
        {data.timeoutSeconds !== undefined && `; a step may take ${data.timeoutSeconds} s`}.
      </p>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p className="text-warn">
        Its policy does not let Secrets Manager invoke it: AWS will refuse.
      </p>
      <CopyButton
        size="small"
        text={data.command}
        what="the command that allows it"
        words="Copy the command that allows it"
      />
    </div>
  );
}
