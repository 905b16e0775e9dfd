"use client";

import { late } from "@/components/ui/late";
import { Skeleton } from "@/components/ui/skeleton";
import { useRead } from "@/lib/browser/read";
import type { ReadInput } from "@/lib/browser/read-key";

/** In a file of its own that only this names: other roles' pages never load it. */
const RotationActions = late(
  () => import("./rotation-actions").then((file) => file.RotationActions),
  <Skeleton className="h-12 w-full" />,
);

/** What an operator may do with a secret's rotation. */
export function OperatorRotation({ query }: { query: ReadInput<"secret"> }) {
  const { data } = useRead("secret", query);
  return data && <RotationActions key={data.arn} secret={data} />;
}
