"use client";

import type { ReactElement } from "react";
import { Menu, MenuLink } from "@/components/ui/menu";
import type { InventoryAddress } from "./address";

/** The rows of this filter as a file, with a header that says what they are. */
export function ExportMenu({
  trigger,
  address,
}: {
  trigger: ReactElement;
  address: InventoryAddress;
}) {
  const href = (format: string) => {
    const { q, sort, order } = address;
    return `/api/export/inventory?${new URLSearchParams({ format, q, sort, order })}`;
  };
  return (
    <Menu startsOpen trigger={trigger}>
      <MenuLink download href={href("csv")}>
        This filter as CSV
      </MenuLink>
      <MenuLink download href={href("json")}>
        This filter as JSON
      </MenuLink>
    </Menu>
  );
}
