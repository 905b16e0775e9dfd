"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Search, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useHeardKey } from "@/lib/browser/shortcuts";
import type { PlaceProgress } from "@/lib/domain/inventory";
import { filterFields } from "@/lib/domain/inventory-filter";
import { joinFilter, splitFilter } from "./filter-text";

/** Long enough to skip the middle of a word, short enough to feel live. */
const TYPING_MS = 120;

/** The filter: tokens as chips, free text as you type, suggestions for what a field may hold. */
export function FilterBar({
  q,
  places,
  onChange,
}: {
  q: string;
  places: readonly PlaceProgress[];
  onChange: (q: string) => void;
}) {
  const { tokens, text } = splitFilter(q);
  const [typed, setTyped] = useState(text);
  const [isOpen, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const searchKey = useHeardKey("/");
  const sent = useRef(q);
  useEffect(() => {
    // The address changed by other means than typing here: a figure, a saved view, Back.
    if (q !== sent.current) setTyped(splitFilter(q).text);
    sent.current = q;
  }, [q]);
  const send = (next: string) => {
    sent.current = next;
    onChange(next);
  };
  useTypingPause(typed, () => {
    const next = joinFilter({ tokens, text: typed.trim() });
    if (!endsInOpenToken(typed) && next !== q) send(next);
  });
  const take = (token: string) => {
    setTyped("");
    setOpen(false);
    send(joinFilter({ tokens: [...tokens.filter((each) => each !== token), token], text: "" }));
  };
  const drop = (token: string) => {
    send(joinFilter({ tokens: tokens.filter((each) => each !== token), text: typed.trim() }));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = tokens.at(-1);
    if (event.key === "Backspace" && typed === "" && last) drop(last);
    if (event.key === "Enter" || event.key === " ") {
      const parts = splitFilter(typed);
      if (parts.tokens.length && !typed.trim().endsWith(":")) {
        event.preventDefault();
        setTyped(parts.text);
        send(joinFilter({ tokens: [...tokens, ...parts.tokens], text: parts.text }));
      }
    }
    // The first Escape closes the suggestions, the second leaves the field for the table's keys.
    if (event.key === "Escape" && !isShown) input.current?.blur();
    if (event.key === "Escape") setOpen(false);
    if (event.key === "ArrowDown") setOpen(true);
  };
  const items = suggestions(typed, places);
  const isShown = isOpen && items.length > 0;
  return (
    <Autocomplete.Root
      inline
      open={isShown}
      items={items}
      filter={null}
      mode="none"
      value={typed}
      onValueChange={(value, { reason }) => {
        if (reason === "item-press") return;
        setTyped(value);
        setOpen(true);
      }}
      itemToStringValue={(item: Suggestion) => item.text}
    >
      <div className="relative min-w-0 flex-1 basis-72">
        <Autocomplete.InputGroup className="flex min-h-8 flex-wrap items-center gap-1.5 rounded-button border bg-panel px-2 py-[3px] shadow-soft focus-within:border-accent">
          <Search aria-hidden size={14} className="mx-0.5 shrink-0 text-ink-3" />
          {tokens.map((token) => (
            <Chip key={token} token={token} onDrop={() => drop(token)} />
          ))}
          <Autocomplete.Input
            ref={input}
            data-page-search
            aria-keyshortcuts={searchKey}
            aria-expanded={isShown}
            aria-label="Filter secrets"
            placeholder={
              tokens.length ? "add a filter" : "Search, or filter by region: tag: rotation:"
            }
            autoComplete="off"
            spellCheck={false}
            onFocus={() => setOpen(true)}
            onBlur={() => setOpen(false)}
            onKeyDown={onKeyDown}
            className="h-6 min-w-24 flex-1 bg-transparent text-table outline-none"
          />
        </Autocomplete.InputGroup>
        <Suggestions
          isShown={isShown}
          onPick={(item) => {
            if (item.text.endsWith(":")) setTyped(replaceLastWord(typed, item.text));
            else take(item.text);
          }}
        />
      </div>
    </Autocomplete.Root>
  );
}

function Chip({ token, onDrop }: { token: string; onDrop: () => void }) {
  return (
    <span className="inline-flex h-6 max-w-full items-center rounded-control bg-accent-soft pl-1.5 font-medium font-mono text-[11.5px] text-accent">
      <span className="truncate">{token}</span>
      <button
        type="button"
        aria-label={`Remove the filter ${token}`}
        onClick={onDrop}
        className="flex size-6 shrink-0 items-center justify-center rounded-control hover:bg-panel/60"
      >
        <X aria-hidden size={11} />
      </button>
    </span>
  );
}

interface Suggestion {
  text: string;
  says: string;
}

function Suggestions({
  isShown,
  onPick,
}: {
  isShown: boolean;
  onPick: (item: Suggestion) => void;
}) {
  return (
    <div
      hidden={!isShown}
      // The field keeps the focus while one presses here; losing it would close the list.
      onPointerDown={(event) => event.preventDefault()}
      className="absolute top-full left-0 z-40 mt-1.5 max-h-[460px] w-[min(440px,100%)] overflow-y-auto rounded-panel bg-panel p-1 shadow-float"
    >
      <Autocomplete.List>
        {(item: Suggestion) => (
          <Autocomplete.Item
            key={item.text}
            value={item}
            onClick={() => onPick(item)}
            className="flex min-h-7 cursor-default items-baseline gap-3 rounded-control px-2 py-1 text-table outline-none data-[highlighted]:bg-accent-soft"
          >
            <code className="shrink-0 font-mono text-[12px]">{item.text}</code>
            <span className="truncate text-caption text-ink-3">
              {item.says.replaceAll("`", "")}
            </span>
          </Autocomplete.Item>
        )}
      </Autocomplete.List>
    </div>
  );
}

/** What could follow the last word: fields, or the values of the field it names. */
function suggestions(typed: string, places: readonly PlaceProgress[]): Suggestion[] {
  const word = (/\S*$/.exec(typed)?.[0] ?? "").toLowerCase();
  const colon = word.indexOf(":");
  if (colon < 0) {
    return Object.entries(filterFields)
      .filter(([field]) => field.startsWith(word))
      .map(([field, { says }]) => ({ text: `${field}:`, says }));
  }
  const field = word.slice(0, colon);
  return valuesOf(field, places)
    .map((value) => ({ text: `${field}:${value}`, says: "" }))
    .filter(({ text }) => text.startsWith(word) && text !== word);
}

function valuesOf(field: string, places: readonly PlaceProgress[]): readonly string[] {
  if (field === "region") return [...new Set(places.map(({ region }) => region))];
  if (field === "account") return [...new Set(places.map(({ accountName }) => accountName))];
  if (field === "unused" || field === "age") return [">30d", ">90d", ">365d"];
  if (field === "owner" || field === "managed-by" || field === "type") return ["none"];
  const rule = Object.entries(filterFields).find(([name]) => name === field)?.[1];
  return rule && "values" in rule ? rule.values : [];
}

/** A token is still being written: searching for `regio` as text would only flicker. */
function endsInOpenToken(typed: string): boolean {
  const word = /\S*$/.exec(typed)?.[0] ?? "";
  return word.includes(":") && Object.keys(filterFields).some((f) => word.startsWith(`${f}:`));
}

function replaceLastWord(typed: string, word: string): string {
  return typed.replace(/\S*$/, word);
}

function useTypingPause(typed: string, then: () => void): void {
  const latest = useRef(then);
  useEffect(() => {
    latest.current = then;
  });
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the pause begins anew with each key.
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const timer = setTimeout(() => latest.current(), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
}
