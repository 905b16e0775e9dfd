"use client";

import { PageTitle } from "@/components/console/page-title";
import { Button } from "@/components/ui/button";
import { DownloadButton } from "@/components/ui/download-button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { useRead } from "@/lib/browser/read";
import type { LedgerPageData } from "@/lib/domain/ledger-view";
import { exportHref, pageInput } from "./audit-address";
import { AuditTabs } from "./audit-tabs";
import { ChainBreak, ChainSentence } from "./chain-sentence";
import { EntryDialog } from "./entry-dialog";
import { EntryTable } from "./entry-table";
import { LedgerFilters } from "./ledger-filters";
import { useAuditUrl } from "./use-audit-url";
import { allThatMatch, counted } from "./words";

/** What was done at this console: who, what, on which object, how it ended, what AWS says of it. */
export function AuditPage() {
  const [query, change] = useAuditUrl();
  const { data, error } = useRead("ledger", pageInput(query));
  if (!data) {
    return (
      <>
        <PageTitle>Audit</PageTitle>
        {error && <FailureAlert failure={error.failure} />}
      </>
    );
  }
  const { rows, next, chain, entries } = data;
  return (
    <>
      <PageTitle
        below={<Sentence data={data} />}
        actions={<DownloadButton files={allThatMatch((format) => exportHref(query, format))} />}
      >
        Audit
      </PageTitle>
      <AuditTabs current="activity" />
      <div className="flex flex-col gap-4">
        {error && <FailureAlert title="This may be out of date." failure={error.failure} />}
        {chain.finding && <ChainBreak finding={chain.finding} />}
        <LedgerFilters query={query} onChange={change} />
        {rows.length > 0 ? (
          <EntryTable
            rows={rows}
            brokenFrom={chain.finding?.seq}
            onOpen={(entry) => change({ entry })}
          />
        ) : (
          <Empty entries={entries} chain={chain} isEverybodys={data.isEverybodys} />
        )}
        <nav aria-label="Pages of the ledger" className="flex justify-between gap-2">
          {query.before ? (
            <Button onClick={() => change({ before: undefined })}>Back to the newest</Button>
          ) : (
            <span />
          )}
          {next !== undefined && <Button onClick={() => change({ before: next })}>Older</Button>}
        </nav>
      </div>
      {query.entry !== undefined && (
        <EntryDialog
          seq={query.entry}
          shown={rows.find(({ seq }) => seq === query.entry)}
          onClose={() => change({ entry: undefined })}
        />
      )}
    </>
  );
}

function Sentence({ data }: { data: LedgerPageData }) {
  return (
    <>
      <p>
        {data.isEverybodys
          ? "Everybody's acts. Values are never in the ledger; what you look at here is recorded."
          : "Your own acts. An auditor sees everybody's."}
      </p>
      <ChainSentence chain={data.chain} entries={data.entries} />
    </>
  );
}

function Empty({
  entries,
  chain,
  isEverybodys,
}: Pick<LedgerPageData, "entries" | "chain" | "isEverybodys">) {
  const searched = isEverybodys ? `${counted(entries)} entries searched` : "Your entries searched";
  const verified = chain.verified && !chain.finding ? ", chain verified" : "";
  return (
    <p role="status" className="rounded-panel border bg-panel px-4 py-6 text-ink-2 text-table">
      Nothing like this was done. {searched}
      {verified}.
    </p>
  );
}
