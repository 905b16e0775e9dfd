"use client";

import type { ReactElement } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { FailureFacts, policyStatement } from "@/components/ui/failure-alert";
import { Popover } from "@/components/ui/popover";
import type { PlaceProgress } from "@/lib/domain/inventory";

/** What each missing Region said, what would let it answer, and a way to ask again. */
export function FailedPanel({
  trigger,
  failed,
  onRetry,
  isRetrying,
}: {
  trigger: ReactElement;
  failed: readonly PlaceProgress[];
  onRetry: () => void;
  isRetrying: boolean;
}) {
  return (
    <Popover
      startsOpen
      align="start"
      title={failed.length === 1 ? "This Region is missing" : "These Regions are missing"}
      trigger={trigger}
    >
      <ul className="flex w-[min(520px,calc(100vw-56px))] flex-col gap-3">
        {failed.map((place) => (
          <FailedPlace key={`${place.accountId} ${place.region}`} place={place} />
        ))}
      </ul>
      <div className="mt-3 flex justify-end border-t pt-3">
        <Button size="small" onClick={onRetry} disabled={isRetrying}>
          {isRetrying ? "Trying again…" : "Try again"}
        </Button>
      </div>
    </Popover>
  );
}

function FailedPlace({ place }: { place: PlaceProgress }) {
  const { failure } = place;
  const statement = failure && policyStatement(failure);
  return (
    <li className="flex flex-col gap-1">
      <p className="font-medium">
        {place.region} <span className="font-normal text-ink-2">in {place.accountName}</span>
        {place.count > 0 && (
          <span className="font-normal text-ink-2">, at least {place.count} listed before</span>
        )}
      </p>
      {failure && (
        <div className="text-ink-2">
          <p>{failure.says}</p>
          <FailureFacts failure={failure} />
        </div>
      )}
      {statement && (
        <div>
          <CopyButton
            size="small"
            text={statement}
            what="the policy statement"
            words="Copy policy statement"
          />
        </div>
      )}
    </li>
  );
}
