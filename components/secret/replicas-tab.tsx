"use client";

import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { ButtonLink } from "@/components/ui/button";
import { utcSecond } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf } from "@/components/ui/money";
import { Skeleton } from "@/components/ui/skeleton";
import { useRead } from "@/lib/browser/read";
import { arnInRegion, type Replicas } from "@/lib/domain/replicas";
import type { SecretDetail } from "@/lib/domain/secret";
import { DriftPanel } from "./drift-panel";
import { ReplicaTable } from "./replica-table";
import { replicaPrice } from "./replica-words";
import { secretHref } from "./secret-link";

/** The copies of a secret in other Regions: state with AWS's reason, cost, drift. */
export function ReplicasTab({
  secret,
  actions,
}: {
  secret: SecretDetail;
  /** What this role may do, chosen by the server. */
  actions: ReactNode;
}) {
  if (secret.isReplica) return <IsReplica secret={secret} />;
  return <OfPrimary secret={secret} actions={actions} />;
}

function IsReplica({ secret }: { secret: SecretDetail }) {
  const { primaryRegion = "" } = secret;
  return (
    <Alert
      tone="info"
      title={`This is a replica. Its primary is in ${primaryRegion}.`}
      actions={
        <ButtonLink
          href={secretHref(arnInRegion(secret.arn, primaryRegion), "replicas")}
          size="small"
        >
          Open the primary’s replicas
        </ButtonLink>
      }
    >
      Value, labels, tags and policy follow the primary, and AWS refuses to change them here. There
      it can be removed, or promoted to a secret of its own.
    </Alert>
  );
}

function OfPrimary({ secret, actions }: { secret: SecretDetail; actions: ReactNode }) {
  const { data, error } = useRead("replicas", { arn: secret.arn });
  if (!data && error) {
    return <FailureAlert title="The replicas could not be read." failure={error.failure} />;
  }
  if (!data) return <Skeleton className="h-40 w-full" />;
  const { replicas } = data;
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="text-ink-2 text-table">
        {progressWords(data)}{" "}
        {replicas.length > 0 && `Each costs as much as a secret: ${replicaPrice(secret)}.`}
        <span className="text-ink-3"> Read from AWS at {utcSecond(data.readAt)} UTC.</span>
      </p>
      {replicas.length > 0 && <ReplicaTable replicas={replicas} />}
      {unread(data).map(({ region }) => (
        <Alert
          key={region}
          tone="info"
          title={`In sync but never read in ${region}: ${replicaPrice(secret)} for a copy that waits.`}
        >
          A copy that waits may be what it is for: ask its owner before you remove it.
        </Alert>
      ))}
      {actions}
      {replicas.length > 0 && <DriftPanel secret={secret} replicas={replicas} />}
    </div>
  );
}

function unread({ replicas }: Replicas) {
  return replicas.filter(({ status, lastReadDay }) => status === "InSync" && !lastReadDay);
}

function progressWords({ replicas, isReading }: Replicas): string {
  if (replicas.length === 0) return "No replicas. The secret lives in this Region alone.";
  const count = (status: string) => replicas.filter((each) => each.status === status).length;
  const failed = count("Failed");
  const parts = [
    `${countOf(replicas.length, "replica")}: ${count("InSync")} in sync`,
    ...(isReading ? [`${count("InProgress")} being copied, asked again until AWS is done`] : []),
    ...(failed > 0 ? [`${failed} failed, with AWS’s reason below`] : []),
  ];
  return `${parts.join(", ")}.`;
}
