"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { MomentCell, useZoneName } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf } from "@/components/ui/money";
import { Skeleton } from "@/components/ui/skeleton";
import { Table, Td, Th } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";
import type { SecretDetail } from "@/lib/domain/secret";
import type { ActivityRow, SecretActivity } from "@/lib/domain/secret-activity";
import { AgreementBadge } from "./agreement-badge";
import { trailWords } from "./trail-words";

const SHOWN_AT_FIRST = 50;

/** The console's ledger and CloudTrail about one secret, joined by AWS's request id. */
export function ActivityTab({ secret }: { secret: SecretDetail }) {
  const { data, error } = useRead("activity", { arn: secret.arn });
  if (!data && error) {
    return <FailureAlert title="The activity could not be read." failure={error.failure} />;
  }
  if (!data) return <Skeleton className="h-64 w-full" />;
  return (
    <div className="flex flex-col gap-3">
      <p role="status" className="text-ink-2 text-table">
        {sentence(data)}
      </p>
      {data.trail.failure && (
        <FailureAlert
          title="CloudTrail could not be read on: what others did may be missing."
          failure={data.trail.failure}
        />
      )}
      {data.rows.length > 0 && <Rows rows={data.rows} secret={secret} />}
    </div>
  );
}

function sentence({ rows, isOwnOnly, isCutShort, trail }: SecretActivity): string {
  const count =
    rows.length === 0
      ? "Nothing is known to have happened."
      : `${isCutShort ? "The newest " : ""}${countOf(rows.length, "act")}, reads outside this console not counted.`;
  const whose = isOwnOnly
    ? " Of the console’s ledger you see your own entries; what others did here shows as AWS tells it."
    : " Of the console’s ledger you see everybody’s entries.";
  return `${count}${whose} ${trailWords(trail)}`;
}

function Rows({ rows, secret }: { rows: readonly ActivityRow[]; secret: SecretDetail }) {
  const zone = useZoneName();
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? rows : rows.slice(0, SHOWN_AT_FIRST);
  return (
    <>
      <Table caption={`What happened to ${secret.name}`}>
        <thead>
          <tr>
            <Th>Time, {zone}</Th>
            <Th>Who</Th>
            <Th>What</Th>
            <Th>Result</Th>
            <Th>Both logs</Th>
            <Th hideOnCards>AWS request id</Th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </tbody>
      </Table>
      {rows.length > SHOWN_AT_FIRST && (
        <div>
          <Button size="small" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? "Show fewer" : `Show all ${rows.length}`}
          </Button>
        </div>
      )}
    </>
  );
}

function Row({ row }: { row: ActivityRow }) {
  const { at, who, what, result, agreement, through, requestIds, eventIds } = row;
  return (
    <tr>
      <th scope="row" className="whitespace-nowrap border-t px-3 pl-4 font-normal">
        <MomentCell at={at} />
      </th>
      <Td>
        <span className="break-names">{who}</span>
        <span className="block text-caption text-ink-3">{through}</span>
      </Td>
      <Td>{what}</Td>
      <Td>{result}</Td>
      <Td>
        <AgreementBadge agreement={agreement} />
        {agreement === "matched" && (
          <span className="block text-caption text-ink-3">{countOf(eventIds.length, "event")}</span>
        )}
      </Td>
      <Td hideOnCards>
        <code
          className="break-names font-mono text-[12px] text-ink-2"
          title={requestIds.join("\n")}
        >
          {requestIds[0] ?? "–"}
          {requestIds.length > 1 && ` and ${requestIds.length - 1} more`}
        </code>
      </Td>
    </tr>
  );
}
