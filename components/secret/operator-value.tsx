"use client";

import { late } from "@/components/ui/late";
import { Skeleton } from "@/components/ui/skeleton";
import { useRead } from "@/lib/browser/read";
import type { ReadInput } from "@/lib/browser/read-key";

/** In a file of its own that only this names: other roles' pages never load it. */
const ValuePanel = late(
  () => import("./value-panel").then((file) => file.ValuePanel),
  <Skeleton className="h-40 w-full" />,
);

/** The Value tab of an operator. */
export function OperatorValue({ query }: { query: ReadInput<"secret"> }) {
  const { data } = useRead("secret", query);
  return data && <ValuePanel key={data.arn} secret={data} />;
}
