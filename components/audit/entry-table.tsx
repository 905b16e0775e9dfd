import { Badge } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { MomentCell, useZoneName } from "@/components/ui/date";
import { Table, Td, Th } from "@/components/ui/table";
import { actWords, type LedgerRow } from "@/lib/domain/ledger-view";
import { counted, MatchBadge, ResultBadge } from "./words";

/** One row an act, newest first. */
export function EntryTable({
  rows,
  brokenFrom,
  onOpen,
}: {
  rows: readonly LedgerRow[];
  /** From this entry on nothing is verified. */
  brokenFrom?: number;
  onOpen: (seq: number) => void;
}) {
  const zone = useZoneName();
  return (
    <Table caption="Acts at this console, newest first">
      <thead>
        <tr>
          <Th>Entry</Th>
          <Th>Time, {zone}</Th>
          <Th hideOnCards>Actor, role</Th>
          <Th>Action, object</Th>
          <Th>Outcome</Th>
          <Th hideOnCards>Reason</Th>
          <Th hideOnCards>AWS request id</Th>
          <Th hideOnCards>CloudTrail</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row
            key={row.seq}
            row={row}
            isUnverified={brokenFrom !== undefined && row.seq >= brokenFrom}
            onOpen={onOpen}
          />
        ))}
      </tbody>
    </Table>
  );
}

function Row({
  row,
  isUnverified,
  onOpen,
}: {
  row: LedgerRow;
  isUnverified: boolean;
  onOpen: (seq: number) => void;
}) {
  const { seq, attempt, outcome, result, match } = row;
  const ids = outcome?.aws?.awsRequestIds ?? [];
  const says = actWords(attempt.operation);
  return (
    <tr>
      <th scope="row" className="border-t px-3 py-1.5 pl-4 font-normal">
        <button
          type="button"
          onClick={() => onOpen(seq)}
          aria-label={`Entry ${seq}: ${attempt.person.displayName} ${says}`}
          className="tabular min-h-6 min-w-6 text-left underline underline-offset-2"
        >
          {counted(seq)}
        </button>
        {isUnverified && <Badge tone="bad">unverified</Badge>}
      </th>
      <Td>
        <MomentCell at={attempt.at} />
      </Td>
      <Td hideOnCards>
        <span className="wrap-anywhere">{attempt.person.displayName}</span>
        <span className="block text-ink-2">{attempt.role ?? "no role yet"}</span>
      </Td>
      <Td>
        <span className="cards:hidden">{attempt.person.displayName} </span>
        {says}
        {attempt.target && <Target target={attempt.target} />}
      </Td>
      <Td>
        <ResultBadge result={result} />
      </Td>
      <Td hideOnCards>{attempt.reason ?? <span className="text-ink-3">–</span>}</Td>
      <Td hideOnCards>
        {ids[0] ? (
          <span className="inline-flex items-center gap-1" translate="no">
            <span className="font-mono text-caption">{ids[0].slice(0, 8)}…</span>
            <CopyButton size="small" text={ids[0]} what={`the AWS request id of entry ${seq}`} />
            {ids.length > 1 && <span className="text-ink-2">+{ids.length - 1}</span>}
          </span>
        ) : (
          <span className="text-ink-3">–</span>
        )}
      </Td>
      <Td hideOnCards>
        <MatchBadge match={match} />
      </Td>
    </tr>
  );
}

/** An ARN by its name and place; the whole one is in the details. */
function Target({ target }: { target: string }) {
  const [, , , region, account, , name] = /^arn:aws/.test(target) ? target.split(":") : [];
  return (
    <span className="block text-ink-2" translate="no">
      <span className="wrap-anywhere">{name ?? target}</span>
      {name && (
        <span className="block">
          {account} · {region}
        </span>
      )}
    </span>
  );
}
