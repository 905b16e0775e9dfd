"use client";

import { late } from "@/components/ui/late";
import { Skeleton } from "@/components/ui/skeleton";
import { useRead } from "@/lib/browser/read";
import type { ReadInput } from "@/lib/browser/read-key";

/** In a file of its own that only this names: other roles' pages never load it. */
const CompareVersions = late(
  () => import("./compare-versions").then((file) => file.CompareVersions),
  <Skeleton className="h-24 w-full" />,
);

/** Two versions side by side, for those who may read values. */
export function OperatorComparison({ query }: { query: ReadInput<"secret"> }) {
  const { data } = useRead("secret", query);
  return data && <CompareVersions key={data.arn} secret={data} />;
}
