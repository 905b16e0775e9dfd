"use client";

import Link from "next/link";
import { deletionsHref } from "@/components/deletion/deletion-url";
import { DaysLeft, DeniedWords, WantedBadge } from "@/components/deletion/words";
import { restoreHref } from "@/components/restore/restore-href";
import { stateWord } from "@/components/restore/state-badge";
import { SecretName } from "@/components/secret/secret-name";
import { FailureAlert } from "@/components/ui/failure-alert";
import { Panel } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";
import type { PendingDeletions } from "@/lib/domain/pending-deletion";

const ROWS_SHOWN = 4;

/** What disappears soon and is still wanted; the page behind it has the rest. */
export function DisappearingPanel() {
  const { data, error } = useRead("deletions", {});
  if (!data && error) {
    return <FailureAlert title="Pending deletions could not be read." failure={error.failure} />;
  }
  const wanted = data?.rows.filter(({ clock }) => clock.wanted === "asking") ?? [];
  return (
    <Panel
      id="disappearing"
      title="Disappears soon and is still wanted"
      aside={
        <Link
          href={deletionsHref({})}
          className="font-medium text-accent text-table hover:underline"
        >
          {data ? `All ${data.total} pending deletions` : "Pending deletions"}
        </Link>
      }
    >
      {wanted.length === 0 ? (
        <p role="status" className="px-4 py-3 text-ink-2 text-table">
          {data ? emptyWords(data) : "Reading what is pending…"}
        </p>
      ) : (
        <ul className="divide-y">
          {wanted.slice(0, ROWS_SHOWN).map(({ arn, name, region, accountName, clock, request }) => (
            <li
              key={arn}
              className="flex flex-wrap items-start gap-x-5 gap-y-1 px-4 py-2.5 text-table"
            >
              <span className="min-w-60 flex-1">
                <Link href={deletionsHref({ arn })} className="rounded-control hover:underline">
                  <SecretName name={name} />
                </Link>
                <span className="block text-ink-2">
                  {accountName} · {region}
                </span>
              </span>
              <span className="w-32">
                <WantedBadge wanted={clock.wanted} />
              </span>
              <span className="w-44">
                <DaysLeft purge={clock.purge} />
              </span>
              <span className="w-64 max-w-full">
                <DeniedWords clock={clock} atLeast={data?.isCutShort ?? false} />
              </span>
              <span className="w-36 text-ink-2">
                {request ? (
                  <Link
                    href={restoreHref({ id: request.id })}
                    className="font-medium text-accent hover:underline"
                  >
                    {stateWord(request.state)}
                  </Link>
                ) : (
                  "no restore asked for"
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {wanted.length > ROWS_SHOWN && (
        <p className="border-t px-4 py-2 text-ink-2 text-table">
          and {wanted.length - ROWS_SHOWN} more that are still asked for
        </p>
      )}
    </Panel>
  );
}

/** Nothing found is worth as much as what was looked at. */
function emptyWords({ total, trail, isPartial, isListing }: PendingDeletions): string {
  const read = trail.filter(({ covered }) => covered).length;
  if (isListing) return "Asking AWS…";
  const where = isPartial ? "Not every Region answered. " : "";
  return `${where}Nobody was refused a secret that is pending deletion in the last 7 days: ${total} pending, CloudTrail read in ${read} of ${trail.length} Regions.`;
}
