"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode, RefObject } from "react";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** Buttons, right-aligned; the safe one first so that it takes focus. */
  actions?: ReactNode;
  /** True while an AWS write runs: Esc and the backdrop then do nothing. */
  busy?: boolean;
  wide?: boolean;
  /** What takes focus, where the first that could would be the wrong one. */
  focusOn?: RefObject<HTMLElement | null>;
}

/** A labelled modal: focus is trapped inside and returns to the opener. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, children, actions, busy, wide, focusOn } = props;
  return (
    <Base.Root open={open} onOpenChange={(next) => !(busy && !next) && onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-veil" />
        <Base.Popup
          initialFocus={focusOn}
          className={`fixed top-[12vh] left-1/2 z-50 flex max-h-[80vh] w-[calc(100vw-24px)] -translate-x-1/2 flex-col rounded-panel bg-panel shadow-float ${wide ? "max-w-3xl" : "max-w-lg"}`}
        >
          <div className="flex flex-col gap-1 px-5 pt-5">
            <Base.Title className="text-section font-semibold">{title}</Base.Title>
            {description && (
              <Base.Description className="text-table text-ink-2">{description}</Base.Description>
            )}
          </div>
          <div className="overflow-y-auto px-5 py-4">{children}</div>
          {actions && (
            <div className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{actions}</div>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
