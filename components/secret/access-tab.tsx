"use client";

import type { SecretDetail } from "@/lib/domain/secret";
import { AccessCheck } from "./access-check";
import { AttachedPolicy } from "./policy-tab";
import { ReadersPanel } from "./readers-panel";

/** Who is let in, who came, and what would keep a given principal out. */
export function AccessTab({ secret }: { secret: SecretDetail }) {
  return (
    <div className="flex flex-col gap-4">
      <div className="grid items-start gap-4 wide:grid-cols-2">
        <ReadersPanel secret={secret} />
        <AccessCheck key={secret.arn} secret={secret} />
      </div>
      {!secret.isReplica && <AttachedPolicy secret={secret} />}
    </div>
  );
}
