"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import Link from "next/link";
import type { ReactElement, ReactNode } from "react";

const itemClass =
  "flex min-h-7 w-full cursor-default items-center gap-2 rounded-control px-2 py-1 text-table text-ink outline-none data-[highlighted]:bg-accent-soft data-[disabled]:text-ink-3";

/** A menu of actions at its trigger. */
export function Menu({
  trigger,
  children,
  side = "bottom",
  align = "end",
  startsOpen,
}: {
  trigger: ReactElement;
  children: ReactNode;
  side?: "top" | "bottom";
  align?: "start" | "end";
  /** For a menu that is built by the press that opens it. */
  startsOpen?: boolean;
}) {
  return (
    <Base.Root defaultOpen={startsOpen}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={4}
          className="z-40"
        >
          <Base.Popup className="max-h-[70vh] min-w-48 overflow-y-auto rounded-panel bg-panel p-1 shadow-float outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({
  icon,
  children,
  onClick,
  disabled,
}: {
  icon?: ReactNode;
  children: ReactNode;
  onClick: () => void;
  disabled?: boolean;
}) {
  return (
    <Base.Item className={itemClass} onClick={onClick} disabled={disabled}>
      {icon}
      {children}
    </Base.Item>
  );
}

/** An item that goes somewhere; `download` for files, which the router must not fetch. */
export function MenuLink({
  href,
  download,
  icon,
  children,
}: {
  href: string;
  download?: boolean;
  icon?: ReactNode;
  children: ReactNode;
}) {
  // biome-ignore lint/a11y/useAnchorContent: the menu item puts its children into the anchor.
  const link = download ? <a href={href} download /> : <Link href={href} />;
  return (
    <Base.LinkItem className={itemClass} closeOnClick render={link}>
      {icon}
      {children}
    </Base.LinkItem>
  );
}

/** One of several choices, marked by a tick and to a screen reader. */
export function MenuChoices<Value extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  value: Value;
  choices: readonly { value: Value; says: ReactNode }[];
  onChange: (value: Value) => void;
}) {
  return (
    <Base.RadioGroup value={value} onValueChange={onChange}>
      <Base.Group>
        <Base.GroupLabel className="px-2 py-1 text-caption text-ink-3">{label}</Base.GroupLabel>
        {choices.map((choice) => (
          <Base.RadioItem key={choice.value} value={choice.value} className={itemClass}>
            <span className="flex size-4 items-center">
              <Base.RadioItemIndicator>
                <Check aria-hidden size={14} />
              </Base.RadioItemIndicator>
            </span>
            {choice.says}
          </Base.RadioItem>
        ))}
      </Base.Group>
    </Base.RadioGroup>
  );
}

/** A switch inside a menu: stays open, so that several can be set. */
export function MenuCheck({
  checked,
  onChange,
  children,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Base.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      closeOnClick={false}
      className={itemClass}
    >
      <span className="flex size-4 items-center">
        <Base.CheckboxItemIndicator>
          <Check aria-hidden size={14} />
        </Base.CheckboxItemIndicator>
      </span>
      {children}
    </Base.CheckboxItem>
  );
}

export function MenuLine() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}
