"use client";

import { Ellipsis } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { isAt, pages } from "./pages";

const PhoneMenu = dynamic(() => import("./phone-menu").then((file) => file.PhoneMenu), {
  ssr: false,
});

const itemClass =
  "flex flex-1 flex-col items-center justify-center gap-0.5 text-caption font-medium";

/** Navigation at the bottom of a narrow screen; who I am is behind "More". */
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
          return (
            <Link
              key={page.href}
              href={page.href}
              aria-current={here ? "page" : undefined}
              className={`${itemClass} ${here ? "text-accent" : "text-ink-2"}`}
            >
              <page.Icon aria-hidden size={17} />
              {page.says}
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
          More
        </button>
      </nav>
      {open && <PhoneMenu onClose={() => setOpen(false)} />}
    </>
  );
}
