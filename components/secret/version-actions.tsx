"use client";

import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { MomentCell, useZoneName } from "@/components/ui/date";
import { Td, Th } from "@/components/ui/table";
import type { SecretDetail, SecretVersion } from "@/lib/domain/secret";
import { blockingPending, holderOf } from "@/lib/domain/staging-labels";
import { LabelBadge } from "./label-badge";
import { type LabelAct, LabelDialog } from "./label-dialog";
import { LabelForm } from "./label-form";
import { useSignedInAgain } from "./step-up";
import { whyNoChange } from "./why-no-change";

const SHOWN_AT_FIRST = 8;

/** The versions with what an operator may do to their labels. */
export function VersionActions({ secret }: { secret: SecretDetail }) {
  const zone = useZoneName();
  const [act, setAct] = useState<LabelAct>();
  const [labelling, setLabelling] = useState<SecretVersion>();
  const [showsAll, setShowsAll] = useState(false);
  const again = useSignedInAgain();
  const refused = whyNoChange(secret);
  const stuck = blockingPending(secret.labels);
  const ordered = [...secret.versions].sort((a, b) => b.labels.length - a.labels.length);
  const shown = showsAll ? ordered : ordered.slice(0, SHOWN_AT_FIRST);
  return (
    <section aria-labelledby="version-actions" className="flex flex-col gap-3 print:hidden">
      <h2 id="version-actions" className="font-semibold text-section">
        Move labels
      </h2>
      {again && <Alert tone="info" title="You have signed in again. Click once more." />}
      {refused && <Alert tone="info" title={refused} />}
      {stuck && !refused && (
        <StuckPending
          secret={secret}
          versionId={stuck}
          onClear={() => setAct({ do: "clear-pending", versionId: stuck })}
        />
      )}
      <div className="overflow-x-auto rounded-panel border bg-panel shadow-soft">
        <table className="w-full border-collapse text-left text-table">
          <caption className="sr-only">
            Versions of {secret.name} and what can be done with them
          </caption>
          <thead>
            <tr>
              <Th>Version</Th>
              <Th>Staging labels</Th>
              <Th number hideOnCards>
                Created, {zone}
              </Th>
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {shown.map((version) => (
              <Row
                key={version.versionId}
                secret={secret}
                version={version}
                isRefused={refused !== undefined}
                onAct={setAct}
                onLabel={setLabelling}
              />
            ))}
          </tbody>
        </table>
      </div>
      {ordered.length > SHOWN_AT_FIRST && (
        <div>
          <Button size="small" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? "Show fewer" : `Show all ${ordered.length} versions`}
          </Button>
        </div>
      )}
      {labelling && (
        <LabelForm
          secret={secret}
          version={labelling}
          onClose={() => setLabelling(undefined)}
          onChosen={(chosen) => {
            setLabelling(undefined);
            setAct(chosen);
          }}
        />
      )}
      {act && <LabelDialog secret={secret} act={act} onClose={() => setAct(undefined)} />}
    </section>
  );
}

function StuckPending({
  secret,
  versionId,
  onClear,
}: {
  secret: SecretDetail;
  versionId: string;
  onClear: () => void;
}) {
  const since = secret.versions.find((version) => version.versionId === versionId)?.createdAt;
  return (
    <Alert
      tone="warn"
      title={`AWSPENDING is on …${versionId.slice(-4)} and blocks every later rotation.`}
      actions={<Button onClick={onClear}>Clear AWSPENDING…</Button>}
    >
      {since && (
        <>
          That version was made <MomentCell at={since} /> UTC.{" "}
        </>
      )}
      If a rotation stopped after setSecret, the database may already have the new password: find
      out which one it accepts before you clear the label.
    </Alert>
  );
}

function Row({
  secret,
  version,
  isRefused,
  onAct,
  onLabel,
}: {
  secret: SecretDetail;
  version: SecretVersion;
  isRefused: boolean;
  onAct: (act: LabelAct) => void;
  onLabel: (version: SecretVersion) => void;
}) {
  const { versionId, labels, createdAt } = version;
  const current = holderOf(secret.labels, "AWSCURRENT");
  const custom = labels.filter((label) => !label.startsWith("AWS"));
  return (
    <tr>
      <th scope="row" className="border-t px-3 pl-4 font-normal">
        <code title={versionId} className="whitespace-nowrap font-mono text-[12px]">
          …{versionId.slice(-12)}
        </code>
      </th>
      <Td>
        <span className="flex flex-wrap gap-1">
          {labels.map((label) => (
            <LabelBadge key={label} label={label} />
          ))}
          {labels.length === 0 && <span className="text-ink-3">no label</span>}
        </span>
      </Td>
      <Td number hideOnCards>
        <MomentCell at={createdAt} />
      </Td>
      <Td>
        <span className="flex flex-wrap justify-end gap-1.5">
          {current && versionId !== current && (
            <Button
              size="small"
              disabled={isRefused}
              onClick={() => onAct({ do: "make-current", versionId, expectedCurrent: current })}
            >
              Make current…
            </Button>
          )}
          <Button size="small" disabled={isRefused} onClick={() => onLabel(version)}>
            Label…
          </Button>
          {custom.map((label) => (
            <Button
              key={label}
              size="small"
              look="ghost"
              disabled={isRefused}
              onClick={() => onAct({ do: "detach", label, from: versionId })}
            >
              Remove {label}…
            </Button>
          ))}
        </span>
      </Td>
    </tr>
  );
}
