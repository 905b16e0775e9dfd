"use client";

import { useState } from "react";
import { FailureAlert } from "@/components/ui/failure-alert";
import { TextField } from "@/components/ui/field";
import { SelectField } from "@/components/ui/select-field";
import { useRead } from "@/lib/browser/read";
import type { Place } from "@/lib/domain/place";

const OTHER = "another key";

/** Which KMS key encrypts: the default, one by its alias, or one that is typed. */
export function KeyChoice({
  label,
  place: { accountId, region },
  value,
  onChange,
}: {
  label: string;
  place: Place;
  /** Empty = aws/secretsmanager. */
  value: string;
  onChange: (kmsKeyId: string) => void;
}) {
  const [isTyping, setTyping] = useState(false);
  const { data, error, isPlaceholderData } = useRead("keys", { account: accountId, region });
  const aliases = isPlaceholderData ? [] : (data?.aliases ?? []);
  return (
    <div className="flex max-w-md flex-col gap-2">
      <SelectField
        label={label}
        value={isTyping ? OTHER : value}
        onChange={(event) => {
          const isOther = event.target.value === OTHER;
          setTyping(isOther);
          onChange(isOther ? "" : event.target.value);
        }}
      >
        <option value="">aws/secretsmanager (default, no charge, this account only)</option>
        {aliases.map(({ alias }) => (
          <option key={alias} value={alias}>
            {alias}
          </option>
        ))}
        <option value={OTHER}>{OTHER}, by its ARN or id</option>
      </SelectField>
      {isTyping && (
        <TextField
          label={`ARN, id or alias of a key in ${region}`}
          value={value}
          maxLength={2048}
          autoComplete="off"
          spellCheck={false}
          error={/^[\w:/-]*$/.test(value) ? undefined : "A key is an alias, a key id or an ARN."}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {error && (
        <FailureAlert
          title={`The keys of ${region} could not be listed. Type a key's ARN instead.`}
          failure={error.failure}
        />
      )}
      {data && !data.isComplete && (
        <p className="text-caption text-ink-2">
          Only the first aliases are listed; type the others.
        </p>
      )}
    </div>
  );
}
