"use client";

import { useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { PageTitle } from "@/components/console/page-title";
import { TrailSentence } from "@/components/deletion/trail-sentence";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { DownloadButton } from "@/components/ui/download-button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf } from "@/components/ui/money";
import { useRead } from "@/lib/browser/read";
import { type OutsidePage, type OutsideQuery, outsideQueryOf } from "@/lib/domain/outside";
import { AuditTabs } from "./audit-tabs";
import { outsideExportHref, outsideHref } from "./outside-address";
import { OutsideFilters } from "./outside-filters";
import { OutsideTable, StandingLegend } from "./outside-table";
import { allThatMatch } from "./words";

/** What changed secrets and was not done here: the other half of the two logs. */
export function Outside() {
  const [query, change] = useOutsideUrl();
  const { data, error } = useRead("outside", query);
  if (!data) {
    return (
      <>
        <PageTitle>Audit</PageTitle>
        {error && <FailureAlert failure={error.failure} />}
      </>
    );
  }
  const { rows, next, trail, places } = data;
  return (
    <>
      <PageTitle
        below={
          <>
            <p>
              Calls that changed a secret and that no entry of this console's ledger accounts for,
              by AWS's request id. In this console's own roles, reads of values and refused tries
              count too. What AWS does by itself is no call; what a rotation function writes is.
            </p>
            <TrailSentence trail={trail.reach} />
          </>
        }
        actions={
          <DownloadButton files={allThatMatch((format) => outsideExportHref(query, format))} />
        }
      >
        Audit
      </PageTitle>
      <AuditTabs current="activity" />
      <div className="flex flex-col gap-4">
        {error && <FailureAlert title="This may be out of date." failure={error.failure} />}
        <OutsideFilters query={query} places={places} onChange={change} />
        <Alarm rows={rows} />
        {rows.length > 0 ? (
          <>
            <OutsideTable rows={rows} />
            <StandingLegend rows={rows} />
          </>
        ) : (
          <p
            role="status"
            className="rounded-panel border bg-panel px-4 py-6 text-ink-2 text-table"
          >
            {emptyWords(data)}
          </p>
        )}
        <nav aria-label="Pages of the list" className="flex justify-between gap-2">
          {query.before ? (
            <Button onClick={() => change({ before: undefined })}>Back to the newest</Button>
          ) : (
            <span />
          )}
          {next !== undefined && <Button onClick={() => change({ before: next })}>Older</Button>}
        </nav>
      </div>
    </>
  );
}

/** The address as state, as on the ledger's own page: another page is a step, a filter is none. */
function useOutsideUrl(): [OutsideQuery, (some: Partial<OutsideQuery>) => void] {
  const query = outsideQueryOf(useSearchParams());
  const change = useCallback((some: Partial<OutsideQuery>) => {
    const now = outsideQueryOf(new URLSearchParams(window.location.search));
    const isStep = "before" in some;
    const next = isStep ? { ...now, ...some } : { ...now, ...some, before: undefined };
    window.history[isStep ? "pushState" : "replaceState"](null, "", outsideHref(next));
  }, []);
  return [query, change];
}

function Alarm({ rows }: Pick<OutsidePage, "rows">) {
  const alarming = rows.filter(({ standing }) => standing === "console-role").length;
  if (alarming === 0) return null;
  return (
    <Alert
      tone="bad"
      title={`${countOf(alarming, "call")} on this page ${alarming === 1 ? "was" : "were"} made in this console's role but not by this console.`}
    >
      <p>
        Somebody uses the role elsewhere. Find out who may assume it, end its sessions in IAM, and
        change the values that were read.
      </p>
    </Alert>
  );
}

/** Nothing found is worth as much as what was looked at. */
function emptyWords({ trail: { reach } }: OutsidePage): string {
  const read = reach.filter(({ covered }) => covered).length;
  if (read === 0) return "Not known yet: CloudTrail was not read anywhere that was asked for.";
  const short = reach.filter(({ isWhole, failure }) => !isWhole || failure).length;
  const partly =
    short > 0
      ? ` Of ${countOf(short, "Region")} the record is not whole, so there may be more.`
      : "";
  return `Nothing like this is on record: CloudTrail was read in ${read} of ${countOf(reach.length, "Region")}.${partly}`;
}
