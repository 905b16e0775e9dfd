"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { late } from "@/components/ui/late";
import { useSessionEnded } from "@/lib/browser/session-ended";
import { useShortcuts } from "@/lib/browser/shortcuts";
import { AuditorNotice } from "./auditor-notice";
import { BottomNavigation } from "./bottom-navigation";
import { pages } from "./pages";
import { Sidebar } from "./sidebar";
import { TopBar } from "./top-bar";

const Palette = late(() => import("./palette").then((file) => file.Palette));
const ShortcutSheet = late(() => import("./shortcut-sheet").then((file) => file.ShortcutSheet));
const SessionEnded = late(() => import("./session-ended").then((file) => file.SessionEnded));

/** The frame around every page: where one can go, who one is, and how to find anything. */
export function Frame({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<"palette" | "keys">();
  const ended = useSessionEnded();
  const router = useRouter();
  const search = () => {
    const own = document.querySelector<HTMLElement>("[data-page-search]");
    if (own) own.focus();
    else setOpen("palette");
  };
  useShortcuts({
    "/": search,
    "?": () => setOpen("keys"),
    ...Object.fromEntries(pages.map(({ key, href }) => [`g ${key}`, () => router.push(href)])),
  });
  usePaletteKey(() => setOpen("palette"));
  return (
    <>
      <a
        href="#main"
        className="sr-only rounded-button bg-ink px-3 py-2 text-paper text-table focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
      >
        Skip to the page
      </a>
      <div className="min-h-dvh side:grid side:grid-cols-[216px_minmax(0,1fr)]">
        <Sidebar />
        <div className="flex min-w-0 flex-col">
          <TopBar onSearch={() => setOpen("palette")} />
          <AuditorNotice />
          <main
            id="main"
            className="mx-auto w-full max-w-[1440px] flex-1 px-4 pt-5 pb-24 side:px-7 side:pb-8"
          >
            {children}
          </main>
        </div>
      </div>
      <BottomNavigation />
      {open === "palette" && <Palette onClose={() => setOpen(undefined)} />}
      {open === "keys" && <ShortcutSheet onClose={() => setOpen(undefined)} />}
      {ended && <SessionEnded failure={ended} />}
    </>
  );
}

/** Ctrl-K or Cmd-K works everywhere, also while typing. */
function usePaletteKey(open: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      open();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  });
}
