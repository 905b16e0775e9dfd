"use client";

import { Badge } from "@/components/ui/badge";
import { Day } from "@/components/ui/date";
import { Table, Td, Th } from "@/components/ui/table";
import type { ReplicaStatus } from "@/lib/domain/secret";

/** AWS's three states of a replica; what is not known is shown as AWS words it. */
const states: Record<string, { tone: "ok" | "warn" | "bad"; word: string }> = {
  InSync: { tone: "ok", word: "in sync" },
  InProgress: { tone: "warn", word: "in progress" },
  Failed: { tone: "bad", word: "failed" },
};

/** A replica's state as a badge. */
export function ReplicaState({ status }: { status: string }) {
  const { tone, word } = states[status] ?? { tone: "warn", word: status };
  return <Badge tone={tone}>{word}</Badge>;
}

/** The copies in other Regions, as the primary tells it. */
export function ReplicaTable({ replicas }: { replicas: readonly ReplicaStatus[] }) {
  return (
    <section aria-labelledby="replicas" className="flex flex-col gap-2">
      <h2 id="replicas" className="pt-1 font-semibold text-section">
        Replicas
      </h2>
      <Table caption="Replicas">
        <thead>
          <tr>
            <Th>Region</Th>
            <Th>State</Th>
            <Th>AWS says</Th>
            <Th number>Last read</Th>
          </tr>
        </thead>
        <tbody>
          {replicas.map(({ region, status, statusMessage, lastReadDay }) => {
            return (
              <tr key={region}>
                <th scope="row" className="border-t px-3 pl-4 font-normal">
                  {region}
                </th>
                <Td>
                  <ReplicaState status={status} />
                </Td>
                <Td>
                  <span className="break-names text-ink-2">{statusMessage ?? "–"}</span>
                </Td>
                <Td number>
                  {lastReadDay ? (
                    <Day day={lastReadDay} />
                  ) : (
                    <span className="text-ink-3">never</span>
                  )}
                </Td>
              </tr>
            );
          })}
        </tbody>
      </Table>
    </section>
  );
}
