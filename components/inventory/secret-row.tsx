"use client";

import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { lazy, memo } from "react";
import { secretHref } from "@/components/secret/secret-link";
import { SecretName } from "@/components/secret/secret-name";
import { Deferred } from "@/components/ui/deferred";
import { Skeleton } from "@/components/ui/skeleton";
import type { SecretSummary } from "@/lib/domain/secret";
import { type Column, StateBadge } from "./cells";

const RowMenu = lazy(() => import("./row-menu").then((file) => ({ default: file.RowMenu })));

interface SecretRowProps {
  secret: SecretSummary;
  index: number;
  height: number;
  shown: readonly Column[];
  isMarked: boolean;
  isSelected: boolean;
  onSelect: () => void;
  onMark: () => void;
  /** Called before the page changes. */
  onOpen: () => void;
}

/** One secret. The whole row opens it; on a narrow screen it has two lines. */
export const SecretRow = memo(
  function SecretRow(props: SecretRowProps) {
    const { secret, index, height, shown, isMarked, isSelected, onSelect, onMark, onOpen } = props;
    const look = isSelected || isMarked ? "bg-accent-soft" : "hover:bg-sunken";
    return (
      <tr
        aria-rowindex={index + 2}
        aria-selected={isSelected || undefined}
        style={{ height }}
        className={`relative border-line border-t first:border-t-0 ${look}`}
      >
        <td className="max-cards:hidden">
          <label className="relative z-10 ml-2.5 flex size-6 items-center justify-center">
            <span className="sr-only">Select {secret.name}</span>
            <input
              type="checkbox"
              checked={isSelected}
              onChange={onSelect}
              className="size-3.5 accent-accent"
            />
          </label>
        </td>
        <th scope="row" className="overflow-hidden pr-3 font-normal max-cards:pl-3">
          <Link
            href={secretHref(secret.arn)}
            prefetch={false}
            data-row-link={index}
            onFocus={() => isMarked || onMark()}
            onClick={onOpen}
            title={secret.name}
            className="flex min-w-0 outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
          >
            <SecretName name={secret.name} truncate />
          </Link>
          <span className="mt-0.5 hidden max-cards:block">
            <StateBadge secret={secret} />
          </span>
        </th>
        {shown.map(({ id, look: columnLook, number, Cell }) => (
          <td
            key={id}
            className={`whitespace-nowrap px-3 ${columnLook} ${number ? "tabular text-right" : ""}`}
          >
            <Cell secret={secret} />
          </td>
        ))}
        <td className="pr-1.5">
          <Deferred
            opens="menu"
            trigger={
              <button
                type="button"
                aria-label={`Actions for ${secret.name}`}
                className="relative z-10 flex size-7 items-center justify-center rounded-button text-ink-3 hover:bg-line hover:text-ink data-[popup-open]:bg-line"
              >
                <Ellipsis aria-hidden size={15} />
              </button>
            }
          >
            {(trigger) => <RowMenu secret={secret} trigger={trigger} />}
          </Deferred>
        </td>
      </tr>
    );
  },
  (before, after) =>
    before.secret === after.secret &&
    before.index === after.index &&
    before.height === after.height &&
    before.shown === after.shown &&
    before.isMarked === after.isMarked &&
    before.isSelected === after.isSelected,
);

/** A row that is on its way, with the widths it will have. */
export function SkeletonRow({
  index,
  height,
  shown,
}: Pick<SecretRowProps, "index" | "height" | "shown">) {
  return (
    <tr aria-rowindex={index + 2} style={{ height }} className="border-line border-t">
      <td className="max-cards:hidden" />
      <td className="pr-3 max-cards:pl-3">
        <span className="sr-only">Loading</span>
        <Skeleton className="h-3 w-3/5" />
      </td>
      {shown.map(({ id, look, number }) => (
        <td key={id} className={`px-3 ${look} ${number ? "text-right" : ""}`}>
          <Skeleton className="h-3 w-1/2" />
        </td>
      ))}
      <td />
    </tr>
  );
}
