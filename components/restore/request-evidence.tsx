"use client";

import Link from "next/link";
import { deletionsHref } from "@/components/deletion/deletion-url";
import {
  PurgeWords,
  purgeSource,
  scheduledWords,
  sourceWords,
  WantedBadge,
} from "@/components/deletion/words";
import { secretHref } from "@/components/secret/secret-link";
import { Moment } from "@/components/ui/date";
import { countOf } from "@/components/ui/money";
import { Panel } from "@/components/ui/table";
import { readerWords } from "@/lib/domain/pending-deletion";
import type { RestoreRequestView } from "@/lib/domain/restore-view";
import { Facts } from "./facts";

/** What speaks for and against, as it was known when the request was made. */
export function RequestEvidence({ request }: { request: RestoreRequestView }) {
  const { clock, before } = request.evidence;
  const labels = Object.values(before.labels).flat();
  return (
    <Panel
      id="evidence"
      title="Evidence"
      aside={
        <p className="text-ink-2 text-table">
          as of <Moment at={before.at} short />
        </p>
      }
    >
      <Facts
        facts={[
          ["Still wanted", <WantedBadge key="wanted" wanted={clock.wanted} />],
          [
            "Refused since",
            clock.denied.readers.map(readerWords).join(", ") || "nobody, as far as was read",
          ],
          ["Read before", clock.readersBefore.map(readerWords).join(", ") || "nobody known"],
          [
            "Deleted by",
            <>
              {scheduledWords(clock.by)}
              {clock.by.isKnown && (
                <span className="text-ink-2"> {sourceWords(clock.by.source)}</span>
              )}
            </>,
          ],
          [
            "Purge not before",
            <>
              <PurgeWords purge={clock.purge} />{" "}
              <span className="text-ink-2">({purgeSource(clock.purge)})</span>
            </>,
          ],
          [
            "Versions",
            `${countOf(before.versionIds.length, "version")}${before.versionsComplete ? "" : " at least"}; labels ${labels.join(", ") || "none"}`,
          ],
          [
            "Will not return",
            clock.lostReplicas.length > 0
              ? `replicas in ${clock.lostReplicas.join(", ")}`
              : "nothing known; rotation may stay off",
          ],
          [
            "More",
            <span key="more" className="flex gap-3">
              <Link
                href={secretHref(request.arn, "timeline")}
                className="font-medium text-accent hover:underline"
              >
                Timeline
              </Link>
              <Link
                href={deletionsHref({ arn: request.arn })}
                className="font-medium text-accent hover:underline"
              >
                The deletion now
              </Link>
            </span>,
          ],
        ]}
      />
    </Panel>
  );
}
