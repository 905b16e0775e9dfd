"use client";

import { Contrast, Monitor, Moon, Search, Sun } from "lucide-react";
import { lazy } from "react";
import { buttonClass } from "@/components/ui/button";
import { useClock } from "@/components/ui/clock";
import { cityOf } from "@/components/ui/date";
import { Deferred } from "@/components/ui/deferred";
import { Kbd } from "@/components/ui/kbd";
import { countOf } from "@/components/ui/money";
import { usePreferences } from "@/lib/browser/preferences";
import { Logo } from "./logo";
import { useSession } from "./use-session";

const ScopePanel = lazy(() =>
  import("./scope-panel").then((file) => ({ default: file.ScopePanel })),
);
const ThemeMenu = lazy(() => import("./theme-menu").then((file) => ({ default: file.ThemeMenu })));

/** Search, scope, zone and theme: the same on every page. */
export function TopBar({ onSearch }: { onSearch: () => void }) {
  return (
    <div
      data-print="hidden"
      className="sticky top-0 z-30 flex h-[52px] items-center gap-2 border-b bg-paper px-4 side:px-7"
    >
      <span className="side:hidden">
        <Logo />
      </span>
      <button
        type="button"
        onClick={onSearch}
        className="flex h-8 min-w-0 max-w-[440px] flex-1 items-center gap-2.5 rounded-button border bg-panel px-2.5 text-ink-3 text-table shadow-soft hover:border-line-strong"
      >
        <Search aria-hidden size={14} className="shrink-0" />
        <span className="truncate">Find a secret, a page, an ARN</span>
        <span aria-hidden className="ml-auto hidden side:inline">
          <Kbd>/</Kbd>
        </span>
      </button>
      <div className="ml-auto flex items-center gap-2">
        <Scope />
        <ZoneSwitch />
        <ThemeSwitch />
      </div>
    </div>
  );
}

function Scope() {
  const session = useSession();
  if (!session) return null;
  const { accounts } = session;
  const regions = accounts.reduce((sum, { regions }) => sum + regions.length, 0);
  return (
    <Deferred
      opens="dialog"
      trigger={
        <button type="button" className={`${buttonClass()} max-cards:hidden`}>
          {countOf(accounts.length, "account")}
          <span className="text-ink-3">· {countOf(regions, "Region")}</span>
        </button>
      }
    >
      {(trigger) => <ScopePanel trigger={trigger} accounts={accounts} />}
    </Deferred>
  );
}

function ZoneSwitch() {
  const { preferences, change } = usePreferences();
  const { localZone } = useClock();
  const isLocal = preferences.zone === "local";
  const city = localZone ? cityOf(localZone) : "local";
  if (!localZone || localZone === "UTC") {
    return (
      <span className="hidden h-8 items-center px-1 text-ink-2 text-table cards:flex">UTC</span>
    );
  }
  return (
    <button
      type="button"
      aria-label={`Times in ${isLocal ? city : "UTC"}. Switch to ${isLocal ? "UTC" : city}`}
      onClick={() => change({ zone: isLocal ? "utc" : "local" })}
      className={`${buttonClass()} max-cards:hidden`}
    >
      <span className={isLocal ? "text-ink-3" : ""}>UTC</span>
      <span aria-hidden className="text-ink-3">
        ⇄
      </span>
      <span className={isLocal ? "" : "text-ink-3"}>{city}</span>
    </button>
  );
}

const icons = { system: Monitor, light: Sun, dark: Moon, contrast: Contrast };

function ThemeSwitch() {
  const Icon = icons[usePreferences().preferences.theme];
  return (
    <Deferred
      opens="menu"
      trigger={
        <button
          type="button"
          aria-label="Theme"
          className="inline-flex size-8 items-center justify-center rounded-button border border-line-strong bg-panel shadow-soft hover:bg-sunken"
        >
          <Icon aria-hidden size={15} />
        </button>
      }
    >
      {(trigger) => <ThemeMenu trigger={trigger} />}
    </Deferred>
  );
}
