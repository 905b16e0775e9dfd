"use client";

import type { ReactElement } from "react";
import { Menu, MenuLink } from "./menu";

/** A file that the server makes when it is asked for. */
export interface OfferedFile {
  says: string;
  href: string;
}

/** The files that a press on `trigger` offers. */
export function DownloadMenu({
  trigger,
  files,
}: {
  trigger: ReactElement;
  files: readonly OfferedFile[];
}) {
  return (
    <Menu startsOpen trigger={trigger}>
      {files.map(({ says, href }) => (
        <MenuLink key={href} download href={href}>
          {says}
        </MenuLink>
      ))}
    </Menu>
  );
}
