"use client";

import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useSession } from "@/components/console/use-session";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { Skeleton } from "@/components/ui/skeleton";
import { Panel } from "@/components/ui/table";
import { revealValue } from "@/lib/actions/value";
import { perform } from "@/lib/browser/use-action";
import type { FailureView } from "@/lib/domain/failure";
import type { SavedVersion } from "@/lib/domain/new-value";
import type { SecretDetail } from "@/lib/domain/secret";
import { holderOf } from "@/lib/domain/staging-labels";
import { draftOf, emptyRow, type ValueDraft } from "@/lib/domain/value-draft";
import { StepUp } from "./step-up";
import { whyNoChange } from "./why-no-change";

const ValueChange = lazy(() =>
  import("./value-change").then((file) => ({ default: file.ValueChange })),
);

/** An edit under way. It lives in this page's memory, and ends with it. */
export interface Edit {
  /** The id that the new version will have: one for the whole edit, so that it makes one version. */
  token: string;
  /** What was current when the edit began; absent for a secret without a value. */
  expectedCurrent?: string;
  startedFrom: "empty" | "current";
  draft: ValueDraft;
  /** Something was typed, so that leaving the page would lose it. */
  isTouched: boolean;
}

/** A sign-in that ends sooner than this would end the edit: it is asked for before. */
const SIGN_IN_MARGIN_MS = 5 * 60_000;

/** Where a new value begins: from nothing, without reading the old one, or from what is current. */
export function ChangeValue({ secret }: { secret: SecretDetail }) {
  const session = useSession();
  const [edit, setEdit] = useState<Edit>();
  const [saved, setSaved] = useState<SavedVersion>();
  const [failure, setFailure] = useState<FailureView>();
  const [isBusy, setBusy] = useState(false);
  const [needsSignIn, setNeedsSignIn] = useState(false);
  const current = holderOf(secret.labels, "AWSCURRENT");
  const end = useFocusAfter(edit !== undefined);
  const begin = (startedFrom: Edit["startedFrom"], draft: ValueDraft, expectedCurrent = current) =>
    setEdit({ token: crypto.randomUUID(), startedFrom, draft, expectedCurrent, isTouched: false });
  const start = async (from: Edit["startedFrom"]) => {
    setSaved(undefined);
    setFailure(undefined);
    const until = session && Date.parse(session.stepUpUntil);
    if (until && until < Date.now() + SIGN_IN_MARGIN_MS) return setNeedsSignIn(true);
    if (from === "empty") return begin(from, { kind: "key-value", rows: [emptyRow(0)] });
    setBusy(true);
    const outcome = await perform(revealValue, { arn: secret.arn });
    setBusy(false);
    if (!outcome.ok) return setFailure(outcome.failure);
    const value = outcome.data;
    if (value.kind === "text") begin(from, draftOf(value.text), value.versionId);
    else begin(from, { kind: "binary", bytes: 0, base64: "" }, value.versionId);
  };
  const refused = whyNoChange(secret);
  if (edit) {
    return (
      <Suspense fallback={<Skeleton className="h-64 w-full" />}>
        <ValueChange
          secret={secret}
          edit={edit}
          onEdit={setEdit}
          onStartAgain={() => start("current")}
          onEnd={(version) => {
            setEdit(undefined);
            setSaved(version);
          }}
        />
      </Suspense>
    );
  }
  return (
    <div ref={end} tabIndex={-1} className="flex flex-col gap-4 outline-none">
      {saved && <Saved saved={saved} />}
      {needsSignIn && <StepUp says="It is asked for now, so that nothing you type gets lost." />}
      {failure?.code === "step-up-needed" ? (
        <StepUp />
      ) : (
        failure && <FailureAlert title="The current value could not be read." failure={failure} />
      )}
      <Panel id="change-value" title="Change the value">
        <div className="flex flex-wrap items-center justify-between gap-4 px-4 py-4">
          <p className="max-w-prose text-ink-2 text-table">
            {refused ??
              "A new version is made; the one before stays, as AWSPREVIOUS. Starting empty reads nothing of the old value; starting from the current value is recorded as a reveal. You see what differs before anything is saved."}
          </p>
          {!refused && (
            <span className="flex flex-wrap gap-2">
              <Button disabled={isBusy} onClick={() => start("empty")}>
                Start empty
              </Button>
              {current && (
                <Button disabled={isBusy} onClick={() => start("current")}>
                  {isBusy ? "Reading…" : "Start from the current value"}
                </Button>
              )}
            </span>
          )}
        </div>
      </Panel>
    </div>
  );
}

/** The editor took the focus with it: it goes to what stands in its place. */
function useFocusAfter(isEditing: boolean) {
  const place = useRef<HTMLDivElement>(null);
  const was = useRef(isEditing);
  useEffect(() => {
    if (was.current && !isEditing) place.current?.focus();
    was.current = isEditing;
  }, [isEditing]);
  return place;
}

function Saved({ saved: { versionId, isCurrent, between } }: { saved: SavedVersion }) {
  const short = `…${versionId.slice(-4)}`;
  return (
    <div role="status">
      <Alert
        tone={between ? "warn" : "info"}
        title={
          isCurrent
            ? `Saved: version ${short} is current, as AWS itself shows.`
            : `Saved as version ${short}, which is not current.`
        }
      >
        {between &&
          `While it was being written, …${between.slice(-4)} became current; it is AWSPREVIOUS now. Compare the two on the Timeline tab.`}
      </Alert>
    </div>
  );
}
