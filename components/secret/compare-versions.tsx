"use client";

import { Eye, EyeOff } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { Button } from "@/components/ui/button";
import { isoMinute } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { SelectField } from "@/components/ui/select-field";
import { Panel } from "@/components/ui/table";
import { MaskedDifference } from "@/components/value/masked-difference";
import type { SecretDetail, SecretVersion } from "@/lib/domain/secret";
import { holderOf } from "@/lib/domain/staging-labels";
import { RevealedText } from "./revealed-text";
import { StepUp } from "./step-up";
import { type RevealedPair, useComparison } from "./use-comparison";

/** Two versions of a secret: what differs per key, masked, and in clear key by key. */
export function CompareVersions({ secret }: { secret: SecretDetail }) {
  const [before, after, choose] = usePair(secret);
  const comparison = useComparison(secret.arn, before, after);
  return (
    <Panel
      id="compare"
      title="Compare two versions"
      aside={
        <span className="text-caption text-ink-2">Masked; recorded, here and in CloudTrail</span>
      }
    >
      {secret.versions.length < 2 ? (
        <p className="px-4 py-4 text-ink-2 text-table">
          {secret.versions.length === 1 ? "One version. " : ""}A second one appears after the next
          change or rotation.
        </p>
      ) : (
        <div className="flex flex-col gap-4 px-4 py-4 print:hidden">
          <div className="flex flex-wrap items-end gap-3">
            <VersionChoice
              label="Before"
              secret={secret}
              value={before}
              onChange={(versionId) => choose({ before: versionId })}
            />
            <VersionChoice
              label="After"
              secret={secret}
              value={after}
              onChange={(versionId) => choose({ after: versionId })}
            />
            <Button disabled={comparison.isBusy || before === after} onClick={comparison.compare}>
              {comparison.isBusy ? "Reading…" : "Compare, masked"}
            </Button>
          </div>
          <Result comparison={comparison} before={before} after={after} />
        </div>
      )}
    </Panel>
  );
}

function Result({
  comparison: { comparison, pair, failure, isBusy, reveal, hide },
  before,
  after,
}: {
  comparison: ReturnType<typeof useComparison>;
  before: string;
  after: string;
}) {
  const isBinary = [comparison?.before.kind, comparison?.after.kind].includes("binary");
  return (
    <div role="status" className="flex flex-col gap-3">
      {failure?.code === "step-up-needed" ? (
        <StepUp />
      ) : (
        failure && <FailureAlert title="The versions could not be read." failure={failure} />
      )}
      {comparison && (
        <MaskedDifference
          comparison={comparison}
          names={[`Before, …${before.slice(-4)}`, `After, …${after.slice(-4)}`]}
          action={(key, state) => {
            const isShown = pair !== undefined && pair.key === key;
            if (isBinary) return null;
            return (
              <span className="flex justify-end">
                <Button
                  size="small"
                  disabled={isBusy}
                  onClick={() => (isShown ? hide() : reveal(key, state))}
                >
                  {isShown ? <EyeOff aria-hidden size={13} /> : <Eye aria-hidden size={13} />}
                  {isShown ? "Hide" : "Reveal"}
                  <span className="sr-only"> {key ?? "the whole values"}</span>
                </Button>
              </span>
            );
          }}
        />
      )}
      {pair && <Pair pair={pair} before={before} after={after} />}
    </div>
  );
}

function Pair({ pair, before, after }: { pair: RevealedPair; before: string; after: string }) {
  const name = pair.key ?? "the whole value";
  const sides = [
    { text: pair.before, versionId: before },
    { text: pair.after, versionId: after },
  ];
  return (
    <div className="grid gap-3 cards:grid-cols-2">
      {sides.map(({ text, versionId }) => (
        <div key={versionId} className="min-w-0">
          <p className="mb-1 text-caption text-ink-2">
            {name} in …{versionId.slice(-4)}
          </p>
          {text === undefined ? (
            <p className="text-ink-3 text-table">not there</p>
          ) : (
            <RevealedText
              name={`${name} in …${versionId.slice(-4)}`}
              revealed={{ text, hidesAt: pair.hidesAt }}
            />
          )}
        </div>
      ))}
    </div>
  );
}

function VersionChoice({
  label,
  secret,
  value,
  onChange,
}: {
  label: string;
  secret: SecretDetail;
  value: string;
  onChange: (versionId: string) => void;
}) {
  return (
    <SelectField
      label={label}
      className="min-w-0 max-w-full"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {secret.versions.map((version) => (
        <option key={version.versionId} value={version.versionId}>
          {wordsFor(version)}
        </option>
      ))}
    </SelectField>
  );
}

function wordsFor({ versionId, labels, createdAt }: SecretVersion): string {
  const held = labels.length > 0 ? labels.join(", ") : "no label";
  return `…${versionId.slice(-4)} · ${held} · ${isoMinute(createdAt)} UTC`;
}

/** The two versions that the address names; AWSPREVIOUS and AWSCURRENT unless it does. */
function usePair(secret: SecretDetail) {
  const query = useSearchParams();
  const ids = secret.versions.map(({ versionId }) => versionId);
  const current = holderOf(secret.labels, "AWSCURRENT") ?? ids[0] ?? "";
  const other = ids.find((versionId) => versionId !== current) ?? "";
  const named = (name: string) => ids.find((versionId) => versionId === query.get(name));
  const before = named("before") ?? holderOf(secret.labels, "AWSPREVIOUS") ?? other;
  const after = named("after") ?? current;
  const choose = (change: Record<string, string>) => {
    const next = new URLSearchParams(query);
    for (const [name, versionId] of Object.entries(change)) next.set(name, versionId);
    window.history.replaceState(null, "", `?${next}`);
  };
  return [before, after, choose] as const;
}
