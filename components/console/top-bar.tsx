"use client";

import { Contrast, Monitor, Moon, Search, Sun } from "lucide-react";
import { buttonClass } from "@/components/ui/button";
import { useClock } from "@/components/ui/clock";
import { cityOf } from "@/components/ui/date";
import { Kbd } from "@/components/ui/kbd";
import { Menu, MenuChoices } from "@/components/ui/menu";
import { countOf } from "@/components/ui/money";
import { Popover } from "@/components/ui/popover";
import { usePreferences } from "@/lib/browser/preferences";
import { Logo } from "./logo";
import { useSession } from "./use-session";

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
    <Popover
      title="What this console looks at"
      trigger={
        <button type="button" className={`${buttonClass({ size: "medium" })} max-cards:hidden`}>
          {countOf(accounts.length, "account")}
          <span className="text-ink-3">· {countOf(regions, "Region")}</span>
        </button>
      }
    >
      <ul className="flex max-w-80 flex-col gap-3">
        {accounts.map((account) => (
          <li key={account.id}>
            <p className="flex items-center justify-between gap-6">
              <span className="font-medium">{account.name}</span>
              <code className="font-mono text-caption text-ink-2">{account.id}</code>
            </p>
            <p className="text-ink-2">{account.regions.join(", ")}</p>
          </li>
        ))}
      </ul>
      <p className="mt-3 border-t pt-2 text-caption text-ink-3">
        Set in the console's configuration file.
      </p>
    </Popover>
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

const themeChoices = [
  { value: "system", says: "As the system", Icon: Monitor },
  { value: "light", says: "Light", Icon: Sun },
  { value: "dark", says: "Dark", Icon: Moon },
  { value: "contrast", says: "High contrast", Icon: Contrast },
] as const;

function ThemeSwitch() {
  const { preferences, change } = usePreferences();
  const { Icon } = themeChoices.find(({ value }) => value === preferences.theme) ?? themeChoices[0];
  return (
    <Menu
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
      <MenuChoices
        label="Theme"
        value={preferences.theme}
        choices={themeChoices}
        onChange={(theme) => change({ theme })}
      />
    </Menu>
  );
}
