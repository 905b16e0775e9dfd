"use client";

import dynamic from "next/dynamic";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { PageTitle } from "@/components/console/page-title";
import { ListingSentence } from "@/components/inventory/listing-sentence";
import { Alert } from "@/components/ui/alert";
import { Button, ButtonLink, buttonClass } from "@/components/ui/button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf, formatCount } from "@/components/ui/money";
import { Skeleton } from "@/components/ui/skeleton";
import { refreshInventory } from "@/lib/actions/inventory";
import { useRead } from "@/lib/browser/read";
import { useAction } from "@/lib/browser/use-action";
import { type RotationPlan, rotationViews, type TrailState } from "@/lib/domain/rotation-page";
import {
  feedFilterOf,
  type RotationAddress,
  readRotationAddress,
  rotationHref,
  rotationInput,
} from "./address";
import { Agenda } from "./agenda";
import { AttentionList } from "./attention-list";
import { Filters } from "./filters";
import { Month } from "./month";
import { Week } from "./week";
import { dayWords } from "./window-words";

/** Loaded when somebody asks for it. */
const CalendarDialog = dynamic(
  () => import("./calendar-dialog").then((file) => file.CalendarDialog),
  { ssr: false },
);

/** Everything that rotates: what needs somebody above, then the calendar. */
export function RotationPage() {
  const router = useRouter();
  const address = readRotationAddress(useSearchParams());
  const { data, error } = useRead("rotation", rotationInput(address));
  const refresh = useAction(refreshInventory);
  const [isSubscribing, setSubscribing] = useState(false);
  if (!data) {
    return (
      <>
        <PageTitle>Rotation</PageTitle>
        {error ? <FailureAlert failure={error.failure} /> : <Skeleton className="h-96 w-full" />}
      </>
    );
  }
  const { plan, window, trail } = data;
  const exported = rotationHref(address).replace("/rotation", "/api/export/rotation");
  return (
    <>
      <PageTitle
        below={
          <>
            <ListingSentence
              listing={window}
              onRefresh={() => refresh.run({})}
              isRefreshing={refresh.isPending}
            />
            <TrailWords trail={trail} />
          </>
        }
        actions={
          <>
            <ButtonLink href="/rotation/history">Run history</ButtonLink>
            <ButtonLink prefetch={false} href="/audit?tab=controls&control=changed-in-time">
              Compliance
            </ButtonLink>
            <Button onClick={() => setSubscribing(true)}>Subscribe…</Button>
            <a href={exported} download className={buttonClass()}>
              Export CSV
            </a>
          </>
        }
      >
        Rotation
      </PageTitle>
      {isSubscribing && (
        <CalendarDialog filter={feedFilterOf(address)} onClose={() => setSubscribing(false)} />
      )}
      <div className="flex flex-col gap-4">
        {error && <FailureAlert title="This may be out of date." failure={error.failure} />}
        <Filters
          plan={plan}
          places={window.places}
          address={address}
          onChange={(some) =>
            router.replace(rotationHref({ ...address, ...some }), { scroll: false })
          }
        />
        {trail.failed.slice(0, 1).map(({ accountName, region, failure }) => (
          <FailureAlert
            key={region}
            title={`CloudTrail could not be read in ${countOf(trail.failed.length, "Region")}, among them ${region} (${accountName}): dates and labels are shown there, and no failing step.`}
            failure={failure}
          />
        ))}
        <AttentionList plan={plan} />
        <section aria-labelledby="calendar" className="flex flex-col gap-3">
          <CalendarHead plan={plan} address={address} />
          {plan.clockChanges.map(({ at, timeZone, movesMinutes }) => (
            <Alert
              key={at}
              tone="info"
              title={`Clocks change in ${timeZone} on ${dayWords(at)}: windows stay where they are in UTC and are ${Math.abs(movesMinutes)} minutes ${movesMinutes > 0 ? "later" : "earlier"} by the clock there from then on.`}
            />
          ))}
          <Calendar plan={plan} address={address} isPartial={window.isPartial} />
        </section>
      </div>
    </>
  );
}

