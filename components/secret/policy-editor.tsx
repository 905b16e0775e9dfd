"use client";

import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { useRead } from "@/lib/browser/read";
import type { SecretDetail } from "@/lib/domain/secret";
import { PolicyForm } from "./policy-form";
import { RemovePolicyDialog } from "./remove-policy-dialog";
import { useSignedInAgain } from "./step-up";
import { whyNoChange } from "./why-no-change";

/** Writes, replaces or removes the policy; says first why AWS would refuse it. */
export function PolicyEditor({ secret }: { secret: SecretDetail }) {
  const { data } = useRead("policy", { arn: secret.arn });
  // The policy as it was when the person began: what a save is held against.
  const [begun, setBegun] = useState<{ seen?: string }>();
  const [isRemoving, setRemoving] = useState(false);
  const again = useSignedInAgain();
  const refused = whyNoChange(secret);
  if (refused) return <Alert tone="info" title={refused} />;
  if (!data) return null;
  return (
    <>
      {again && <Alert tone="info" title="You have signed in again. Click once more." />}
      {begun ? (
        <PolicyForm
          secret={secret}
          seen={begun.seen}
          onClose={() => setBegun(undefined)}
          onStartAgain={() => setBegun({ seen: data.policy })}
          key={begun.seen}
        />
      ) : (
        <div className="flex flex-wrap gap-2 print:hidden">
          <Button look="primary" onClick={() => setBegun({ seen: data.policy })}>
            {data.policy ? "Edit the policy" : "Write a policy"}
          </Button>
          {data.policy && <Button onClick={() => setRemoving(true)}>Remove the policy…</Button>}
        </div>
      )}
      {isRemoving && (
        <RemovePolicyDialog secret={secret} seen={data.policy} onClose={() => setRemoving(false)} />
      )}
    </>
  );
}
