"use client";

import { Bookmark, Download, SlidersHorizontal } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useSession } from "@/components/console/use-session";
import { Button, buttonClass } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { Menu, MenuCheck, MenuChoices, MenuLine, MenuLink } from "@/components/ui/menu";
import { announce } from "@/components/ui/status";
import { usePreferences } from "@/lib/browser/preferences";
import { useSavedViews } from "@/lib/browser/saved-views";
import { type InventoryAddress, writeAddress } from "./address";
import { columns, hiddenAtFirst } from "./cells";

/** Which columns and how dense, kept for this person in this browser. */
export function ViewMenu() {
  const { preferences, change } = usePreferences();
  const hidden = preferences.hidden ?? hiddenAtFirst;
  return (
    <Menu
      trigger={
        <button type="button" className={buttonClass()}>
          <SlidersHorizontal aria-hidden size={14} />
          Columns
        </button>
      }
    >
      {columns.map(({ id, head }) => (
        <MenuCheck
          key={id}
          checked={!hidden.includes(id)}
          onChange={(isShown) =>
            change({ hidden: isShown ? hidden.filter((each) => each !== id) : [...hidden, id] })
          }
        >
          {head}
        </MenuCheck>
      ))}
      <MenuLine />
      <MenuChoices
        label="Density"
        value={preferences.density}
        choices={[
          { value: "compact", says: "Compact" },
          { value: "regular", says: "Regular" },
          { value: "airy", says: "Airy" },
        ]}
        onChange={(density) => change({ density })}
      />
    </Menu>
  );
}

/** The rows of this filter as a file, with a header that says what they are. */
export function ExportMenu({ address }: { address: InventoryAddress }) {
  const href = (format: string) => {
    const { q, sort, order } = address;
    return `/api/export/inventory?${new URLSearchParams({ format, q, sort, order })}`;
  };
  return (
    <Menu
      trigger={
        <button type="button" className={buttonClass()}>
          <Download aria-hidden size={14} />
          Export
        </button>
      }
    >
      <MenuLink download href={href("csv")}>
        This filter as CSV
      </MenuLink>
      <MenuLink download href={href("json")}>
        This filter as JSON
      </MenuLink>
    </Menu>
  );
}

/** Keeps the current filter under a name. */
export function SaveView({ address }: { address: InventoryAddress }) {
  const session = useSession();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const { save } = useSavedViews(
    session ? `${session.person.issuer} ${session.person.subject}` : "",
  );
  const query = writeAddress({ ...address, selected: undefined }).split("?")[1];
  if (!query) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    save({ name: name.trim().slice(0, 60), query });
    announce(`Saved the view ${name.trim()}.`);
    setOpen(false);
    setName("");
  };
  return (
    <>
      <Button look="ghost" onClick={() => setOpen(true)} className="max-cards:hidden">
        <Bookmark aria-hidden size={14} />
        Save view
      </Button>
      {open && (
        <Dialog
          open
          onOpenChange={setOpen}
          title="Save this view"
          description="The filter and the order, under a name, for you in this browser."
          actions={
            <>
              <Button onClick={() => setOpen(false)}>Cancel</Button>
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
      )}
    </>
  );
}
