"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import Link from "next/link";
import { Fragment, type ReactNode, useState } from "react";
import { restoreHref } from "@/components/restore/restore-href";
import { stateWord } from "@/components/restore/state-badge";
import { SecretName } from "@/components/secret/secret-name";
import { Button } from "@/components/ui/button";
import { Day, MomentCell, useZoneName } from "@/components/ui/date";
import { formatCount } from "@/components/ui/money";
import { Table, Td, Th } from "@/components/ui/table";
import type { PendingDeletion, PendingDeletions } from "@/lib/domain/pending-deletion";
import { DeletionExplained } from "./deletion-explained";
import {
  DaysLeft,
  DeniedWords,
  PurgeWords,
  purgeSource,
  scheduledWords,
  sourceWords,
  WantedBadge,
} from "./words";

const ROWS_SHOWN = 100;

/** What a role may do about a row, chosen by the server. */
export type RowActions = (deletion: PendingDeletion) => ReactNode;

/** Pending deletions, the still wanted first; one of them may be explained below its row. */
export function DeletionTable({
  rows,
  list,
  open,
  onOpen,
  actions,
}: {
  rows: readonly PendingDeletion[];
  list: PendingDeletions;
  open: string;
  onOpen: (arn: string) => void;
  actions?: RowActions;
}) {
  const zone = useZoneName();
  const [shown, setShown] = useState(ROWS_SHOWN);
  return (
    <div className="flex flex-col gap-2">
      <Table caption="Secrets pending deletion: still wanted first, then by purge date">
        <thead>
          <tr>
            <Th>Secret</Th>
            <Th hideOnCards>Still wanted</Th>
            <Th hideOnCards>Purge not before</Th>
            <Th hideOnCards>Denied reads</Th>
            <Th hideOnCards>Scheduled by, {zone}</Th>
            <Th hideOnCards>Last read</Th>
            <Th hideOnCards>Replicas lost</Th>
            <Th>Restore</Th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row) => (
            <Fragment key={row.arn}>
              <Row
                row={row}
                atLeast={list.isCutShort}
                isOpen={row.arn === open}
                actions={actions?.(row)}
                onToggle={() => onOpen(row.arn === open ? "" : row.arn)}
              />
              {row.arn === open && (
                <tr>
                  <td colSpan={8} className="border-t bg-sunken p-0">
                    <DeletionExplained row={row} list={list} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </Table>
      {rows.length > shown && (
        <Button className="self-start" onClick={() => setShown(shown + ROWS_SHOWN)}>
          Show {formatCount(Math.min(ROWS_SHOWN, rows.length - shown))} more of{" "}
          {formatCount(rows.length)}
        </Button>
      )}
    </div>
  );
}

function Row({
  row,
  atLeast,
  isOpen,
  actions,
  onToggle,
}: {
  row: PendingDeletion;
  atLeast: boolean;
  isOpen: boolean;
  actions: ReactNode;
  onToggle: () => void;
}) {
  const { clock } = row;
  const Sign = isOpen ? ChevronDown : ChevronRight;
  return (
    <tr className={isOpen ? "bg-sunken" : "hover:bg-sunken"}>
      <th scope="row" className="border-t px-3 py-2 pl-2 align-top font-normal">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={onToggle}
          className="flex min-h-6 items-start gap-1.5 rounded-control text-left"
        >
          <Sign aria-hidden size={14} className="mt-1 shrink-0 text-ink-3" />
          <span className="wide:min-w-56">
            <span className="sr-only">Explain </span>
            <SecretName name={row.name} />
            <span className="block text-ink-2">
              {row.accountName} · {row.region}
            </span>
          </span>
        </button>
        <div className="mt-1 pl-5 cards:hidden">
          <WantedBadge wanted={clock.wanted} /> <Purge purge={clock.purge} />
        </div>
      </th>
      <Td hideOnCards>
        <WantedBadge wanted={clock.wanted} />
      </Td>
      <Td hideOnCards>
        <Purge purge={clock.purge} />
      </Td>
      <Td hideOnCards>
        <DeniedWords clock={clock} atLeast={atLeast} />
      </Td>
      <Td hideOnCards>
        <span className="break-names">{scheduledWords(clock.by)}</span>
        {clock.by.isKnown && (
          <span className="block text-ink-2">{sourceWords(clock.by.source)}</span>
        )}
        <span className="block text-ink-2">
          <MomentCell at={clock.requestedAt} /> ·{" "}
          <span className="whitespace-nowrap">
            {clock.purge.isKnown ? `window ${clock.purge.windowDays} d` : "window not known"}
          </span>
        </span>
      </Td>
      <Td hideOnCards>
        {row.lastReadDay ? (
          <Day day={row.lastReadDay} />
        ) : (
          <span className="text-ink-3">never here</span>
        )}
      </Td>
      <Td hideOnCards>
        {clock.lostReplicas.join(", ") || <span className="text-ink-3">none known</span>}
      </Td>
      <Td>
        {row.request ? (
          <Link
            href={restoreHref({ id: row.request.id })}
            className="font-medium text-accent hover:underline"
          >
            {stateWord(row.request.state)}
            <span className="block font-normal text-ink-2">
              asked by {row.request.requesterName}
            </span>
          </Link>
        ) : (
          actions || <span className="text-ink-3">not asked for</span>
        )}
      </Td>
    </tr>
  );
}

/** When the purge is due at the earliest, and from where that is known. */
function Purge({ purge }: { purge: PendingDeletion["clock"]["purge"] }) {
  return (
    <>
      <DaysLeft purge={purge} />
      <span className={`block text-ink-2 ${purge.isKnown ? "cards:whitespace-nowrap" : ""}`}>
        <PurgeWords purge={purge} />
      </span>
      <span className="block text-caption text-ink-3">{purgeSource(purge)}</span>
    </>
  );
}
