"use client";

import { useZoneName, utcSecond } from "@/components/ui/date";
import { Table, Td, Th } from "@/components/ui/table";
import type { RestoreEventView, RestoreRequestView } from "@/lib/domain/restore-view";
import { stateWord } from "./state-badge";

/** Everything that happened to a request, in order, each transition with its ledger entry. */
export function RequestHistory({ request }: { request: RestoreRequestView }) {
  useZoneName();
  return (
    <section aria-labelledby="history" className="flex flex-col gap-2">
      <h2 id="history" className="pt-1 font-semibold text-section">
        History
      </h2>
      <Table caption="History of this request, oldest first">
        <thead>
          <tr>
            <Th>Time, UTC</Th>
            <Th>What</Th>
            <Th>Who</Th>
            <Th hideOnCards number>
              Ledger entry
            </Th>
          </tr>
        </thead>
        <tbody>
          {request.events.map((event) => (
            <tr key={event.number}>
              <Td>
                <time dateTime={event.at} className="tabular whitespace-nowrap">
                  {event.at.slice(0, 10)} {utcSecond(event.at)}
                </time>
              </Td>
              <Td>
                <span className="font-medium">{whatWords(event)}</span>{" "}
                <span className="break-names text-ink-2">{event.text}</span>
              </Td>
              <Td>{event.who}</Td>
              <Td hideOnCards number>
                {event.ledgerSeq ?? ""}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function whatWords({ kind, from, to }: RestoreEventView): string {
  if (kind === "comment") return "Comment:";
  if (kind === "joined") return "Asked for it too:";
  if (kind === "step") return "Step:";
  if (!from) return "Asked:";
  return `${to ? stateWord(to) : ""}:`.replace(/^./, (first) => first.toUpperCase());
}
