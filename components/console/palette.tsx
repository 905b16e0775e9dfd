"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { type CommandGroup, CommandList } from "@/components/ui/command-list";
import { pages } from "./pages";

/** Jumps to any page by a part of its name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const [query, setQuery] = useState("");
  const go = (href: string) => {
    onClose();
    router.push(href);
  };
  return (
    <CommandList
      title="Find a page"
      placeholder="Part of a page's name"
      query={query}
      onQuery={setQuery}
      groups={[pageGroup(query.trim(), go)].filter(({ items }) => items.length)}
      says="Enter opens."
      onClose={onClose}
    />
  );
}

function pageGroup(q: string, go: (href: string) => void): CommandGroup {
  return {
    value: "Pages",
    items: pages
      .filter(({ says }) => says.toLowerCase().includes(q.toLowerCase()))
      .map(({ href, says, Icon }) => ({
        id: href,
        label: says,
        shows: (
          <>
            <Icon aria-hidden size={14} className="text-ink-3" />
            {says}
          </>
        ),
        run: () => go(href),
      })),
  };
}
