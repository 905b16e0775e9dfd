"use client";

import Link from "next/link";
import { useEffect, useRef } from "react";

/** The parts of one page, each with an address of its own. */
export function LinkTabs({
  label,
  tabs,
}: {
  label: string;
  tabs: readonly { says: string; href: string; isCurrent: boolean }[];
}) {
  const nav = useRef<HTMLElement>(null);
  const current = tabs.find(({ isCurrent }) => isCurrent)?.href;
  // On a telephone the tabs are wider than the screen: the one that is open must be seen.
  useEffect(() => {
    const tab = current && nav.current?.querySelector<HTMLElement>("[aria-current]");
    if (tab && nav.current) nav.current.scrollLeft = tab.offsetLeft - nav.current.offsetLeft - 16;
  }, [current]);
  return (
    <nav ref={nav} aria-label={label} className="mb-4 flex gap-1 overflow-x-auto border-b">
      {tabs.map(({ says, href, isCurrent }) => (
        <Link
          key={href}
          href={href}
          scroll={false}
          aria-current={isCurrent ? "page" : undefined}
          className={`-mb-px flex h-9 shrink-0 items-center border-b-2 px-3 text-table outline-offset-[-2px] ${
            isCurrent
              ? "border-ink font-semibold text-ink"
              : "border-transparent font-medium text-ink-2 hover:text-ink"
          }`}
        >
          {says}
        </Link>
      ))}
    </nav>
  );
}
