"use client";

import { type FormEvent, useState } from "react";
import { useSession } from "@/components/console/use-session";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { announce } from "@/components/ui/status";
import { useSavedViews } from "@/lib/browser/saved-views";

/** Keeps a filter under a name. */
export function SaveViewDialog({ query, onClose }: { query: string; onClose: () => void }) {
  const session = useSession();
  const [name, setName] = useState("");
  const { save } = useSavedViews(
    session ? `${session.person.issuer} ${session.person.subject}` : "",
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    save({ name: name.trim().slice(0, 60), query });
    announce(`Saved the view ${name.trim()}.`);
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Save this view"
      description="The filter and the order, under a name, for you in this browser."
      actions={
        <>
          <Button onClick={() => onClose()}>Cancel</Button>
          <Button look="primary" type="submit" form="save-view">
            Save view
          </Button>
        </>
      }
    >
      <form id="save-view" onSubmit={submit}>
        <TextField
          label="Name"
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
        />
      </form>
    </Dialog>
  );
}
