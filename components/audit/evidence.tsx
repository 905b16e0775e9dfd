"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { PageTitle } from "@/components/console/page-title";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CopyButton } from "@/components/ui/copy-button";
import { MomentCell, useZoneName } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { formatCount } from "@/components/ui/money";
import { Panel, Table, Td, Th } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";
import { type BuiltBundle, bundleHref, type EvidencePage } from "@/lib/domain/evidence";
import { placeKey } from "@/lib/domain/place";
import { AuditTabs } from "./audit-tabs";
import { DayRange } from "./day-range";

/** A bundle appears in the list once its download has ended. */
const LIST_EVERY_MS = 5000;

/** What can be taken away as evidence, and what was: signed bundles, verified without this console. */
export function Evidence() {
  const { data, error } = useRead("evidence", {}, { everyMs: LIST_EVERY_MS });
  return (
    <>
      <PageTitle
        below={
          <p>
            One ZIP with the population, controls, approvals, the ledger of a period and what did
            not answer; signed, without any value, and verified without this console.
          </p>
        }
      >
        Audit
      </PageTitle>
      <AuditTabs current="evidence" />
      <div className="flex flex-col gap-4">
        {error && <FailureAlert failure={error.failure} />}
        {data && (data.keyId ? <Build page={data} keyId={data.keyId} /> : <NoKey />)}
        {data && <Bundles page={data} />}
        {data && <HowToVerify keyId={data.keyId} />}
      </div>
    </>
  );
}

function NoKey() {
  return (
    <Alert tone="warn" title="This console has no key to sign with, so it builds no bundles.">
      <p>
        An unsigned bundle would prove nothing. Make an Ed25519 key, keep it where the server's
        other secrets are, and start the server with it:
      </p>
      <p className="mt-1">
        <code className="break-names font-mono text-caption">
          export STRONGROOM_SIGNING_KEY=$(openssl genpkey -algorithm ed25519 -outform DER | base64
          -w0)
        </code>
      </p>
    </Alert>
  );
}

function Build({ page, keyId }: { page: EvidencePage; keyId: string }) {
  const [period, setPeriod] = useState(page.suggested);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [hasControls, setHasControls] = useState(true);
  const chosen = page.places.filter((place) => !left.has(placeKey(place)));
  const problem = problemOf(period, chosen.length);
  const href = bundleHref(period, left.size === 0 ? "all" : chosen, hasControls);
  return (
    <Panel id="build" title="Build a bundle">
      <div className="flex flex-col gap-3 px-4 py-3">
        <div className="flex flex-wrap items-end gap-3">
          <DayRange
            from={period.from}
            to={period.to}
            onChange={(some) => setPeriod({ ...period, ...some })}
          />
          {problem ? (
            <button type="button" disabled className={buttonClass({ look: "primary" })}>
              <Download aria-hidden size={14} />
              Build and download
            </button>
          ) : (
            <a download href={href} className={buttonClass({ look: "primary" })}>
              <Download aria-hidden size={14} />
              Build and download
            </a>
          )}
        </div>
        {problem && (
          <p role="status" className="text-bad text-caption">
            {problem}
          </p>
        )}
        <fieldset className="flex flex-wrap gap-x-5 gap-y-1">
          <legend className="mb-1 font-medium text-ink-2 text-table">Accounts and Regions</legend>
          {page.places.map((place) => {
            const key = placeKey(place);
            return (
              <Checkbox
                key={key}
                checked={!left.has(key)}
                onChange={({ target }) => setLeft(changed(left, key, !target.checked))}
              >
                {place.accountName} {place.region}
              </Checkbox>
            );
          })}
        </fieldset>
        <Checkbox checked={hasControls} onChange={({ target }) => setHasControls(target.checked)}>
          Controls, judged as of now
        </Checkbox>
        <Ready page={page} />
        <p className="text-ink-2 text-table">
          Secrets are as listed now; ledger and approvals are of the period.{" "}
          {!page.isEverybodys &&
            "Of other people's ledger entries it holds the links of the chain, not the content. "}
          That it was built is on record with its manifest's hash, before its signature is sent; the
          bundle itself is not kept here.
        </p>
        <p className="flex flex-wrap items-center gap-1 text-ink-2 text-table">
          Signed by key <Hash text={keyId} what="the key's id" />
        </p>
      </div>
    </Panel>
  );
}

