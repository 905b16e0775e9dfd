"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { Logo } from "./logo";
import { isAt, pages } from "./pages";
import { SavedViews } from "./saved-views";
import { WaitingCount } from "./waiting-count";
import { WhoIAm } from "./who-i-am";

/** Navigation at the left of a wide screen; who I am at its bottom. */
export function Sidebar() {
  const path = usePathname();
  const query = useSearchParams();
  return (
    <header
      data-print="hidden"
      className="sticky top-0 hidden h-dvh flex-col border-r bg-sunken px-2.5 side:flex"
    >
      <Link
        href="/"
        className="flex h-[52px] items-center gap-2.5 rounded-button px-2 font-semibold text-section tracking-[-0.01em]"
      >
        <Logo />
        Strongroom
      </Link>
      <nav aria-label="Pages" className="mt-1 flex flex-col gap-0.5">
        {pages.map((page) => {
          const here = isAt(path, page);
          return (
            <Link
              key={page.href}
              href={page.href}
              aria-current={here ? "page" : undefined}
              className={`flex h-8 items-center gap-2.5 rounded-button px-2 text-table ${
                here
                  ? "bg-panel font-semibold text-ink shadow-soft ring-1 ring-line"
                  : "text-ink-2 hover:bg-line/50 hover:text-ink"
              }`}
            >
              <page.Icon aria-hidden size={15} strokeWidth={2} className="shrink-0" />
              {page.says}
              <WaitingCount page={page.href} />
            </Link>
          );
        })}
      </nav>
      <div className="mt-5 min-h-0 flex-1 overflow-y-auto">
        <SavedViews path={path} query={query.toString()} />
      </div>
      <WhoIAm />
    </header>
  );
}
