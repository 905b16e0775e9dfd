import Link from "next/link";
import { secretHref } from "@/components/secret/secret-link";
import { Badge, type Tone } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { MomentCell, useZoneName } from "@/components/ui/date";
import { Table, Td, Th } from "@/components/ui/table";
import {
  type OutsideRow,
  type OutsideStanding,
  secretArnOf,
  secretNameOf,
  standingWords,
} from "@/lib/domain/outside";
import { auditHref } from "./audit-address";
import { counted } from "./words";

/** One row a call, newest first. */
export function OutsideTable({ rows }: { rows: readonly OutsideRow[] }) {
  const zone = useZoneName();
  return (
    <Table caption="Calls outside this console, newest first">
      <thead>
        <tr>
          <Th>Time, {zone}</Th>
          <Th hideOnCards>Actor</Th>
          <Th>What, secret</Th>
          <Th>By whom</Th>
          <Th hideOnCards>Result</Th>
          <Th hideOnCards>AWS request id</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={`${row.accountId} ${row.region} ${row.event.eventId}`} row={row} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ row }: { row: OutsideRow }) {
  const { event, says, standing, entry } = row;
  const { actor, requestId, errorCode } = event;
  return (
    <tr>
      <th scope="row" className="whitespace-nowrap border-t px-3 py-1.5 pl-4 font-normal">
        <MomentCell at={event.at} />
      </th>
      <Td hideOnCards>
        <span className="wrap-anywhere" translate="no">
          {actor.words}
        </span>
        <span className="block text-ink-2">
          {actor.source === "strongroom" ? "calls itself Strongroom" : `${actor.source}, a guess`}
          {actor.sourceIpAddress && (
            <span className="wrap-anywhere"> · {actor.sourceIpAddress}</span>
          )}
        </span>
      </Td>
      <Td>
        <span className="cards:hidden wrap-anywhere">{actor.words} </span>
        {says}
        <Secret row={row} />
      </Td>
      <Td>
        <StandingBadge standing={standing} />
        {entry !== undefined && (
          <Link
            href={auditHref({ entry })}
            className="block w-fit rounded-control text-accent hover:underline"
          >
            entry {counted(entry)}
          </Link>
        )}
      </Td>
      <Td hideOnCards>{errorCode ?? "done"}</Td>
      <Td hideOnCards>
        {requestId ? (
          <span className="inline-flex items-center gap-1" translate="no">
            <span className="font-mono text-caption">{requestId.slice(0, 8)}…</span>
            <CopyButton
              size="small"
              text={requestId}
              what={`the AWS request id of ${event.name} at ${event.at}`}
            />
          </span>
        ) : (
          <span className="text-ink-3">–</span>
        )}
      </Td>
    </tr>
  );
}

function Secret({ row: { event, accountName, region } }: { row: OutsideRow }) {
  const [arn, name] = [secretArnOf(event), secretNameOf(event)];
  return (
    <span className="block text-ink-2" translate="no">
      {arn ? (
        <Link
          prefetch={false}
          href={secretHref(arn, "activity")}
          className="wrap-anywhere rounded-control hover:underline"
        >
          {name}
        </Link>
      ) : (
        <span className="wrap-anywhere">{name}</span>
      )}
      <span className="block">
        {accountName} · {region}
      </span>
    </span>
  );
}

const tones: Record<OutsideStanding, Tone> = {
  "console-role": "bad",
  perhaps: "warn",
  waiting: "info",
  "before-ledger": "quiet",
  other: "quiet",
};

/** Who it was, as far as this console can tell. */
export function StandingBadge({ standing }: { standing: OutsideStanding }) {
  return <Badge tone={tones[standing]}>{standingWords[standing].word}</Badge>;
}

/** What the words of the page's rows mean. */
export function StandingLegend({ rows }: { rows: readonly OutsideRow[] }) {
  const shown = [...new Set(rows.map(({ standing }) => standing))];
  return (
    <dl className="flex flex-col gap-1 text-ink-2 text-table">
      {shown.map((standing) => (
        <div key={standing} className="flex flex-wrap gap-x-2">
          <dt>
            <StandingBadge standing={standing} />
          </dt>
          <dd>{standingWords[standing].says}</dd>
        </div>
      ))}
    </dl>
  );
}
