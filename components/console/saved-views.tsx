"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useSavedViews } from "@/lib/browser/saved-views";
import { useSession } from "./use-session";

/** Filters of the inventory that this person kept in this browser. */
export function SavedViews({ path, query }: { path: string; query: string }) {
  const session = useSession();
  const person = session && `${session.person.issuer} ${session.person.subject}`;
  const { views, remove } = useSavedViews(person ?? "");
  if (!views.length) return null;
  return (
    <nav aria-labelledby="saved-views">
      <h2 id="saved-views" className="px-2 pb-1 text-caption text-ink-3">
        Saved views
      </h2>
      <ul className="flex flex-col gap-0.5">
        {views.map((view) => {
          const here = path === "/inventory" && query === view.query;
          return (
            <li key={view.name} className="group relative flex items-center">
              <Link
                href={`/inventory?${view.query}`}
                aria-current={here ? "page" : undefined}
                className={`flex h-7 min-w-0 flex-1 items-center rounded-button px-2 text-table ${here ? "bg-line/60 font-medium text-ink" : "text-ink-2 hover:bg-line/50 hover:text-ink"}`}
              >
                <span className="truncate">{view.name}</span>
              </Link>
              <button
                type="button"
                aria-label={`Forget the view ${view.name}`}
                onClick={() => remove(view.name)}
                className="absolute right-0 hidden size-6 items-center justify-center rounded-button bg-sunken text-ink-3 hover:text-ink focus-visible:flex group-focus-within:flex group-hover:flex"
              >
                <X aria-hidden size={12} />
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
