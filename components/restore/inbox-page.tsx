"use client";

import Link from "next/link";
import { PageTitle } from "@/components/console/page-title";
import { SecretName } from "@/components/secret/secret-name";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { useClock } from "@/components/ui/clock";
import { Ago, MomentCell, relative, useZoneName } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { Table, Td, Th } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";
import type { Inbox } from "@/lib/domain/restore-inputs";
import {
  CLOSED_COUNT_MAX,
  type RestoreInbox,
  type RestoreSummary,
} from "@/lib/domain/restore-view";
import { progressWords } from "./refusal-words";
import { restoreHref } from "./restore-href";
import { RestoreBadge } from "./state-badge";

const boxes: readonly { box: Inbox; says: string }[] = [
  { box: "waiting", says: "Waiting for me" },
  { box: "mine", says: "Mine" },
  { box: "all", says: "All open" },
  { box: "closed", says: "Closed" },
];

/** Restore requests in boxes; a page at a time where they are many. */
export function InboxPage({ box, before }: { box: Inbox; before?: string }) {
  const { data, error } = useRead("restoreInbox", before ? { box, before } : { box });
  if (!data) return <PageTitle>Restore requests</PageTitle>;
  return (
    <>
      <PageTitle below={<p>{sentence(data)}</p>}>Restore requests</PageTitle>
      <div className="flex flex-col gap-4">
        {error && <FailureAlert title="This may be out of date." failure={error.failure} />}
        <nav aria-label="Boxes" className="flex gap-1 overflow-x-auto border-b">
          {boxes.map((each) => (
            <Link
              key={each.box}
              href={restoreHref({ box: each.box })}
              aria-current={each.box === box ? "page" : undefined}
              className={`-mb-px flex h-9 shrink-0 items-center border-b-2 px-3 text-table outline-offset-[-2px] ${
                each.box === box
                  ? "border-ink font-semibold text-ink"
                  : "border-transparent font-medium text-ink-2 hover:text-ink"
              }`}
            >
              {each.says} ({countText(data.counts[each.box])})
            </Link>
          ))}
        </nav>
        {data.rows.length === 0 ? (
          <Empty box={box} data={data} />
        ) : (
          <Rows rows={data.rows} box={box} />
        )}
        {data.next && (
          <ButtonLink href={restoreHref({ box, before: data.next })} className="self-start">
            Older requests
          </ButtonLink>
        )}
      </div>
    </>
  );
}

function Rows({ rows, box }: { rows: readonly RestoreSummary[]; box: Inbox }) {
  const zone = useZoneName();
  return (
    <Table caption={`Restore requests: ${boxes.find((each) => each.box === box)?.says}`}>
      <thead>
        <tr>
          <Th>Secret</Th>
          <Th>State</Th>
          <Th hideOnCards>Votes</Th>
          <Th hideOnCards>Asked by</Th>
          <Th hideOnCards>Asked, {zone}</Th>
          <Th>{box === "closed" ? `Closed, ${zone}` : "Time left"}</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} className="hover:bg-sunken">
            <th scope="row" className="border-t px-3 py-2 pl-4 font-normal">
              <Link href={restoreHref({ id: row.id })} className="rounded-control hover:underline">
                <SecretName name={row.name} />
              </Link>
              <span className="block text-ink-2">
                {row.accountName} · {row.region}
              </span>
            </th>
            <Td>
              <RestoreBadge state={row.state} />{" "}
              {row.brokenBy && <Badge tone="bad">glass broken by {row.brokenBy}</Badge>}
            </Td>
            <Td hideOnCards>{progressWords(row)}</Td>
            <Td hideOnCards>
              {row.requesterName}
              <span className="block max-w-72 truncate text-ink-2">{row.reason}</span>
            </Td>
            <Td hideOnCards>
              <MomentCell at={row.createdAt} />
            </Td>
            <Td>{row.closedAt ? <MomentCell at={row.closedAt} /> : <TimeLeft row={row} />}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Both clocks that run against a request. */
export function TimeLeft({ row }: { row: RestoreSummary }) {
  const { now } = useClock();
  return (
    <span className="tabular">
      request ends <Ago at={row.expiresAt} />
      <span className="block text-ink-2">
        secret may be purged {relative(row.purgeNotBefore, now)}
      </span>
    </span>
  );
}

function Empty({ box, data: { counts } }: { box: Inbox; data: RestoreInbox }) {
  const words = {
    waiting: `No requests wait for you. ${counts.all} ${counts.all === 1 ? "waits" : "wait"} for others.`,
    mine: "You have asked for no restore. Ask from the page of pending deletions.",
    all: "No request is open.",
    closed: "No request has been closed yet.",
  }[box];
  return (
    <p role="status" className="rounded-panel border bg-panel px-4 py-6 text-ink-2 text-table">
      {words}{" "}
      {box === "mine" && (
        <Link href="/pending-deletions" className="font-medium text-accent hover:underline">
          Pending deletions
        </Link>
      )}
    </p>
  );
}

function sentence({ counts }: RestoreInbox): string {
  const { waiting, all } = counts;
  const mine = waiting === 1 ? "1 waits for your decision" : `${waiting} wait for your decision`;
  return `${all} open; ${mine}. A restore needs a second person and runs under that person's own role.`;
}

function countText(count: number): string {
  return count >= CLOSED_COUNT_MAX ? `${CLOSED_COUNT_MAX}+` : String(count);
}
