"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useEffect, useRef } from "react";
import { useZoneName } from "@/components/ui/date";
import { countOf } from "@/components/ui/money";
import { usePreferences } from "@/lib/browser/preferences";
import { useShortcuts } from "@/lib/browser/shortcuts";
import type { InventoryWindow } from "@/lib/domain/inventory";
import type { SecretSummary } from "@/lib/domain/secret";
import type { InventoryAddress } from "./address";
import { type Column, columns, hiddenAtFirst } from "./cells";
import { SecretRow, SkeletonRow } from "./secret-row";
import type { Mark } from "./use-mark";
import type { Rows } from "./use-rows";
import type { Selection } from "./use-selection";

interface SecretTableProps {
  window: InventoryWindow;
  rows: Rows;
  address: InventoryAddress;
  onChange: (some: Partial<InventoryAddress>) => void;
  selection: Selection;
  /** The row that the keys stand on. */
  mark: Mark;
  /** True while the answer to a new question is under way: old rows are still shown. */
  isStale: boolean;
}

/** The columns this person sees: the chosen ones, or the usual ones. */
export function useColumns(): readonly Column[] {
  const hidden = usePreferences().preferences.hidden ?? hiddenAtFirst;
  return columns.filter(({ id }) => !hidden.includes(id));
}

/**
 * The virtual table. It holds only the rows on the screen; `aria-rowcount` and `aria-rowindex` tell
 * a screen reader how many there are and which ones these are.
 */
export function SecretTable(props: SecretTableProps) {
  const { window, rows, address, onChange, selection, mark, isStale } = props;
  const shown = useColumns();
  const { first, end, top, height, rowHeight } = rows.drawn;
  const at = (index: number): SecretSummary | undefined => window.rows[index - window.offset];
  const { moveTo } = useRowKeys(props, at);
  return (
    <div
      ref={rows.list}
      aria-busy={isStale || window.isPartial}
      className="overflow-clip rounded-panel border bg-panel shadow-soft"
    >
      <div style={{ height: height + HEAD_HEIGHT }} className="[overflow-anchor:none]">
        <div style={{ paddingTop: top }}>
          <table
            aria-rowcount={window.matching + 1}
            className="w-full table-fixed border-collapse text-left text-table"
          >
            <caption className="sr-only">
              {countOf(window.matching, "secret")}, sorted by {address.sort},{" "}
              {address.order === "asc" ? "ascending" : "descending"}
            </caption>
            <Head shown={shown} address={address} onChange={onChange} top={top} />
            <tbody className={isStale ? "opacity-60 transition-opacity" : ""}>
              {Array.from({ length: end - first }, (_, step) => {
                const index = first + step;
                const secret = at(index);
                if (!secret) {
                  return <SkeletonRow key={index} index={index} height={rowHeight} shown={shown} />;
                }
                return (
                  <SecretRow
                    key={secret.arn}
                    secret={secret}
                    index={index}
                    height={rowHeight}
                    shown={shown}
                    isMarked={secret.arn === mark.arn}
                    isSelected={selection.has(secret.arn)}
                    onSelect={() => selection.toggle(secret)}
                    onMark={() => moveTo(index, secret.arn)}
                    onOpen={mark.settle}
                  />
                );
              })}
            </tbody>
          </table>
        </div>
      </div>
    </div>
  );
}

const HEAD_HEIGHT = 32;

function Head({
  shown,
  address,
  onChange,
  top,
}: Pick<SecretTableProps, "address" | "onChange"> & { shown: readonly Column[]; top: number }) {
  const zone = useZoneName();
  const sortBy = (sort: InventoryAddress["sort"]) => {
    const order = address.sort === sort && address.order === "asc" ? "desc" : "asc";
    onChange({ sort, order });
  };
  const head = (column: Pick<Column, "head" | "sort" | "number" | "hasZone">) => {
    const words = column.hasZone ? `${column.head}, ${zone}` : column.head;
    if (!column.sort) return words;
    const isOn = address.sort === column.sort;
    const Arrow = address.order === "asc" ? ArrowUp : ArrowDown;
    const { sort } = column;
    return (
      <button
        type="button"
        onClick={() => sortBy(sort)}
        className={`inline-flex h-6 max-w-full items-center gap-1 rounded-control hover:text-ink ${column.number ? "flex-row-reverse" : ""} ${isOn ? "text-ink" : ""}`}
      >
        <span className="truncate">{words}</span>
        {isOn && <Arrow aria-hidden size={11} className="shrink-0" />}
      </button>
    );
  };
  const ariaSort = (column: Pick<Column, "sort">) =>
    column.sort && address.sort === column.sort
      ? address.order === "asc"
        ? "ascending"
        : "descending"
      : undefined;
  const th = "h-8 border-b bg-sunken font-medium text-caption text-ink-2";
  return (
    // The head is pulled up over the rows that are not drawn and then sticks below the top bar.
    <thead className="sticky top-[52px] z-20" style={{ translate: top > 0 ? "0 0" : undefined }}>
      <tr aria-rowindex={1}>
        <th scope="col" className={`${th} w-10 max-cards:hidden`}>
          <span className="sr-only">Select</span>
        </th>
        <th
          scope="col"
          aria-sort={ariaSort({ sort: "name" })}
          className={`${th} pr-3 max-cards:pl-3`}
        >
          {head({ head: "Name", sort: "name" })}
        </th>
        {shown.map((column) => (
          <th
            key={column.id}
            scope="col"
            aria-sort={ariaSort(column)}
            className={`${th} px-3 ${column.look} ${column.number ? "text-right" : ""}`}
          >
            {head(column)}
          </th>
        ))}
        <th scope="col" className={`${th} w-10`}>
          <span className="sr-only">Actions</span>
        </th>
      </tr>
    </thead>
  );
}

/**
 * `j` and `k` move the mark and, once the row is drawn, the focus with it, so that Enter opens;
 * `x` selects. The position is kept beside the state, because keys may come faster than renders.
 */
function useRowKeys(
  { window, rows, address, mark, selection }: SecretTableProps,
  at: (index: number) => SecretSummary | undefined,
): { moveTo: (index: number, arn: string) => void } {
  const position = useRef<number>(undefined);
  const isFocusDue = useRef(false);
  const question = `${address.q} ${address.sort} ${address.order}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question has other rows.
  useEffect(() => {
    position.current = undefined;
  }, [question]);
  const current = () => {
    if (position.current !== undefined) return position.current;
    const marked = window.rows.findIndex(({ arn }) => arn === mark.arn);
    return marked < 0 ? -1 : marked + window.offset;
  };
  const move = (step: number) => {
    const next = Math.max(0, Math.min(window.matching - 1, current() + step));
    position.current = next;
    isFocusDue.current = true;
    rows.reveal(next);
    mark.set(at(next)?.arn);
  };
  useEffect(() => {
    const index = position.current;
    if (!isFocusDue.current || index === undefined) return;
    const link = rows.list.current?.querySelector<HTMLElement>(`[data-row-link="${index}"]`);
    if (!link) return;
    isFocusDue.current = false;
    link.focus({ preventScroll: true });
  });
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const secret = at(current());
      if (secret) selection.toggle(secret);
    },
  });
  return {
    moveTo: (index, arn) => {
      position.current = index;
      mark.set(arn);
    },
  };
}
