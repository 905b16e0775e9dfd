"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { Search } from "lucide-react";
import type { ReactNode } from "react";

export interface Command {
  id: string;
  /** What a screen reader hears. */
  label: string;
  shows: ReactNode;
  run: () => void;
}

export interface CommandGroup {
  value: string;
  items: Command[];
}

/** A palette: one field, a list below it, arrow keys and Enter. The caller filters. */
export function CommandList({
  title,
  placeholder,
  query,
  onQuery,
  groups,
  says,
  onEnterWithoutItem,
  onClose,
}: {
  title: string;
  placeholder: string;
  query: string;
  onQuery: (query: string) => void;
  groups: CommandGroup[];
  /** How it stands, for the eye and for a screen reader: "12 secrets match". */
  says: ReactNode;
  onEnterWithoutItem: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-veil" />
        <Dialog.Popup
          aria-label={title}
          className="fixed top-[10vh] left-1/2 z-50 flex max-h-[70vh] w-[calc(100vw-24px)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-panel bg-panel shadow-float"
        >
          <Autocomplete.Root
            open
            inline
            items={groups}
            filter={null}
            value={query}
            onValueChange={onQuery}
            itemToStringValue={(item: Command) => item.label}
            autoHighlight="always"
            keepHighlight
          >
            <Autocomplete.InputGroup className="flex items-center gap-2.5 border-b px-4">
              <Search aria-hidden size={15} className="shrink-0 text-ink-3" />
              <Autocomplete.Input
                aria-label={title}
                placeholder={placeholder}
                className="h-12 w-full bg-transparent text-body outline-none"
                onKeyDown={({ key }) => {
                  if (key === "Enter" && groups.length === 0) onEnterWithoutItem();
                }}
                autoComplete="off"
                spellCheck={false}
              />
            </Autocomplete.InputGroup>
            <Autocomplete.List className="overflow-y-auto p-1.5 empty:p-0">
              {(group: CommandGroup) => <Group key={group.value} group={group} />}
            </Autocomplete.List>
            <p role="status" className="border-t px-4 py-2 text-caption text-ink-3">
              {says}
            </p>
            <Dialog.Close className="sr-only">Close</Dialog.Close>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Group({ group }: { group: CommandGroup }) {
  return (
    <Autocomplete.Group items={group.items}>
      <Autocomplete.GroupLabel className="px-2.5 pt-2 pb-1 text-caption text-ink-3">
        {group.value}
      </Autocomplete.GroupLabel>
      <Autocomplete.Collection>
        {(item: Command) => (
          <Autocomplete.Item
            key={item.id}
            value={item}
            onClick={item.run}
            className="flex min-h-8 cursor-default items-center gap-2.5 rounded-control px-2.5 py-1 text-table outline-none data-[highlighted]:bg-accent-soft"
          >
            {item.shows}
          </Autocomplete.Item>
        )}
      </Autocomplete.Collection>
    </Autocomplete.Group>
  );
}
