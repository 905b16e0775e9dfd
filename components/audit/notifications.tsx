"use client";

import { Download } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { PageTitle } from "@/components/console/page-title";
import { restoreHref } from "@/components/restore/restore-href";
import { Badge, type Tone } from "@/components/ui/badge";
import { ButtonLink, buttonClass } from "@/components/ui/button";
import { Moment, MomentCell, useZoneName } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { Table, Td, Th } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";
import {
  answerSays,
  type DeliveryLog,
  type DeliveryRow,
  type DeliveryState,
  deliveriesQueryOf,
  deliveryStates,
} from "@/lib/domain/delivery-log";
import { deliveriesHref } from "./audit-address";
import { AuditTabs } from "./audit-tabs";

/** Messages that are tried again change by themselves. */
const LOOK_EVERY_MS = 10_000;

/** Who was told what, and whether it arrived. */
export function Notifications() {
  const query = deliveriesQueryOf(useSearchParams());
  const { data, error } = useRead("deliveries", query, { everyMs: LOOK_EVERY_MS });
  return (
    <>
      <PageTitle
        below={<p>{data?.isEverybodys === false ? ownWords : allWords}</p>}
        actions={
          <a
            download
            href={`/api/export/deliveries${query.state && `?state=${query.state}`}`}
            className={buttonClass()}
          >
            <Download aria-hidden size={14} />
            Export as CSV
          </a>
        }
      >
        Audit
      </PageTitle>
      <AuditTabs current="notifications" />
      <div className="flex flex-col gap-4">
        {error && <FailureAlert failure={error.failure} />}
        <nav aria-label="Messages to show" className="flex flex-wrap gap-1">
          {(["", ...deliveryStates] as const).map((state) => (
            <ButtonLink
              key={state}
              size="small"
              look={state === query.state ? "secondary" : "ghost"}
              aria-current={state === query.state ? "page" : undefined}
              href={deliveriesHref({ state })}
            >
              {state ? stateWords[state].says : "All"}
            </ButtonLink>
          ))}
        </nav>
        {data && (data.rows.length > 0 ? <Rows data={data} /> : <Empty data={data} />)}
        <div className="flex justify-between gap-2">
          {query.before ? (
            <ButtonLink href={deliveriesHref({ state: query.state })}>
              Back to the newest
            </ButtonLink>
          ) : (
            <span />
          )}
          {data?.next && (
            <ButtonLink href={deliveriesHref({ state: query.state, before: data.next })}>
              Older
            </ButtonLink>
          )}
        </div>
      </div>
    </>
  );
}

const allWords =
  "Who was told what, one line a message. A webhook is named by its host; only an auditor sees whole mail addresses.";
const ownWords = "Who was told about the restores that you asked for, one line a message.";

const stateWords: Record<DeliveryState, { tone: Tone; word: string; says: string }> = {
  delivered: { tone: "ok", word: "delivered", says: "Delivered" },
  due: { tone: "warn", word: "retrying", says: "Not delivered yet" },
  "given-up": { tone: "bad", word: "given up", says: "Given up" },
};

function Rows({ data }: { data: DeliveryLog }) {
  const zone = useZoneName();
  return (
    <Table caption="Messages, newest first">
      <thead>
        <tr>
          <Th>Time, {zone}</Th>
          <Th>Event</Th>
          <Th hideOnCards>Receiver</Th>
          <Th hideOnCards number>
            Tries
          </Th>
          <Th hideOnCards>Last answer</Th>
          <Th>State</Th>
        </tr>
      </thead>
      <tbody>
        {data.rows.map((row) => (
          <Row key={row.number} row={row} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ row }: { row: DeliveryRow }) {
  const { at, says, requestId, channel, receiver, tries } = row;
  return (
    <tr>
      <th scope="row" className="whitespace-nowrap border-t px-3 py-1.5 pl-4 font-normal">
        <MomentCell at={at} />
      </th>
      <Td>
        {requestId ? (
          <Link
            href={restoreHref({ id: requestId })}
            className="wrap-anywhere rounded-control text-accent hover:underline"
          >
            {says}
          </Link>
        ) : (
          <span className="wrap-anywhere">{says}</span>
        )}
        <span className="block text-ink-2 cards:hidden">
          {receiver}: {answerSays(row)}
        </span>
      </Td>
      <Td hideOnCards>
        <span className="wrap-anywhere" translate="no">
          {receiver}
        </span>
        <span className="block text-ink-2">{channel}</span>
      </Td>
      <Td hideOnCards number>
        {tries}
      </Td>
      <Td hideOnCards>{answerSays(row)}</Td>
      <Td>
        <State row={row} />
      </Td>
    </tr>
  );
}

function State({ row: { state, tries, nextAt, retriesUntil, endedAt } }: { row: DeliveryRow }) {
  const { tone, word } = stateWords[state];
  const isNew = state === "due" && tries === 0;
  return (
    <>
      <Badge tone={isNew ? "info" : tone} failed={state === "given-up"}>
        {isNew ? "waiting" : word}
      </Badge>
      <span className="block text-ink-2">
        {endedAt && <Moment at={endedAt} short />}
        {!isNew && nextAt && (
          <>
            next <Moment at={nextAt} short />
          </>
        )}
      </span>
      {!isNew && retriesUntil && (
        <span className="block text-ink-2">
          until <Moment at={retriesUntil} short />
        </span>
      )}
    </>
  );
}

/** Nobody told and nobody to tell are two things. */
function Empty({ data: { isConfigured, isEverybodys } }: { data: DeliveryLog }) {
  return (
    <p role="status" className="rounded-panel border bg-panel px-4 py-6 text-ink-2 text-table">
      {isConfigured
        ? `There is no such message${isEverybodys ? "" : " about a restore that you asked for"}.`
        : "There is no such message: the settings name no webhook and no mail server, so nobody is told."}
    </p>
  );
}
