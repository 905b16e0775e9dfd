"use client";

import Link from "next/link";
import { TimeLeft } from "@/components/restore/inbox-page";
import { progressWords } from "@/components/restore/refusal-words";
import { restoreHref } from "@/components/restore/restore-href";
import { SecretName } from "@/components/secret/secret-name";
import { FailureAlert } from "@/components/ui/failure-alert";
import { Panel } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";

const ROWS_SHOWN = 4;

/** Restores that wait for this person's decision. */
export function WaitingPanel() {
  const { data, error } = useRead("restoreInbox", { box: "waiting" });
  if (!data && error) {
    return <FailureAlert title="Restore requests could not be read." failure={error.failure} />;
  }
  return (
    <Panel
      id="waiting"
      title="Waits for me"
      aside={
        <Link href={restoreHref({})} className="font-medium text-accent text-table hover:underline">
          {data ? `All ${data.counts.all} open requests` : "Restore requests"}
        </Link>
      }
    >
      {!data || data.rows.length === 0 ? (
        <p role="status" className="px-4 py-3 text-ink-2 text-table">
          {data
            ? `No request waits for you. ${data.counts.all} open in all.`
            : "Reading what waits…"}
        </p>
      ) : (
        <ul className="divide-y">
          {data.rows.slice(0, ROWS_SHOWN).map((row) => (
            <li key={row.id} className="flex flex-wrap gap-x-5 gap-y-1 px-4 py-2.5 text-table">
              <span className="min-w-60 flex-1">
                <Link
                  href={restoreHref({ id: row.id })}
                  className="rounded-control hover:underline"
                >
                  <SecretName name={row.name} />
                </Link>
                <span className="block text-ink-2">
                  asked by {row.requesterName}: {row.reason}
                </span>
              </span>
              <span className="w-64 max-w-full">{progressWords(row)}</span>
              <span className="w-64 max-w-full">
                <TimeLeft row={row} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
