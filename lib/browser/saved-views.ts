import { useSyncExternalStore } from "react";

/** A filter of the inventory with a name. Holds the query of the URL, never a row. */
export interface SavedView {
  name: string;
  query: string;
}

const builtIn: readonly SavedView[] = [
  { name: "Overdue rotation", query: "q=rotation%3Aoverdue" },
  { name: "No owner", query: "q=owner%3Anone" },
  { name: "Unused 90 days", query: "q=unused%3A%3E90d&sort=last-read" },
];

const MOST = 20;
const listeners = new Set<() => void>();
let cached: { key: string; text: string | null; views: readonly SavedView[] } | undefined;

/** The views of one person in this browser, the built-in ones until they save their own. */
export function useSavedViews(personKey: string): {
  views: readonly SavedView[];
  save: (view: SavedView) => void;
  remove: (name: string) => void;
} {
  const key = `strongroom-views:${personKey}`;
  const views = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => builtIn,
  );
  return {
    views,
    save: (view) =>
      write(key, [...views.filter(({ name }) => name !== view.name), view].slice(-MOST)),
    remove: (name) =>
      write(
        key,
        views.filter((view) => view.name !== name),
      ),
  };
}

function read(key: string): readonly SavedView[] {
  const text = localStorage.getItem(key);
  if (cached?.key === key && cached.text === text) return cached.views;
  cached = { key, text, views: parse(text) };
  return cached.views;
}

function parse(text: string | null): readonly SavedView[] {
  try {
    const given: unknown = JSON.parse(text ?? "null");
    if (!Array.isArray(given)) return builtIn;
    return given.filter(isView).slice(0, MOST);
  } catch {
    return builtIn;
  }
}

function isView(given: unknown): given is SavedView {
  const view = given as Partial<SavedView> | null;
  return typeof view?.name === "string" && typeof view.query === "string";
}

function write(key: string, views: readonly SavedView[]): void {
  localStorage.setItem(key, JSON.stringify(views));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}
