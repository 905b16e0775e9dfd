"use client";

import { late } from "@/components/ui/late";
import { Skeleton } from "@/components/ui/skeleton";
import type { PriceSheet } from "@/lib/domain/prices";

/** In a file of its own that only this names: other roles' pages never load it. */
const CreateSecret = late(
  () => import("./create-secret").then((file) => file.CreateSecret),
  <Skeleton className="h-96 w-full" />,
);

/** The page of an operator who creates a secret. */
export function OperatorCreation({ sheets }: { sheets: readonly PriceSheet[] }) {
  return <CreateSecret sheets={sheets} />;
}
