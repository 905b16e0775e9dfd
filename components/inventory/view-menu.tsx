"use client";

import type { ReactElement } from "react";
import { Menu, MenuCheck, MenuChoices, MenuLine } from "@/components/ui/menu";
import { usePreferences } from "@/lib/browser/preferences";
import { columns, hiddenAtFirst } from "./cells";

/** Which columns and how dense, kept for this person in this browser. */
export function ViewMenu({ trigger }: { trigger: ReactElement }) {
  const { preferences, change } = usePreferences();
  const hidden = preferences.hidden ?? hiddenAtFirst;
  return (
    <Menu startsOpen trigger={trigger}>
      {columns.map(({ id, head }) => (
        <MenuCheck
          key={id}
          checked={!hidden.includes(id)}
          onChange={(isShown) =>
            change({ hidden: isShown ? hidden.filter((each) => each !== id) : [...hidden, id] })
          }
        >
          {head}
        </MenuCheck>
      ))}
      <MenuLine />
      <MenuChoices
        label="Density"
        value={preferences.density}
        choices={[
          { value: "compact", says: "Compact" },
          { value: "regular", says: "Regular" },
          { value: "airy", says: "Airy" },
        ]}
        onChange={(density) => change({ density })}
      />
    </Menu>
  );
}
