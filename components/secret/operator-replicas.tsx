"use client";

import { late } from "@/components/ui/late";
import { Skeleton } from "@/components/ui/skeleton";
import { useRead } from "@/lib/browser/read";
import type { ReadInput } from "@/lib/browser/read-key";

/** In a file of its own that only this names: other roles' pages never load it. */
const ReplicaActions = late(
  () => import("./replica-actions").then((file) => file.ReplicaActions),
  <Skeleton className="h-8 w-40" />,
);

/** What an operator may do with replicas. */
export function OperatorReplicas({ query }: { query: ReadInput<"secret"> }) {
  const { data } = useRead("secret", query);
  return data && !data.isReplica && <ReplicaActions key={data.arn} secret={data} />;
}
