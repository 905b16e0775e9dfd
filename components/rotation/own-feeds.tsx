"use client";

import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Ago, Moment } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { announce } from "@/components/ui/status";
import { revokeCalendarFeed } from "@/lib/actions/calendar";
import { useAction } from "@/lib/browser/use-action";
import { feedFilterWords, type OwnFeed } from "@/lib/domain/rotation-feed";

/** The calendar addresses that I have made, each with a way to end it. */
export function OwnFeeds({
  feeds,
  onRevoked,
}: {
  feeds: readonly OwnFeed[];
  onRevoked: () => void;
}) {
  const revoke = useAction(revokeCalendarFeed);
  const heading = useRef<HTMLHeadingElement>(null);
  const end = async ({ id }: OwnFeed) => {
    const outcome = await revoke.run({ feedId: id });
    onRevoked();
    if (!outcome.ok) return;
    announce("Revoked. The address answers nobody any more.");
    // The button goes with its line.
    heading.current?.focus();
  };
  return (
    <section aria-labelledby="own-feeds" className="flex flex-col gap-2">
      <h3 ref={heading} tabIndex={-1} id="own-feeds" className="font-semibold text-table">
        My addresses
      </h3>
      {revoke.failure && <FailureAlert title="Nothing was revoked." failure={revoke.failure} />}
      {feeds.length === 0 && <p className="text-ink-2 text-table">None that still answers.</p>}
      <ul className="flex flex-col">
        {feeds.map((feed) => (
          <li
            key={feed.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t py-2 text-table"
          >
            <div className="min-w-48 flex-1">
              <p className="break-words">
                {feedFilterWords(feed.filter)}
                <span className="text-ink-3"> · as {feed.role}</span>
              </p>
              <p className="text-caption text-ink-2">
                made <Moment at={feed.createdAt} short />,{" "}
                {feed.lastFetchedAt ? (
                  <>
                    last fetched <Ago at={feed.lastFetchedAt} />
                  </>
                ) : (
                  "never fetched"
                )}
                , ends <Moment at={feed.expiresAt} short />
              </p>
            </div>
            <Button size="small" disabled={revoke.isPending} onClick={() => end(feed)}>
              Revoke
              <span className="sr-only"> the address for {feedFilterWords(feed.filter)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
