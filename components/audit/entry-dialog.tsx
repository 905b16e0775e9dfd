import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Moment } from "@/components/ui/date";
import { Dialog } from "@/components/ui/dialog";
import { FailureAlert } from "@/components/ui/failure-alert";
import { useRead } from "@/lib/browser/read";
import { actWords, type LedgerRow, ledgerQueryOf } from "@/lib/domain/ledger-view";
import { counted, MatchBadge, matchSentence, ResultBadge } from "./words";

/** One act with everything that is known of it; asked for by itself if the page does not show it. */
export function EntryDialog({
  seq,
  shown,
  onClose,
}: {
  seq: number;
  shown?: LedgerRow;
  onClose: () => void;
}) {
  const alone = { ...ledgerQueryOf(new URLSearchParams()), entry: seq };
  const { data, error } = useRead("ledger", alone, { enabled: shown === undefined });
  const row = shown ?? data?.rows.find((found) => found.seq === seq);
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={`Entry ${counted(seq)}`}
      description={row && `${row.attempt.person.displayName} ${actWords(row.attempt.operation)}`}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      {row ? (
        <Details row={row} />
      ) : error ? (
        <FailureAlert failure={error.failure} />
      ) : (
        <p className="text-ink-2 text-table">
          {data ? "There is no such act that you may see." : "Reading the entry…"}
        </p>
      )}
    </Dialog>
  );
}

function Details({ row }: { row: LedgerRow }) {
  const { attempt, outcome, result, match, events, hash, outcomeSeq, outcomeHash } = row;
  const raw = JSON.stringify(
    {
      attempt: { seq: row.seq, hash, body: attempt },
      outcome: outcome && { seq: outcomeSeq, hash: outcomeHash, body: outcome },
      cloudTrail: events,
    },
    null,
    2,
  );
  return (
    <div className="flex flex-col gap-4 text-table">
      <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1.5">
        <Fact name="Attempted">
          <Moment at={attempt.at} />
        </Fact>
        <Fact name="Role">{attempt.role ?? "no role yet"}</Fact>
        {attempt.target && <Fact name="Object">{attempt.target}</Fact>}
        {attempt.reason && <Fact name="Reason">{attempt.reason}</Fact>}
        <Fact name="Outcome">
          <ResultBadge result={result} /> {outcome && <Moment at={outcome.at} short />}
          {outcome?.code && ` · ${outcome.code}`}
          {outcome?.aws?.awsCode && ` · AWS: ${outcome.aws.awsCode}`}
        </Fact>
        <Fact name="CloudTrail">
          <MatchBadge match={match} /> {match !== "none" && matchSentence(match)}
        </Fact>
        {(outcome?.aws?.awsRequestIds ?? []).map((id) => (
          <Fact key={id} name="AWS request id">
            <span className="font-mono">{id}</span>
          </Fact>
        ))}
        {events.map((event) => (
          <Fact key={event.eventId} name="CloudTrail event">
            {event.name} by {event.actor.words}, <span className="font-mono">{event.eventId}</span>
          </Fact>
        ))}
      </dl>
      <section aria-label="Raw entries" className="flex flex-col gap-1">
        <div className="flex items-center justify-between">
          <h3 className="font-medium">As recorded</h3>
          <CopyButton size="small" text={raw} what="the entries as JSON" words="Copy JSON" />
        </div>
        <pre
          tabIndex={0}
          translate="no"
          className="max-h-80 overflow-auto rounded-button border bg-sunken p-3 font-mono text-caption"
        >
          {raw}
        </pre>
      </section>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-2">{name}</dt>
      <dd className="min-w-0 wrap-anywhere" translate="no">
        {children}
      </dd>
    </>
  );
}
