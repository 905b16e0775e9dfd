"use client";

import { PageTitle } from "@/components/console/page-title";
import { Button } from "@/components/ui/button";
import { DownloadButton } from "@/components/ui/download-button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { TextField } from "@/components/ui/field";
import { countOf } from "@/components/ui/money";
import { useRead } from "@/lib/browser/read";
import { useHeardKey } from "@/lib/browser/shortcuts";
import type { PendingDeletions } from "@/lib/domain/pending-deletion";
import { DeletionTable, type RowActions } from "./deletion-table";
import { useDeletionUrl } from "./deletion-url";
import { GuaranteeBanner } from "./guarantee-banner";
import { NameBox } from "./name-box";
import { PastTable } from "./past-table";
import { TrailSentence } from "./trail-sentence";

/** What is about to disappear, who still wants it, and what can be done about it. */
export function PendingPage({ actions }: { actions?: RowActions }) {
  const { data, error } = useRead("deletions", {});
  const [address, change] = useDeletionUrl();
  const searchKey = useHeardKey("/");
  if (!data) return <PageTitle>Pending deletions</PageTitle>;
  const needle = address.q.toLowerCase();
  const rows = data.rows.filter(({ name }) => name.toLowerCase().includes(needle));
  return (
    <>
      <PageTitle
        below={<Sentence list={data} />}
        actions={<DownloadButton says="Export disposal record" files={files} />}
      >
        Pending deletions
      </PageTitle>
      <div className="flex flex-col gap-4">
        {error && <FailureAlert title="This may be out of date." failure={error.failure} />}
        <GuaranteeBanner />
        <div className="flex flex-wrap items-end justify-between gap-3">
          <fieldset className="flex gap-1">
            <legend className="sr-only">What to show</legend>
            {(["pending", "history"] as const).map((tab) => (
              <Button
                key={tab}
                size="small"
                aria-pressed={address.tab === tab}
                look={address.tab === tab ? "secondary" : "ghost"}
                onClick={() => change({ tab, arn: "" })}
              >
                {tab === "pending" ? `Pending (${data.total})` : "Purged and restored"}
              </Button>
            ))}
          </fieldset>
          <TextField
            label="Filter by name"
            hideLabel
            placeholder="Filter by name"
            value={address.q}
            data-page-search
            aria-keyshortcuts={searchKey}
            onChange={({ target }) => change({ q: target.value })}
            className="w-64 max-w-full"
          />
        </div>
        {address.tab === "history" ? (
          <PastTable q={address.q} />
        ) : rows.length > 0 ? (
          <DeletionTable
            rows={rows}
            list={data}
            open={address.arn}
            onOpen={(arn) => change({ arn })}
            actions={actions}
          />
        ) : (
          <Empty list={data} q={address.q} />
        )}
        <NameBox
          name={address.name}
          onName={(name) => change({ name })}
          onExplain={(arn) => {
            change({ arn, tab: "pending", q: "" });
            window.scrollTo({ top: 0 });
          }}
        />
      </div>
    </>
  );
}

function Sentence({ list }: { list: PendingDeletions }) {
  const { total, rows, places, listed, isPartial, trail, isCutShort } = list;
  const asking = rows.filter(({ clock }) => clock.wanted === "asking").length;
  const done = places.filter(({ state }) => state === "listed" || state === "verifying").length;
  return (
    <>
      <p aria-live="polite">
        {isPartial && "At least "}
        {countOf(total, "secret")} pending deletion of {countOf(listed, "secret")} in {done} of{" "}
        {countOf(places.length, "Region")}
        {asking > 0 ? `; ${asking} of them still asked for.` : "."}
        {total > rows.length && ` The first ${rows.length} are shown.`}
        {isCutShort && " Some had too many events to look at all: counts read at least."}
      </p>
      <TrailSentence trail={trail} />
    </>
  );
}

function Empty({ list, q }: { list: PendingDeletions; q: string }) {
  const { total, places, isPartial, isListing } = list;
  const words = q
    ? `None of ${total} pending deletions matches “${q}”.`
    : isListing
      ? "Asking AWS…"
      : isPartial
        ? "Nothing is known to be scheduled for deletion, but not every Region answered: see the inventory for which."
        : `Nothing is scheduled for deletion in the ${countOf(places.length, "Region")} checked (asked with IncludePlannedDeletion). Force-deleted secrets never appear here; they are gone.`;
  return (
    <p role="status" className="rounded-panel border bg-panel px-4 py-6 text-ink-2 text-table">
      {words}
    </p>
  );
}

const files = [
  { says: "As CSV", href: "/api/export/deletions?format=csv" },
  { says: "As JSON", href: "/api/export/deletions?format=json" },
];
