"use client";

import { late } from "@/components/ui/late";
import { Skeleton } from "@/components/ui/skeleton";
import { useRead } from "@/lib/browser/read";
import type { ReadInput } from "@/lib/browser/read-key";

/** In a file of its own that only this names: other roles' pages never load it. */
const PolicyEditor = late(
  () => import("./policy-editor").then((file) => file.PolicyEditor),
  <Skeleton className="h-8 w-40" />,
);

/** What an operator may do to the resource policy. */
export function OperatorPolicy({ query }: { query: ReadInput<"secret"> }) {
  const { data } = useRead("secret", query);
  return data && !data.isReplica && <PolicyEditor key={data.arn} secret={data} />;
}
