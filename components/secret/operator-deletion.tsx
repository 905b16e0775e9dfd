"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { late } from "@/components/ui/late";
import { useRead } from "@/lib/browser/read";
import type { ReadInput } from "@/lib/browser/read-key";

/** In a file of its own that only this names: other roles' pages never load it. */
const DeletionDialog = late(() => import("./deletion-dialog").then((file) => file.DeletionDialog));

/** The way to schedule a deletion; the dialog says what it would break. */
export function OperatorDeletion({ query }: { query: ReadInput<"secret"> }) {
  const { data } = useRead("secret", query);
  const [isOpen, setOpen] = useState(false);
  if (!data || data.deletionRequestedAt) return null;
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        Schedule deletion…
      </Button>
      {isOpen && <DeletionDialog secret={data} onClose={() => setOpen(false)} />}
    </>
  );
}
