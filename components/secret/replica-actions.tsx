"use client";

import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { useRead } from "@/lib/browser/read";
import type { ReplicaStatus, SecretDetail } from "@/lib/domain/secret";
import { type ReplicaAct, ReplicaDialog } from "./replica-dialog";
import { useSignedInAgain } from "./step-up";
import { whyNoChange } from "./why-no-change";

/** Add, try again, promote and remove; says first why AWS would refuse. */
export function ReplicaActions({ secret }: { secret: SecretDetail }) {
  const { data } = useRead("replicas", { arn: secret.arn });
  const [act, setAct] = useState<ReplicaAct>();
  const again = useSignedInAgain();
  const refused = whyNoChange(secret);
  if (refused) return <Alert tone="info" title={refused} />;
  if (!data) return null;
  const { replicas, freeRegions } = data;
  return (
    <section
      aria-label="What can be done with replicas"
      className="flex flex-col gap-3 print:hidden"
    >
      {again && <Alert tone="info" title="You have signed in again. Click once more." />}
      {replicas.map((replica) => (
        <OneReplica key={replica.region} replica={replica} onAct={setAct} />
      ))}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          look="primary"
          disabled={freeRegions.length === 0}
          onClick={() => setAct({ do: "add", regions: freeRegions })}
        >
          Add a replica…
        </Button>
        {freeRegions.length === 0 && (
          <span className="text-caption text-ink-3">
            Every Region of this console’s configuration has one.
          </span>
        )}
      </div>
      {act && <ReplicaDialog secret={secret} act={act} onClose={() => setAct(undefined)} />}
    </section>
  );
}

function OneReplica({
  replica: { region, status, kmsKeyId },
  onAct,
}: {
  replica: ReplicaStatus;
  onAct: (act: ReplicaAct) => void;
}) {
  return (
    <div className="flex flex-wrap items-center gap-2 text-table">
      <span className="w-32">{region}</span>
      <Button size="small" onClick={() => onAct({ do: "retry", region, kmsKeyId })}>
        {status === "Failed" ? "Try again…" : "Change the key…"}
      </Button>
      <Button
        size="small"
        disabled={status !== "InSync"}
        title={status === "InSync" ? undefined : "Only a replica in sync can be promoted."}
        onClick={() => onAct({ do: "promote", region })}
      >
        Promote…
      </Button>
      <Button size="small" onClick={() => onAct({ do: "remove", region })}>
        Remove…
      </Button>
    </div>
  );
}
