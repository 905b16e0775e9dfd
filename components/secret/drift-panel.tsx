"use client";

import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Day } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf } from "@/components/ui/money";
import { Panel, Td, Th } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";
import type { LabelDrift, ReplicaDrift } from "@/lib/domain/replicas";
import type { ReplicaStatus, SecretDetail } from "@/lib/domain/secret";

/** Whether a replica holds the same versions; its Region is asked only when a person asks. */
export function DriftPanel({
  secret,
  replicas,
}: {
  secret: SecretDetail;
  replicas: readonly ReplicaStatus[];
}) {
  const [region, setRegion] = useState<string>();
  return (
    <Panel id="drift" title="Are they the same?">
      <div className="flex flex-col gap-3 px-4 py-3 text-table">
        <p className="text-ink-2">
          “In sync” is what the primary says. A look into the replica’s own Region compares version
          ids and labels: two calls to AWS for each.
        </p>
        <div className="flex flex-wrap gap-2">
          {replicas.map((replica) => (
            <Button
              key={replica.region}
              size="small"
              aria-pressed={region === replica.region}
              onClick={() => setRegion(replica.region)}
            >
              Compare with {replica.region}
            </Button>
          ))}
        </div>
        {region && <Drift key={region} arn={secret.arn} region={region} />}
      </div>
    </Panel>
  );
}

function Drift({ arn, region }: { arn: string; region: string }) {
  const { data, error } = useRead("replica-drift", { arn, region });
  if (error)
    return <FailureAlert title={`${region} could not be asked.`} failure={error.failure} />;
  if (!data || data.region !== region) return <p role="status">Asking both Regions…</p>;
  return <DriftAnswer data={data} />;
}

function DriftAnswer({ data: { region, drift, versions, lastReadDay } }: { data: ReplicaDrift }) {
  return (
    <div role="status" className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={drift.length === 0 ? "ok" : "bad"}>
          {drift.length === 0 ? "the same" : `${drift.length} differ`}
        </Badge>
        {drift.length === 0
          ? `${countOf(versions, "version")} with labels, the same in ${region}.`
          : `Versions or labels in ${region} are not those of the primary.`}
        <span className="text-ink-3">
          Last read there: {lastReadDay ? <Day day={lastReadDay} long /> : "never"}.
        </span>
      </p>
      {drift.length > 0 && <DriftTable drift={drift} region={region} />}
    </div>
  );
}

function DriftTable({ drift, region }: { drift: readonly LabelDrift[]; region: string }) {
  return (
    <table className="w-full border-collapse text-left">
      <caption className="sr-only">Versions that differ in {region}</caption>
      <thead>
        <tr>
          <Th>Version</Th>
          <Th>On the primary</Th>
          <Th>In {region}</Th>
        </tr>
      </thead>
      <tbody>
        {drift.map(({ versionId, primary, replica }) => (
          <tr key={versionId}>
            <th scope="row" className="border-t px-3 pl-4 font-normal">
              <code title={versionId} className="font-mono text-[12px]">
                …{versionId.slice(-12)}
              </code>
            </th>
            <Td>{labelWords(primary)}</Td>
            <Td>{labelWords(replica)}</Td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function labelWords(labels: readonly string[] | undefined): string {
  return labels ? labels.join(", ") || "no label" : "not there";
}
