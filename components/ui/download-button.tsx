"use client";

import { Download } from "lucide-react";
import { lazy } from "react";
import { buttonClass } from "./button";
import { Deferred } from "./deferred";
import type { OfferedFile } from "./download-menu";

const DownloadMenu = lazy(() =>
  import("./download-menu").then((file) => ({ default: file.DownloadMenu })),
);

/** What is shown, as a file: a button whose menu, fetched by the press, names the files. */
export function DownloadButton({
  files,
  says = "Export",
}: {
  files: readonly OfferedFile[];
  says?: string;
}) {
  return (
    <Deferred
      opens="menu"
      trigger={
        <button type="button" className={buttonClass()}>
          <Download aria-hidden size={14} />
          {says}
        </button>
      }
    >
      {(trigger) => <DownloadMenu trigger={trigger} files={files} />}
    </Deferred>
  );
}
