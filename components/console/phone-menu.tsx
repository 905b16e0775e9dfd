"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { Button } from "@/components/ui/button";
import { cityOf } from "@/components/ui/date";
import { Dialog } from "@/components/ui/dialog";
import { usePreferences } from "@/lib/browser/preferences";
import { isAt, pages } from "./pages";
import { SavedViews } from "./saved-views";
import { useSession } from "./use-session";
import { WaitingCount } from "./waiting-count";
import { WhoIAm } from "./who-i-am";

/** On a phone: what the sidebar and the top bar hold on a wide screen. */
export function PhoneMenu({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const { preferences, change } = usePreferences();
  const path = usePathname();
  const query = useSearchParams();
  const isLocal = preferences.zone === "local";
  return (
    <Dialog open onOpenChange={onClose} title="More">
      <div className="flex flex-col gap-4">
        <nav aria-label="Other pages" className="flex flex-col">
          {pages.map((page) =>
            page.atBottom ? null : (
              <Link
                key={page.href}
                href={page.href}
                onClick={onClose}
                aria-current={isAt(path, page) ? "page" : undefined}
                className="flex h-10 items-center gap-2.5 text-ink-2 aria-[current]:font-semibold aria-[current]:text-ink"
              >
                <page.Icon aria-hidden size={16} />
                {page.says}
                <WaitingCount page={page.href} />
              </Link>
            ),
          )}
        </nav>
        <WhoIAm />
        {preferences.localZone && preferences.localZone !== "UTC" && (
          <Button onClick={() => change({ zone: isLocal ? "utc" : "local" })}>
            Show times in {isLocal ? "UTC" : cityOf(preferences.localZone)}
          </Button>
        )}
        <SavedViews path={path} query={query.toString()} />
        <ul className="flex flex-col gap-2 text-table">
          {session?.accounts.map((account) => (
            <li key={account.id}>
              <span className="font-medium">{account.name}</span>{" "}
              <code className="font-mono text-caption text-ink-2">{account.id}</code>
              <span className="block text-ink-2">{account.regions.join(", ")}</span>
            </li>
          ))}
        </ul>
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}