/** Nobody should learn from the bundle that they pressed too early. */
function Ready({ page: { ready, places } }: { page: EvidencePage }) {
  const all = places.length;
  if (ready.listed === all && ready.trail === all) return null;
  return (
    <p className="text-table text-warn">
      {ready.listed} of {all} Regions are listed and CloudTrail of {ready.trail} was read to the
      end; both go on. A bundle that is built now says what it lacks.
    </p>
  );
}

function problemOf({ from, to }: { from: string; to: string }, places: number): string | undefined {
  if (!from || !to) return "Choose the first and the last day.";
  if (from > to) return "The period ends before it begins.";
  return places === 0 ? "Choose a Region." : undefined;
}

function changed(set: ReadonlySet<string>, key: string, isIn: boolean): Set<string> {
  const next = new Set(set);
  if (isIn) next.add(key);
  else next.delete(key);
  return next;
}

function Bundles({ page: { bundles, isEverybodys, places } }: { page: EvidencePage }) {
  const zone = useZoneName();
  if (bundles.length === 0) {
    return (
      <p role="status" className="rounded-panel border bg-panel px-4 py-6 text-ink-2 text-table">
        {isEverybodys ? "No bundle was built yet." : "You have built no bundle yet."}
      </p>
    );
  }
  return (
    <Table caption="Bundles that were built, newest first">
      <thead>
        <tr>
          <Th>Built ({zone})</Th>
          <Th>By</Th>
          <Th>Period (UTC)</Th>
          <Th hideOnCards>What</Th>
          <Th>Manifest, SHA-256</Th>
          <Th hideOnCards>Key</Th>
          <Th number hideOnCards>
            Entry
          </Th>
        </tr>
      </thead>
      <tbody>
        {bundles.map((bundle) => (
          <tr key={bundle.number}>
            <Td>
              <MomentCell at={bundle.builtAt} />
            </Td>
            <Td>
              {bundle.who}
              <span className="block text-caption text-ink-3">{bundle.role}</span>
            </Td>
            <Td>
              {bundle.from} to {bundle.to}
            </Td>
            <Td hideOnCards>
              <What bundle={bundle} allPlaces={places.length} />
            </Td>
            <Td>
              <Hash text={bundle.manifestSha256} what="the manifest's hash" />
            </Td>
            <Td hideOnCards>
              <Hash text={bundle.keyId} what="the key's id" />
            </Td>
            <Td number hideOnCards>
              {formatCount(bundle.ledgerSeq)}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function What({ bundle, allPlaces }: { bundle: BuiltBundle; allPlaces: number }) {
  const { secrets, places, hasControls, isComplete } = bundle;
  const where = places.length === allPlaces ? "all Regions" : `${places.length} Regions`;
  return (
    <>
      {formatCount(secrets)} secrets, {where}
      {!hasControls && ", no controls"}{" "}
      {!isComplete && <Badge tone="warn">not everything answered</Badge>}
    </>
  );
}

/** Long enough to be told apart at a glance; the whole is copied. */
const HASH_SHOWN = 12;

function Hash({ text, what }: { text: string; what: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <code title={text} className="font-mono text-caption">
        {text.slice(0, HASH_SHOWN)}…
      </code>
      <CopyButton text={text} what={what} />
    </span>
  );
}

function HowToVerify({ keyId = "<id of the key>" }: { keyId?: string }) {
  return (
    <Panel id="verify" title="Verify a bundle">
      <div className="flex flex-col gap-2 px-4 py-3 text-ink-2 text-table">
        <p>
          Open <code className="font-mono">verify.html</code> of the ZIP in a browser, without
          network, and give it the ZIP; or run one of these in the unpacked folder. They were
          written apart from each other and end with the same code: 0 is good.
        </p>
        {["node verify.mjs", "python3 verify.py"].map((command) => (
          <p key={command} className="flex flex-wrap items-center gap-1">
            <code className="break-names font-mono text-caption">
              {command} --key-id {keyId}
            </code>
            <CopyButton text={`${command} --key-id ${keyId}`} what="the command" />
          </p>
        ))}
        <p>
          Take the key's id from here and not from the bundle: whoever makes up a bundle signs it
          with a key of their own.
        </p>
      </div>
    </Panel>
  );
}
