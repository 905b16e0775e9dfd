"use client";

import { lazy, useEffect, useState } from "react";
import { isoMinute, utcSecond } from "@/components/ui/date";
import { Deferred } from "@/components/ui/deferred";
import { countOf, formatCount } from "@/components/ui/money";
import type { InventoryWindow, PlaceProgress } from "@/lib/domain/inventory";

const FailedPanel = lazy(() =>
  import("./failed-panel").then((file) => ({ default: file.FailedPanel })),
);

const PATIENCE_MS = 10_000;

type Listing = Pick<InventoryWindow, "places" | "listed" | "isPartial">;

/** How many, from where, how fresh, and what is missing: the sentence under the title. */
export function ListingSentence({
  listing,
  onRefresh,
  isRefreshing,
}: {
  listing: Listing;
  onRefresh: () => void;
  isRefreshing: boolean;
}) {
  const { places, listed } = listing;
  const failed = places.filter(({ state }) => state === "failed");
  const waiting = places.filter(({ state }) => state === "waiting" || state === "listing");
  const done = places.length - failed.length - waiting.length;
  const isVerifying = places.some(({ state }) => state === "verifying");
  return (
    <p aria-live="polite">
      {waiting.length > 0 ? (
        <>
          Loading secrets from {countOf(places.length, "Region")}: {done} done,{" "}
          {formatCount(listed)} secrets so far. <Patience waiting={waiting} />
        </>
      ) : (
        <>
          {failed.length > 0 && "At least "}
          {countOf(listed, "secret")} in {done} of {countOf(places.length, "Region")}.{" "}
          {isVerifying && "Verifying that none is missing. "}
        </>
      )}
      {failed.length > 0 && (
        <FailedPlaces failed={failed} onRetry={onRefresh} isRetrying={isRefreshing} />
      )}
      <Freshness places={places} />
      <button
        type="button"
        onClick={onRefresh}
        disabled={isRefreshing || waiting.length > 0}
        className="ml-1 min-h-6 rounded-control font-medium text-accent hover:underline disabled:text-ink-3 disabled:no-underline"
      >
        {isRefreshing ? "Refreshing…" : "Refresh"}
      </button>
    </p>
  );
}

function Freshness({ places }: { places: readonly PlaceProgress[] }) {
  const oldest = places.flatMap(({ listedAt }) => listedAt ?? []).sort()[0];
  if (!oldest) return null;
  const at = `${isoMinute(oldest).slice(0, 10)} ${utcSecond(oldest)} UTC`;
  return (
    <span className="text-ink-3">
      Listed <time dateTime={oldest}>{at}</time>, may lag up to 5 min.
    </span>
  );
}

/** Which Region lets one wait, said after ten seconds. */
function Patience({ waiting }: { waiting: readonly PlaceProgress[] }) {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLong) return null;
  return (
    <>
      Still waiting for{" "}
      {waiting.map((place) => `${place.region} (${place.accountName})`).join(", ")}.{" "}
    </>
  );
}

/** The Regions that did not answer: named in the sentence, AWS's words one click away. */
function FailedPlaces(props: {
  failed: readonly PlaceProgress[];
  onRetry: () => void;
  isRetrying: boolean;
}) {
  const { failed } = props;
  const [first] = failed;
  const words =
    failed.length === 1 && first
      ? `${first.region} (${first.accountName}): ${reason(first)}`
      : `${failed.length} Regions did not answer.`;
  return (
    <>
      <Deferred
        opens="dialog"
        trigger={
          <button
            type="button"
            className="min-h-6 rounded-control text-left text-bad underline decoration-bad/40 underline-offset-2 hover:decoration-bad"
          >
            {words}
          </button>
        }
      >
        {(trigger) => <FailedPanel trigger={trigger} {...props} />}
      </Deferred>{" "}
    </>
  );
}

function reason({ failure }: PlaceProgress): string {
  if (failure?.code === "denied-by-aws" && failure.aws?.iamAction) {
    return `access denied (${failure.aws.iamAction}).`;
  }
  return failure?.says ?? "no answer.";
}
