"use client";

import { Bookmark, SlidersHorizontal } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { Deferred } from "@/components/ui/deferred";
import { DownloadButton } from "@/components/ui/download-button";
import { type InventoryAddress, writeAddress } from "./address";

const ViewMenu = lazy(() => import("./view-menu").then((file) => ({ default: file.ViewMenu })));
const SaveViewDialog = lazy(() =>
  import("./save-view-dialog").then((file) => ({ default: file.SaveViewDialog })),
);

/** Chooses columns and density. */
export function ViewButton() {
  return (
    <Deferred
      opens="menu"
      trigger={
        <button type="button" className={buttonClass()}>
          <SlidersHorizontal aria-hidden size={14} />
          Columns
        </button>
      }
    >
      {(trigger) => <ViewMenu trigger={trigger} />}
    </Deferred>
  );
}

/** The rows of this filter as a file, with a header that says what they are. */
export function ExportButton({ address }: { address: InventoryAddress }) {
  const { q, sort, order } = address;
  const href = (format: string) =>
    `/api/export/inventory?${new URLSearchParams({ format, q, sort, order })}`;
  return (
    <DownloadButton
      files={[
        { says: "This filter as CSV", href: href("csv") },
        { says: "This filter as JSON", href: href("json") },
      ]}
    />
  );
}

/** Keeps the current filter under a name; absent while there is none. */
export function SaveViewButton({ address }: { address: InventoryAddress }) {
  const [isOpen, setOpen] = useState(false);
  const query = writeAddress({ ...address, selected: undefined }).split("?")[1];
  if (!query) return null;
  return (
    <>
      <Button look="ghost" onClick={() => setOpen(true)} className="max-cards:hidden">
        <Bookmark aria-hidden size={14} />
        Save view
      </Button>
      {isOpen && (
        <Suspense>
          <SaveViewDialog query={query} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
