"use client";

import Link from "next/link";
import { StandingBadge } from "@/components/rotation/standing-badge";
import { WindowTime } from "@/components/rotation/window-words";
import { secretHref } from "@/components/secret/secret-link";
import { SecretName } from "@/components/secret/secret-name";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf, formatCount } from "@/components/ui/money";
import { Skeleton } from "@/components/ui/skeleton";
import { Panel } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";

const DAY_MS = 86_400_000;
const SHOWN = 5;

/** Which rotations are broken, and what rotates in the next 24 hours. A read of its own. */
export function RotationPanel() {
  const { data, error } = useRead("rotation", {});
  return (
    <Panel
      id="home-rotation"
      title="Rotation"
      aside={
        <Link href="/rotation" className="rounded-control text-accent text-table hover:underline">
          Open the schedule
        </Link>
      }
    >
      {data ? (
        <Content plan={data.plan} isPartial={data.window.isPartial} />
      ) : (
        <div className="p-4">
          {error ? (
            <FailureAlert title="Rotation could not be read." failure={error.failure} />
          ) : (
            <Skeleton className="h-24 w-full" />
          )}
        </div>
      )}
    </Panel>
  );
}

type Plan = NonNullable<ReturnType<typeof useRead<"rotation">>["data"]>["plan"];

function Content({ plan, isPartial }: { plan: Plan; isPartial: boolean }) {
  const { attention, attentionCount, windows, now } = plan;
  const until = new Date(Date.parse(now) + DAY_MS).toISOString();
  const soon = windows.filter(({ from, to }) => to > now && from < until);
  const atLeast = isPartial ? "at least " : "";
  return (
    <div className="grid text-table wide:grid-cols-2">
      <section
        aria-labelledby="home-broken"
        className="border-b px-4 py-3 wide:border-r wide:border-b-0"
      >
        <h3 id="home-broken" className="mb-1.5 font-medium">
          {attentionCount === 0
            ? `Nothing is broken${isPartial ? " as far as Regions have answered" : ""}`
            : `Broken: ${atLeast}${countOf(attentionCount, "rotation")}`}
        </h3>
        <ul className="flex flex-col gap-1.5">
          {attention.slice(0, SHOWN).map(({ arn, name, standing }) => (
            <li key={arn} className="flex flex-wrap items-center gap-x-2">
              <StandingBadge standing={standing} />
              <NameLink arn={arn} name={name} />
            </li>
          ))}
        </ul>
        <More count={attentionCount - SHOWN} />
      </section>
      <section aria-labelledby="home-soon" className="px-4 py-3">
        <h3 id="home-soon" className="mb-1.5 font-medium">
          {soon.length === 0
            ? "No window opens in the next 24 hours"
            : `Next 24 hours: ${atLeast}${countOf(soon.length, "window")}`}
        </h3>
        <ul className="flex flex-col gap-1.5">
          {soon.slice(0, SHOWN).map((window) => (
            <li key={`${window.arn} ${window.from}`} className="flex flex-wrap gap-x-2">
              <NameLink arn={window.arn} name={window.name} />
              <WindowTime {...window} withDay />
            </li>
          ))}
        </ul>
        <More count={soon.length - SHOWN} />
      </section>
    </div>
  );
}

function NameLink({ arn, name }: { arn: string; name: string }) {
  return (
    <Link
      prefetch={false}
      href={secretHref(arn, "rotation")}
      className="min-w-0 rounded-control hover:underline"
    >
      <SecretName name={name} />
    </Link>
  );
}

function More({ count }: { count: number }) {
  if (count <= 0) return null;
  return <p className="mt-1.5 text-caption text-ink-3">and {formatCount(count)} more</p>;
}
