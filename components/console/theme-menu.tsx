"use client";

import type { ReactElement } from "react";
import { Menu, MenuChoices } from "@/components/ui/menu";
import { usePreferences } from "@/lib/browser/preferences";

const choices = [
  { value: "system", says: "As the system" },
  { value: "light", says: "Light" },
  { value: "dark", says: "Dark" },
  { value: "contrast", says: "High contrast" },
] as const;

/** Light, dark, as the system says, or with more contrast. */
export function ThemeMenu({ trigger }: { trigger: ReactElement }) {
  const { preferences, change } = usePreferences();
  return (
    <Menu startsOpen trigger={trigger}>
      <MenuChoices
        label="Theme"
        value={preferences.theme}
        choices={choices}
        onChange={(theme) => change({ theme })}
      />
    </Menu>
  );
}
