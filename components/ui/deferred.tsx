"use client";

import { type ComponentProps, cloneElement, type ReactElement, Suspense, useState } from "react";

/**
 * A button whose menu or panel is fetched by the press that opens it: most pages are left without
 * any of them being used. `children` gets the button and puts the opened panel at it.
 */
export function Deferred({
  trigger,
  opens,
  children,
}: {
  trigger: ReactElement<ComponentProps<"button">>;
  /** What a screen reader is told that the button opens. */
  opens: "menu" | "dialog";
  children: (trigger: ReactElement) => ReactElement;
}) {
  const [isUsed, setUsed] = useState(false);
  if (isUsed) return <Suspense fallback={trigger}>{children(trigger)}</Suspense>;
  return cloneElement(trigger, { "aria-haspopup": opens, onClick: () => setUsed(true) });
}
