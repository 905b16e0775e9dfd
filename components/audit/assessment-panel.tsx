import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf, formatCount, formatUsd } from "@/components/ui/money";
import { Panel } from "@/components/ui/table";
import { assessSecrets } from "@/lib/actions/controls";
import { useAction } from "@/lib/browser/use-action";
import type { AssessmentView, PassOffer, PassProgress, PassStop } from "@/lib/domain/assessment";
import type { LookKind } from "@/lib/domain/control-looks";
import type { ControlsPage } from "@/lib/domain/controls-page";

/** What no list tells: how much of it is known, and the buttons that have AWS asked for the rest. */
export function AssessmentPanel({
  page: { assessment, places, isListing },
}: {
  page: Pick<ControlsPage, "assessment" | "places" | "isListing">;
}) {
  const assess = useAction(assessSecrets);
  const { pass, due, again } = assessment;
  const isBusy = assess.isPending || pass?.state === "running";
  const start = ({ calls }: PassOffer, isAgain: boolean) => assess.run({ calls, again: isAgain });
  return (
    <Panel
      id="assessment"
      title="Policies, keys and replicas"
      aside={
        <div className="flex flex-wrap justify-end gap-2">
          {due.calls > 0 && (
            <Button size="small" disabled={isBusy || isListing} onClick={() => start(due, false)}>
              {pass?.state === "broken off" ? "Go on" : "Assess"}: {priced(due)}
            </Button>
          )}
          {again && (
            <Button
              look="ghost"
              size="small"
              disabled={isBusy || isListing}
              onClick={() => start(again, true)}
            >
              Everything again: {priced(again)}
            </Button>
          )}
        </div>
      }
    >
      <div className="flex flex-col gap-3 p-4">
        <div className="flex flex-col gap-1 text-ink-2 text-table">
          <p role="status">{knownWords(assessment)}</p>
          {pass && <PassWords pass={pass} />}
          {isListing && due.calls > 0 && <p>It can be begun when the Regions are listed.</p>}
        </div>
        {assess.failure && <FailureAlert title="AWS was not asked." failure={assess.failure} />}
        {pass?.stops.map((stop) => (
          <FailureAlert
            key={`${stop.accountId} ${stop.region} ${stop.kind}`}
            title={stopWords(stop, places)}
            failure={stop.failure}
          />
        ))}
      </div>
    </Panel>
  );
}

function priced({ calls, usd }: PassOffer): string {
  return `${countOf(calls, "call")}, ${usd === undefined ? "price not known" : `about ${formatUsd(usd)}`}`;
}

function knownWords({ looks, fresh, due, assessedDays }: AssessmentView): string {
  if (looks === 0)
    return "Nothing here has a policy, a key of its own or replicas to be asked for.";
  const left = due.left > 0 ? ` One press makes ${formatCount(due.looks)} looks of them.` : "";
  const known =
    fresh === looks
      ? `All ${formatCount(looks)} looks are known.`
      : `${formatCount(fresh)} of ${countOf(looks, "look")} are known; the rest is “not assessed” or old.${left}`;
  return `No list tells these: AWS is asked one by one, on a press only, under your own role. ${known} A look is due again after ${countOf(assessedDays, "day")}, or when the secret changed.`;
}

function PassWords({ pass }: { pass: PassProgress }) {
  const { state, who, startedAt, endedAt, planned, made, refused } = pass;
  const refusals = refused > 0 ? `, ${formatCount(refused)} of them refused` : "";
  const count = `${formatCount(made)} of ${countOf(planned, "look")}${refusals}`;
  if (state === "running")
    return (
      <p role="status">
        Asking AWS for {who}: {count}. You may leave this page.
      </p>
    );
  if (state === "broken off")
    return (
      <p role="status">
        What {who} began <Moment at={startedAt} short /> broke off after {count}. What was answered
        is kept; the rest can be gone on with.
      </p>
    );
  return (
    <p role="status">
      Asked last by {who}, ended <Moment at={endedAt ?? startedAt} />: {count}.
    </p>
  );
}

const kindWords: Record<LookKind, string> = {
  policy: "resource policies",
  key: "keys",
  replication: "replicas",
};

function stopWords({ accountId, region, kind, left }: PassStop, places: ControlsPage["places"]) {
  const name = places.find((place) => place.accountId === accountId)?.accountName ?? accountId;
  return `${name} ${region}: ${formatCount(left)} of the ${kindWords[kind]} were not looked at.`;
}
