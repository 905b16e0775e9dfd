"use client";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { usePreferences } from "@/lib/browser/preferences";
import { pages } from "./pages";

const everywhere = [
  { keys: ["/"], says: "Search" },
  { keys: ["Ctrl", "K"], says: "Find anything, ⌘ K on a Mac" },
  { keys: ["?"], says: "This sheet" },
  { keys: ["Esc"], says: "Close, or hide a revealed value" },
];

const rows = [
  { keys: ["j"], says: "Next secret" },
  { keys: ["k"], says: "Previous secret" },
  { keys: ["x"], says: "Select it" },
  { keys: ["Enter"], says: "Open it" },
];

/** Every key of the console, and the switch for those that are a single letter. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { preferences, change } = usePreferences();
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Keys"
      actions={<Button onClick={onClose}>Close</Button>}
    >
      <div className="grid gap-x-8 gap-y-5 cards:grid-cols-2">
        <Keys title="Everywhere" list={everywhere} />
        <div className="flex flex-col gap-5">
          <Keys title="Go to" list={pages.map(({ key, says }) => ({ keys: ["g", key], says }))} />
          <Keys title="In the inventory" list={rows} />
        </div>
      </div>
      <label className="mt-5 flex min-h-6 items-center gap-2 border-t pt-4 text-table">
        <input
          type="checkbox"
          checked={preferences.singleKeys}
          onChange={(event) => change({ singleKeys: event.target.checked })}
          className="size-4 accent-accent"
        />
        Shortcuts of a single letter are on
      </label>
    </Dialog>
  );
}

function Keys({ title, list }: { title: string; list: { keys: string[]; says: string }[] }) {
  return (
    <section>
      <h3 className="mb-1.5 text-caption text-ink-3">{title}</h3>
      <dl className="flex flex-col gap-1.5">
        {list.map(({ keys, says }) => (
          <div key={says} className="flex items-baseline gap-3 text-table">
            <dt className="flex w-16 shrink-0 gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
