import type { ComponentProps, ReactNode } from "react";

/** A panel with the frame of a table; the caption is for screen readers unless shown above. */
export function Table({
  caption,
  children,
  ...rest
}: ComponentProps<"table"> & { caption: string }) {
  return (
    <div className="relative overflow-x-auto rounded-panel border bg-panel shadow-soft">
      <table {...rest} className="w-full border-collapse text-left text-table">
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </div>
  );
}

interface Column {
  /** Aligns digits. */
  number?: boolean;
  /** Leaves the column out on narrow screens, where others matter more. */
  hideOnCards?: boolean;
}

/** A column head. */
export function Th({ children, number, hideOnCards, ...rest }: ComponentProps<"th"> & Column) {
  return (
    <th
      scope="col"
      {...rest}
      className={`h-8 border-b bg-sunken px-3 font-medium text-caption text-ink-2 first:pl-4 last:pr-4 ${number ? "text-right" : ""} ${hideOnCards ? "max-cards:hidden" : ""}`}
    >
      {children}
    </th>
  );
}

/** A cell. */
export function Td({ children, number, hideOnCards, ...rest }: ComponentProps<"td"> & Column) {
  return (
    <td
      {...rest}
      className={`h-9 border-line border-t px-3 py-1.5 align-middle first:pl-4 last:pr-4 ${number ? "tabular text-right" : ""} ${hideOnCards ? "max-cards:hidden" : ""}`}
    >
      {children}
    </td>
  );
}

/** A panel with a heading, the unit of every page. */
export function Panel({
  title,
  aside,
  children,
  id,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  id: string;
}) {
  return (
    <section aria-labelledby={id} className="rounded-panel border bg-panel shadow-soft">
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-2 border-b px-4 py-1.5">
        <h2 id={id} className="font-semibold text-section">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
