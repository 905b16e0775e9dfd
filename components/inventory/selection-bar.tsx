"use client";

import { Copy, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { copyText } from "@/components/ui/copy-button";
import { IconButton } from "@/components/ui/icon-button";
import { countOf } from "@/components/ui/money";
import type { Selection } from "./use-selection";

/** What one can do with the picked secrets together. */
export function SelectionBar({ selection }: { selection: Selection }) {
  const { secrets } = selection;
  if (!secrets.length) return null;
  const copy = (field: "arn" | "name", what: string) =>
    copyText(secrets.map((secret) => secret[field]).join("\n"), what);
  return (
    <section
      aria-label="Selected secrets"
      className="sticky bottom-16 z-20 mx-auto mt-3 flex w-fit items-center gap-2 rounded-panel bg-panel p-1.5 pl-3 shadow-float side:bottom-4"
    >
      <span className="font-medium text-table">{countOf(secrets.length, "secret")} selected</span>
      <Button size="small" onClick={() => copy("arn", countOf(secrets.length, "ARN"))}>
        <Copy aria-hidden size={13} />
        Copy ARNs
      </Button>
      <Button size="small" onClick={() => copy("name", countOf(secrets.length, "name"))}>
        Copy names
      </Button>
      <IconButton label="Clear the selection" onClick={selection.clear}>
        <X aria-hidden size={14} />
      </IconButton>
    </section>
  );
}
