"use client";

import type { ReactElement } from "react";
import { Popover } from "@/components/ui/popover";
import type { SessionView } from "@/lib/domain/session";

/** The accounts and Regions that the configuration names. */
export function ScopePanel({
  trigger,
  accounts,
}: {
  trigger: ReactElement;
  accounts: SessionView["accounts"];
}) {
  return (
    <Popover startsOpen title="What this console looks at" trigger={trigger}>
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
