"use client";

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type Preferences, parsePreferences, preferencesCookie } from "@/lib/domain/preferences";
import { whenWhole } from "./when-whole";

const PreferencesContext = createContext<{
  preferences: Preferences;
  change: (some: Partial<Preferences>) => void;
}>({ preferences: parsePreferences(undefined), change: () => undefined });

/** Holds the preferences of this browser and writes each change back to the cookie. */
export function PreferencesProvider({
  start,
  children,
}: {
  start: Preferences;
  children: ReactNode;
}) {
  const [preferences, setPreferences] = useState(start);
  useEffect(() => {
    const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return whenWhole(() =>
      setPreferences((now) => (now.localZone === localZone ? now : { ...now, localZone })),
    );
  }, []);
  useEffect(() => {
    document.documentElement.dataset.theme = preferences.theme;
    const secure = location.protocol === "https:" ? "; secure" : "";
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox.
    document.cookie = `${preferencesCookie}=${encodeURIComponent(JSON.stringify(preferences))}; path=/; max-age=31536000; samesite=lax${secure}`;
  }, [preferences]);
  const context = useMemo(
    () => ({
      preferences,
      change: (some: Partial<Preferences>) => setPreferences((now) => ({ ...now, ...some })),
    }),
    [preferences],
  );
  return <PreferencesContext value={context}>{children}</PreferencesContext>;
}

export function usePreferences() {
  return useContext(PreferencesContext);
}
