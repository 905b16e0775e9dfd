"use client";

import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";

interface PopoverProps {
  trigger: ReactElement;
  /** Names the panel for a screen reader. */
  title: string;
  children: ReactNode;
  side?: "top" | "bottom";
  align?: "start" | "center" | "end";
  /** For a panel that is fetched by the press that opens it. */
  startsOpen?: boolean;
}

/** A small panel at its trigger. */
export function Popover({
  trigger,
  title,
  children,
  side = "bottom",
  align,
  startsOpen,
}: PopoverProps) {
  return (
    <Base.Root defaultOpen={startsOpen}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner
          side={side}
          align={align ?? "end"}
          sideOffset={6}
          collisionPadding={12}
          className="z-40"
        >
          <Base.Popup className="max-h-[70vh] min-w-56 overflow-y-auto rounded-panel bg-panel p-3 text-table shadow-float">
            <Base.Title className="mb-2 font-semibold text-table">{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