function Calendar({
  plan,
  address,
  isPartial,
}: {
  plan: RotationPlan;
  address: RotationAddress;
  isPartial: boolean;
}) {
  if (plan.rotating === 0) return <NothingRotates plan={plan} isPartial={isPartial} />;
  if (plan.view === "month") return <Month plan={plan} address={address} />;
  if (plan.windowCount === 0) {
    return (
      <p className="rounded-panel border bg-panel px-4 py-6 text-ink-2 text-table">
        {isPartial && "As far as Regions have answered: "}
        {countOf(plan.rotating, "secret")} rotate here, and none of their windows opens in these
        days.
      </p>
    );
  }
  if (plan.view === "agenda") return <Agenda plan={plan} address={address} />;
  return (
    <>
      <Week plan={plan} />
      <Agenda plan={plan} address={{ ...address, view: "agenda" }} />
    </>
  );
}

function NothingRotates({ plan, isPartial }: { plan: RotationPlan; isPartial: boolean }) {
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-panel border bg-panel px-4 py-6 text-ink-2 text-table">
      <p>
        {isPartial && "As far as Regions have answered: "}
        No secret in this scope has automatic rotation on. {formatCount(plan.couldRotate)} could
        (they are not managed by another service).
      </p>
      {plan.couldRotate > 0 && (
        <ButtonLink size="small" href="/inventory?q=rotation%3Anone">
          Show them
        </ButtonLink>
      )}
    </div>
  );
}

function CalendarHead({ plan, address }: { plan: RotationPlan; address: RotationAddress }) {
  const from = Date.parse(plan.from);
  const lastDay = new Date(Date.parse(plan.to) - 1).toISOString();
  const before = plan.view === "month" ? from - 864e5 : from - 7 * 864e5;
  const go = (ms: number) =>
    rotationHref({ ...address, day: new Date(ms).toISOString().slice(0, 10), offset: 0 });
  const title =
    plan.view === "month"
      ? new Intl.DateTimeFormat("en-GB", {
          month: "long",
          year: "numeric",
          timeZone: "UTC",
        }).format(from)
      : `${dayWords(plan.from)} to ${dayWords(lastDay)}`;
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <h2 id="calendar" className="font-semibold text-section">
        {title}
        <span className="ml-2 font-normal text-caption text-ink-3">
          UTC, {countOf(plan.windowCount, "window")}
        </span>
      </h2>
      <div className="flex flex-wrap items-center gap-2">
        <nav aria-label="Views" className="flex gap-1">
          {rotationViews.map((view) => (
            <ButtonLink
              key={view}
              size="small"
              replace
              scroll={false}
              look={view === plan.view ? "secondary" : "ghost"}
              aria-current={view === plan.view ? "true" : undefined}
              href={rotationHref({ ...address, view, offset: 0 })}
            >
              {view[0]?.toUpperCase()}
              {view.slice(1)}
            </ButtonLink>
          ))}
        </nav>
        <nav aria-label="Stretch of time" className="flex gap-1">
          <ButtonLink size="small" scroll={false} href={go(before)} aria-label="Earlier">
            ‹
          </ButtonLink>
          <ButtonLink
            size="small"
            scroll={false}
            href={rotationHref({ ...address, day: undefined, offset: 0 })}
          >
            Today
          </ButtonLink>
          <ButtonLink size="small" scroll={false} href={go(Date.parse(plan.to))} aria-label="Later">
            ›
          </ButtonLink>
        </nav>
      </div>
    </div>
  );
}

function TrailWords({ trail }: { trail: TrailState }) {
  const { whole, places, isReading } = trail;
  return (
    <p className="text-ink-3">
      CloudTrail read back 90 days in {whole} of {countOf(places, "Region")}
      {isReading && "; reading on, at two look-ups a second"}. Failures of what is not read yet are
      not known here.
    </p>
  );
}
