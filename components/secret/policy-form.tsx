"use client";

import { useDeferredValue, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { formatCount } from "@/components/ui/money";
import { Panel } from "@/components/ui/table";
import { lintPolicy } from "@/lib/domain/policy-lints";
import { isSamePolicy, POLICY_CHARS_MAX } from "@/lib/domain/resource-policy";
import type { SecretDetail } from "@/lib/domain/secret";
import { FindingList } from "./finding-list";
import { PolicyReview } from "./policy-review";

/** The text of a policy with what is wrong with it; the review shows the difference and saves. */
export function PolicyForm({
  secret,
  seen,
  onClose,
  onStartAgain,
}: {
  secret: SecretDetail;
  /** The policy that this edit replaces, as AWS printed it. */
  seen?: string;
  onClose: () => void;
  onStartAgain: () => void;
}) {
  const id = useId();
  const [text, setText] = useState(() => seen ?? firstPolicy(secret));
  const [blockPublicPolicy, setBlocks] = useState(true);
  const [isReviewing, setReviewing] = useState(false);
  const findings = lintPolicy(useDeferredValue(text), {
    secretArn: secret.arn,
    usesDefaultKey: secret.usesDefaultKey,
  });
  const isUnreadable = findings.some(({ lint }) => lint === "syntax" || lint === "length");
  const isSame = seen !== undefined && isSamePolicy(seen, text);
  return (
    <Panel id="edit-policy" title={seen ? "Edit the policy" : "Write a policy"}>
      <div className="flex flex-col gap-3 px-4 py-3">
        <div className="flex flex-col gap-1">
          <label htmlFor={id} className="font-medium text-ink-2 text-table">
            Policy, JSON
          </label>
          <textarea
            id={id}
            value={text}
            onChange={(event) => setText(event.target.value)}
            rows={Math.min(28, Math.max(10, text.split("\n").length + 1))}
            spellCheck={false}
            autoComplete="off"
            aria-invalid={isUnreadable || undefined}
            aria-describedby={`${id}-findings`}
            className="w-full rounded-button border border-line-strong bg-panel px-2.5 py-2 font-mono text-[12px] leading-5 aria-invalid:border-bad"
          />
          <p className="tabular text-caption text-ink-3">
            {formatCount(text.length)} of {formatCount(POLICY_CHARS_MAX)} characters. Resource “*”
            means this secret.
          </p>
        </div>
        <div id={`${id}-findings`} role="status">
          <FindingList findings={findings} />
        </div>
        <Checkbox checked={blockPublicPolicy} onChange={(event) => setBlocks(event.target.checked)}>
          Have AWS refuse public access (BlockPublicPolicy)
          <span className="block text-caption text-ink-3">
            AWS’s interface does not do this by itself: without it a policy for everyone is
            accepted.
          </span>
        </Checkbox>
        <div className="flex flex-wrap justify-end gap-2 border-t pt-3">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            disabled={isUnreadable || isSame}
            onClick={() => setReviewing(true)}
          >
            {isSame ? "No change" : "Review the change…"}
          </Button>
        </div>
      </div>
      {isReviewing && (
        <PolicyReview
          secret={secret}
          change={{ policy: text, blockPublicPolicy, seen }}
          findings={findings}
          onBack={() => setReviewing(false)}
          onStartAgain={onStartAgain}
          onSaved={onClose}
        />
      )}
    </Panel>
  );
}

/** A beginning that lets nobody in yet: the account decides by its own policies as before. */
function firstPolicy({ accountId, arn }: SecretDetail): string {
  const partition = arn.split(":")[1];
  const statement = {
    Sid: "AccountDecides",
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
    Action: "secretsmanager:DescribeSecret",
    Resource: "*",
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, null, 2);
}
