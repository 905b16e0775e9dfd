"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Ago, Day, MomentCell, useZoneName } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf } from "@/components/ui/money";
import { Td, Th } from "@/components/ui/table";
import type { SecretDetail, SecretVersion } from "@/lib/domain/secret";
import { LabelBadge } from "./label-badge";

/** Rows without a label that are shown before one asks for the rest. */
const UNLABELLED_AT_FIRST = 5;

/** The versions, those with labels first. Labels are the only thing that keeps a version for sure. */
export function VersionTable({ secret }: { secret: SecretDetail }) {
  const zone = useZoneName();
  const [showsAll, setShowsAll] = useState(false);
  const labelled = secret.versions.filter(({ labels }) => labels.length > 0);
  const others = secret.versions.filter(({ labels }) => labels.length === 0);
  const shown = showsAll ? others : others.slice(0, UNLABELLED_AT_FIRST);
  return (
    <section aria-labelledby="versions" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-baseline gap-x-3 pt-1">
        <h2 id="versions" className="font-semibold text-section">
          Versions
        </h2>
        <p className="text-ink-2 text-table">
          {secret.versionsComplete ? "" : "At least "}
          {countOf(secret.versions.length, "version")}, {labelled.length} with a staging label.
          {others.length > 0 &&
            " AWS may remove those without one when there are more than 100 and they are older than 24 h."}
        </p>
      </div>
      {secret.versionsFailure && (
        <FailureAlert
          title="The versions could not all be listed."
          failure={secret.versionsFailure}
        />
      )}
      <div className="relative overflow-x-auto rounded-panel border bg-panel shadow-soft">
        <table className="w-full border-collapse text-left text-table">
          <caption className="sr-only">Versions of {secret.name}</caption>
          <thead>
            <tr>
              <Th>Version</Th>
              <Th>Staging labels</Th>
              <Th number>Created, {zone}</Th>
              <Th number hideOnCards>
                Age
              </Th>
              <Th number>Last read</Th>
            </tr>
          </thead>
          <tbody>
            {[...labelled, ...shown].map((version) => (
              <VersionRow key={version.versionId} version={version} />
            ))}
          </tbody>
        </table>
      </div>
      {others.length > UNLABELLED_AT_FIRST && (
        <div>
          <Button size="small" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? "Show fewer" : `Show all ${secret.versions.length}`}
          </Button>
        </div>
      )}
    </section>
  );
}

function VersionRow({ version }: { version: SecretVersion }) {
  const { versionId, labels, createdAt, lastReadDay } = version;
  return (
    <tr>
      <th scope="row" className="border-t px-3 pl-4 font-normal">
        <span className="flex items-center gap-1">
          <code title={versionId} className="font-mono text-[12px]">
            <span className="max-wide:hidden">{versionId}</span>
            <span className="whitespace-nowrap wide:hidden">…{versionId.slice(-6)}</span>
          </code>
          <CopyButton
            text={versionId}
            what={`the version id that ends in ${versionId.slice(-6)}`}
          />
        </span>
      </th>
      <Td>
        <span className="flex flex-wrap gap-1">
          {labels.map((label) => (
            <LabelBadge key={label} label={label} />
          ))}
          {labels.length === 0 && <span className="text-ink-3">no label</span>}
        </span>
      </Td>
      <Td number>
        <MomentCell at={createdAt} />
      </Td>
      <Td number hideOnCards>
        <Ago at={createdAt} />
      </Td>
      <Td number>
        {lastReadDay ? <Day day={lastReadDay} /> : <span className="text-ink-3">never</span>}
      </Td>
    </tr>
  );
}
