"use client";

import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { late } from "@/components/ui/late";
import { isAt, pages } from "./pages";
import { WaitingCount } from "./waiting-count";

const PhoneMenu = late(() => import("./phone-menu").then((file) => file.PhoneMenu));

const itemClass =
  "flex flex-1 flex-col items-center justify-center gap-0.5 text-caption font-medium";

/** Navigation at the bottom of a narrow screen; other pages and who I am are behind "More". */
export function BottomNavigation() {
  const path = usePathname();
  const [open, setOpen] = useState(false);
  return (
    <>
      <nav
        aria-label="Pages, at the bottom"
        data-print="hidden"
        className="fixed inset-x-0 bottom-0 z-30 flex h-14 border-t bg-paper pb-[env(safe-area-inset-bottom)] side:hidden"
      >
        {pages.map((page) => {
          const here = isAt(path, page);
          if (!page.atBottom) return null;
          return (
            <Link
              key={page.href}
              href={page.href}
              aria-current={here ? "page" : undefined}
              className={`${itemClass} ${here ? "text-accent" : "text-ink-2"}`}
            >
              <page.Icon aria-hidden size={17} />
              {page.atBottom}
            </Link>
          );
        })}
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
          className={`${itemClass} text-ink-2`}
        >
          <Ellipsis aria-hidden size={17} />
          <span className="flex items-center gap-1">
            More
            <WaitingCount page="/restore-requests" />
          </span>
        </button>
      </nav>
      {open && <PhoneMenu onClose={() => setOpen(false)} />}
    </>
  );
}
