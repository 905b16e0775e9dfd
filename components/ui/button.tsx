import Link from "next/link";
import type { ComponentProps } from "react";

type Look = "primary" | "secondary" | "ghost" | "danger";

const base =
  "inline-flex items-center justify-center gap-1.5 whitespace-nowrap rounded-button font-medium " +
  "transition-colors duration-100 select-none disabled:opacity-50 disabled:cursor-not-allowed " +
  "aria-disabled:opacity-50 data-[disabled]:opacity-50";

const looks: Record<Look, string> = {
  primary: "bg-ink text-paper shadow-soft hover:bg-ink-2 active:bg-ink",
  secondary:
    "bg-panel text-ink border border-line-strong shadow-soft hover:bg-sunken active:bg-line",
  ghost: "text-ink-2 hover:bg-sunken hover:text-ink",
  danger: "bg-bad text-panel shadow-soft hover:opacity-90",
};

const sizes = { small: "h-7 px-2.5 text-table", medium: "h-8 px-3 text-table" };

interface Looks {
  look?: Look;
  size?: keyof typeof sizes;
}

/** Classes of a button, for triggers that another primitive renders. */
export function buttonClass({ look = "secondary", size = "medium" }: Looks = {}): string {
  return `${base} ${looks[look]} ${sizes[size]}`;
}

/** A push button; `primary` once a page, for the next likely act. */
export function Button({ look, size, className = "", ...rest }: ComponentProps<"button"> & Looks) {
  return (
    <button type="button" {...rest} className={`${buttonClass({ look, size })} ${className}`} />
  );
}

/** A link that looks like a button, for going somewhere. */
export function ButtonLink({
  look,
  size,
  className = "",
  ...rest
}: ComponentProps<typeof Link> & Looks) {
  return <Link {...rest} className={`${buttonClass({ look, size })} ${className}`} />;
}
