"use client";

import { Plus } from "lucide-react";
import { useSession } from "@/components/console/use-session";
import { TagRow } from "@/components/secret/tag-editor";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Panel } from "@/components/ui/table";
import { lintPolicy } from "@/lib/domain/policy-lints";
import { partitionOf } from "@/lib/domain/prices";
import { KeyChoice } from "./key-choice";
import type { Change, NewSecretState } from "./new-secret-state";

interface PartProps {
  state: NewSecretState;
  onChange: Change;
}

/** The key of the secret itself. */
export function KeyPart({ state, onChange }: PartProps) {
  return (
    <Panel id="key" title="Encryption key">
      <div className="flex flex-col gap-2 px-4 py-4">
        <KeyChoice
          label={`KMS key in ${state.region}`}
          place={state}
          value={state.kmsKeyId}
          onChange={(kmsKeyId) => onChange({ kmsKeyId })}
        />
        <p className="max-w-prose text-caption text-ink-2">
          With a customer key whoever reads the secret needs kms:Decrypt on it as well, and other
          accounts can be let in. The default key works for this account only.
        </p>
      </div>
    </Panel>
  );
}

/** Tags, which are not encrypted. */
export function TagsPart({ state: { tags }, onChange }: PartProps) {
  const edit = (id: number, some: object) =>
    onChange({ tags: tags.map((tag) => (tag.id === id ? { ...tag, ...some } : tag)) });
  return (
    <Panel id="tags" title="Tags">
      <div className="flex flex-col gap-2 px-4 py-4">
        {tags.length === 0 && (
          <p className="text-ink-2 text-table">
            No tags. Who owns it and what it costs whom is told by tags; they are not encrypted.
          </p>
        )}
        {tags.map((tag, at) => (
          <TagRow
            key={tag.id}
            row={tag}
            isFirst={at === 0}
            onEdit={(some) => edit(tag.id, some)}
            onRemove={() => onChange({ tags: tags.filter(({ id }) => id !== tag.id) })}
          />
        ))}
        <div>
          <Button
            size="small"
            onClick={() => {
              const id = Math.max(-1, ...tags.map((tag) => tag.id)) + 1;
              onChange({ tags: [...tags, { id, key: "", value: "" }] });
            }}
          >
            <Plus aria-hidden size={13} />
            Add a tag
          </Button>
        </div>
      </div>
    </Panel>
  );
}

/** Copies in other Regions, each under a key of its own Region. */
export function ReplicasPart({ state, onChange }: PartProps) {
  const account = useSession()?.accounts.find(({ id }) => id === state.accountId);
  const others = account?.regions.filter((region) => region !== state.region) ?? [];
  const { replicas } = state;
  const toggle = (region: string, isWanted: boolean) => {
    const { [region]: _gone, ...rest } = replicas;
    onChange({ replicas: isWanted ? { ...rest, [region]: "" } : rest });
  };
  return (
    <Panel id="replicas" title="Replicas">
      <div className="flex flex-col gap-3 px-4 py-4">
        <p className="max-w-prose text-ink-2 text-table">
          A copy is read-only and follows the secret; each costs as much as a secret. AWS makes it
          after the secret, and may fail: its state then stands on the secret's page.
        </p>
        {others.length === 0 && <p className="text-table">No other Region is configured.</p>}
        {others.map((region) => (
          <div key={region} className="flex flex-col gap-2">
            <Checkbox
              checked={region in replicas}
              onChange={(event) => toggle(region, event.target.checked)}
            >
              {region}
            </Checkbox>
            {region in replicas && (
              <div className="pl-6">
                <KeyChoice
                  label={`KMS key of the copy in ${region}`}
                  place={{ accountId: state.accountId, region }}
                  value={replicas[region] ?? ""}
                  onChange={(key) => onChange({ replicas: { ...replicas, [region]: key } })}
                />
              </div>
            )}
          </div>
        ))}
      </div>
    </Panel>
  );
}

/** Who else may use it; judged here first, and by AWS with public access blocked. */
export function PolicyPart({ state, onChange }: PartProps) {
  const { policy, name, region, accountId } = state;
  const secretArn = `arn:${partitionOf(region)}:secretsmanager:${region}:${accountId}:secret:${name || "name"}-??????`;
  const findings = policy.trim()
    ? lintPolicy(policy, { secretArn, usesDefaultKey: state.kmsKeyId === "" })
    : [];
  return (
    <Panel id="policy" title="Resource policy (optional)">
      <div className="flex flex-col gap-2 px-4 py-4">
        <label className="flex flex-col gap-1 text-table">
          <span className="font-medium text-ink-2">Policy as JSON</span>
          <textarea
            rows={6}
            value={policy}
            maxLength={20_480}
            spellCheck={false}
            onChange={(event) => onChange({ policy: event.target.value })}
            className="w-full resize-y rounded-button border border-line-strong bg-panel px-2.5 py-1.5 font-mono text-[12.5px] text-ink leading-5"
          />
        </label>
        <p className="text-caption text-ink-2">
          For other accounts or for narrowing this one. Attached by a second call after the secret
          exists; AWS refuses a public one.
        </p>
        <div role="status" className="flex flex-col gap-2">
          {findings.map(({ severity, statement, says }) => (
            <Alert
              key={`${statement} ${says}`}
              tone="warn"
              title={`${severity === "error" ? "Wrong" : "Look"}${statement ? `, statement ${statement}` : ""}: ${says}`}
            />
          ))}
        </div>
      </div>
    </Panel>
  );
}
