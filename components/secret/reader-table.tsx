"use client";

import { Badge } from "@/components/ui/badge";
import { Ago } from "@/components/ui/date";
import { formatCount } from "@/components/ui/money";
import { Td, Th } from "@/components/ui/table";
import type { Reader } from "@/lib/domain/readers";
import type { SecretReaders } from "@/lib/domain/secret-readers";

/** Callers with their reads of the last week and of 90 days; refusals stand beside them. */
export function ReaderTable({
  readers,
  lastWeek,
  secretName,
}: Pick<SecretReaders, "readers" | "lastWeek"> & { secretName: string }) {
  const thisWeek = new Map(lastWeek.map((reader) => [reader.id, reader]));
  return (
    <div className="relative overflow-x-auto">
      <table className="w-full border-collapse text-left text-table">
        <caption className="sr-only">Who read {secretName}</caption>
        <thead>
          <tr>
            <Th>Caller</Th>
            <Th number>Reads, 7 d</Th>
            <Th number>Reads, 90 d</Th>
            <Th number hideOnCards>
              Last call
            </Th>
          </tr>
        </thead>
        <tbody>
          {readers.map((reader) => (
            <tr key={reader.id}>
              <th scope="row" className="min-w-44 border-t px-3 py-1.5 pl-4 font-normal">
                <Caller reader={reader} />
              </th>
              <Td number>
                <Reads reader={thisWeek.get(reader.id)} />
              </Td>
              <Td number>
                <Reads reader={reader} />
              </Td>
              <Td number hideOnCards>
                <Ago at={reader.lastAt} />
              </Td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Caller({ reader }: { reader: Reader }) {
  return (
    <>
      <span className="break-names" title={reader.principalArn}>
        {reader.words}
      </span>
      <span className="block text-caption text-ink-3">
        {kindWords[reader.kind]}, by its user agent: {reader.source}
      </span>
    </>
  );
}

const kindWords: Record<Reader["kind"], string> = {
  application: "depends on it",
  "rotation function": "its own rotation function",
  "this console": "somebody at this console",
};

function Reads({ reader }: { reader: Reader | undefined }) {
  if (!reader) return <span className="text-ink-3">0</span>;
  return (
    <span className="inline-flex items-center gap-1.5">
      {reader.denied > 0 && (
        <Badge tone="bad" failed>
          {formatCount(reader.denied)} refused
        </Badge>
      )}
      {formatCount(reader.reads)}
    </span>
  );
}
