"use client";

import { SecretName } from "@/components/secret/secret-name";
import { Badge, type Tone } from "@/components/ui/badge";
import { MomentCell, useZoneName } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { Table, Td, Th } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";
import type { PastDeletion } from "@/lib/domain/pending-deletion";
import { TrailSentence } from "./trail-sentence";
import { sourceWords } from "./words";

const outcomes: Record<PastDeletion["outcome"], { tone: Tone; word: string }> = {
  restored: { tone: "ok", word: "restored" },
  purged: { tone: "quiet", word: "purged" },
  "purged-at-once": { tone: "bad", word: "deleted without recovery" },
  gone: { tone: "quiet", word: "gone, purge not recorded" },
};

/** Deletions that are over: brought back or gone for good. */
export function PastTable({ q }: { q: string }) {
  const { data, error } = useRead("deletionHistory", {});
  const zone = useZoneName();
  if (!data && error) {
    return <FailureAlert title="The history could not be read." failure={error.failure} />;
  }
  if (!data) return <p className="text-ink-2 text-table">Reading what ended…</p>;
  const rows = data.rows.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()));
  return (
    <div className="flex flex-col gap-2">
      <TrailSentence trail={data.trail} />
      {rows.length === 0 ? (
        <p className="rounded-panel border bg-panel px-4 py-6 text-ink-2 text-table">
          {data.rows.length > 0
            ? `None of ${data.rows.length} matches “${q}”.`
            : "No deletion that ended is known, as far as CloudTrail was read."}
        </p>
      ) : (
        <Table caption="Deletions that ended, newest first">
          <thead>
            <tr>
              <Th>Secret</Th>
              <Th>Ended as</Th>
              <Th>When, {zone}</Th>
              <Th hideOnCards>By</Th>
              <Th hideOnCards>Deletion requested, {zone}</Th>
              <Th hideOnCards>Requested by</Th>
              <Th hideOnCards number>
                Window
              </Th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, 300).map((row) => (
              <Row key={`${row.arn ?? row.name} ${row.region} ${row.requestedAt}`} row={row} />
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}

function Row({ row }: { row: PastDeletion }) {
  const { tone, word } = outcomes[row.outcome];
  return (
    <tr>
      <th scope="row" className="border-t px-3 py-2 pl-4 font-normal">
        <SecretName name={row.name} />
        <span className="block text-ink-2">
          {row.accountName} · {row.region}
        </span>
      </th>
      <Td>
        <Badge tone={tone}>{word}</Badge>
      </Td>
      <Td>
        {row.endedAt ? (
          <MomentCell at={row.endedAt} />
        ) : (
          <span className="text-ink-3">after its window</span>
        )}
      </Td>
      <Td hideOnCards>
        {row.endedBy ?? <span className="text-ink-3">AWS, after its window</span>}
        {row.endedFrom && <span className="block text-ink-2">{sourceWords(row.endedFrom)}</span>}
      </Td>
      <Td hideOnCards>
        <MomentCell at={row.requestedAt} />
      </Td>
      <Td hideOnCards>
        {row.requestedBy}
        <span className="block text-ink-2">{sourceWords(row.requestedFrom)}</span>
      </Td>
      <Td hideOnCards number>
        {row.windowDays ? `${row.windowDays} d` : "–"}
      </Td>
    </tr>
  );
}
