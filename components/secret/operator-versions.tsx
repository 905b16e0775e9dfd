"use client";

import { late } from "@/components/ui/late";
import { Skeleton } from "@/components/ui/skeleton";
import { useRead } from "@/lib/browser/read";
import type { ReadInput } from "@/lib/browser/read-key";

/** In a file of its own that only this names: other roles' pages never load it. */
const VersionActions = late(
  () => import("./version-actions").then((file) => file.VersionActions),
  <Skeleton className="h-40 w-full" />,
);

/** What an operator may do with versions and their labels, below the timeline. */
export function OperatorVersions({ query }: { query: ReadInput<"secret"> }) {
  const { data } = useRead("secret", query);
  return data && <VersionActions key={data.arn} secret={data} />;
}
