"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { late } from "@/components/ui/late";
import type { PendingDeletion } from "@/lib/domain/pending-deletion";
import { PendingPage } from "./pending-page";

/** In a file of its own that only this names: an auditor's page never loads it. */
const AskDialog = late(() =>
  import("@/components/restore/ask-dialog").then((file) => file.AskDialog),
);

/** Pending deletions for those who may ask for a restore. */
export function AskingPage() {
  const [asked, setAsked] = useState<PendingDeletion>();
  return (
    <>
      <PendingPage
        actions={(row) =>
          !row.request && (
            <Button look="primary" size="small" onClick={() => setAsked(row)}>
              Request restore
            </Button>
          )
        }
      />
      {asked && <AskDialog row={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}
