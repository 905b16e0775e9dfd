"use client";

import { useEffect, useRef, useState } from "react";
import { StepUp } from "@/components/secret/step-up";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { FailureAlert } from "@/components/ui/failure-alert";
import { TextField } from "@/components/ui/field";
import { announce } from "@/components/ui/status";
import { makeCalendarFeed } from "@/lib/actions/calendar";
import { useRead } from "@/lib/browser/read";
import { perform } from "@/lib/browser/use-action";
import type { FailureView } from "@/lib/domain/failure";
import {
  FEED_DAYS,
  FEED_PROOF_DAYS,
  type FeedFilter,
  feedFilterWords,
} from "@/lib/domain/rotation-feed";
import { OwnFeeds } from "./own-feeds";

/** Makes an address for a calendar program, shows it this once, and lists those there are. */
export function CalendarDialog({ filter, onClose }: { filter: FeedFilter; onClose: () => void }) {
  const { data, error, refetch } = useRead("calendarFeeds", {});
  // An address opens the schedule: it lives here and in no cache, and is gone with the dialog.
  const [address, setAddress] = useState<string>();
  const [failure, setFailure] = useState<FailureView>();
  const [isPending, setPending] = useState(false);
  const make = async () => {
    setPending(true);
    const outcome = await perform(makeCalendarFeed, filter);
    setPending(false);
    setFailure(outcome.ok ? undefined : outcome.failure);
    if (outcome.ok) {
      setAddress(outcome.data.address);
      announce("The address is made. It is shown this once.");
    }
    await refetch();
  };
  return (
    <Dialog
      open
      wide
      busy={isPending}
      onOpenChange={onClose}
      title="Subscribe in a calendar"
      description={`Rotation windows of the next ${FEED_DAYS} days under this page's filters: ${feedFilterWords(filter)}. As your role lists them; metadata, never a value.`}
      actions={
        <>
          <Button onClick={onClose} disabled={isPending}>
            Close
          </Button>
          {!address && (
            <Button look="primary" onClick={make} disabled={isPending}>
              {isPending ? "Making…" : "Make an address"}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {address ? (
          <NewAddress address={address} />
        ) : (
          <p className="text-ink-2 text-table">
            Whoever has the address reads names, accounts, Regions and times without signing in:
            treat it like a password. It ends when you revoke it, sign out everywhere or lose your
            role, and in any case after a year. While you have not signed in for {FEED_PROOF_DAYS}{" "}
            days, it is silent.
          </p>
        )}
        {failure?.code === "step-up-needed" ? (
          <StepUp />
        ) : (
          failure && <FailureAlert title="No address was made." failure={failure} />
        )}
        {error && <FailureAlert title="Your addresses are not shown." failure={error.failure} />}
        {data && <OwnFeeds feeds={data.feeds} onRevoked={() => refetch()} />}
      </div>
    </Dialog>
  );
}

function NewAddress({ address }: { address: string }) {
  const field = useRef<HTMLInputElement>(null);
  // The button that made it is gone, and with it the place where the keyboard was.
  useEffect(() => field.current?.focus(), []);
  return (
    <div className="flex flex-col gap-3">
      <Alert tone="warn" title="Copy it now: it is not shown again.">
        In your calendar program add a calendar “by URL” or “from the internet”. It shows what was
        listed when somebody of your role last looked here, and says when that was.
      </Alert>
      <div className="flex flex-wrap items-end gap-2">
        <TextField
          ref={field}
          label="Address of the calendar"
          className="min-w-56 flex-1"
          value={address}
          readOnly
          autoComplete="off"
          spellCheck={false}
          onFocus={({ target }) => target.select()}
        />
        <CopyButton text={address} what="the address of the calendar" words="Copy" />
      </div>
    </div>
  );
}
