"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ClockProvider } from "@/components/ui/clock";
import { StatusRegion } from "@/components/ui/status";
import { useNow } from "@/lib/browser/now";
import { PreferencesProvider, usePreferences } from "@/lib/browser/preferences";
import type { Preferences } from "@/lib/domain/preferences";

let browserClient: QueryClient | undefined;

/** One client per browser; on the server a new one per render, so that people never share one. */
function queryClient(): QueryClient {
  if (typeof window === "undefined") return new QueryClient();
  browserClient ??= new QueryClient();
  return browserClient;
}

/** What every page stands on: answers to reads, preferences, the clock and the status region. */
export function Providers({
  preferences,
  start,
  nonce,
  children,
}: {
  preferences: Preferences;
  start: number;
  nonce?: string;
  children: ReactNode;
}) {
  const [client] = useState(queryClient);
  return (
    <CSPProvider nonce={nonce}>
      <QueryClientProvider client={client}>
        <PreferencesProvider start={preferences}>
          <Clock start={start}>
            {children}
            <StatusRegion />
          </Clock>
        </PreferencesProvider>
      </QueryClientProvider>
    </CSPProvider>
  );
}

function Clock({ start, children }: { start: number; children: ReactNode }) {
  const { zone, localZone } = usePreferences().preferences;
  return (
    <ClockProvider now={useNow(start)} zone={zone} localZone={localZone}>
      {children}
    </ClockProvider>
  );
}
