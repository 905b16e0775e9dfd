"use client";

import Link from "next/link";
import { secretHref } from "@/components/secret/secret-link";
import { SecretName } from "@/components/secret/secret-name";
import { Ago } from "@/components/ui/date";
import { formatCount } from "@/components/ui/money";
import { Panel } from "@/components/ui/table";
import { adviceFor, type RotatingSecret, type RotationPlan } from "@/lib/domain/rotation-page";
import { collisionWords } from "@/lib/domain/rotation-words-of";
import { StandingBadge } from "./standing-badge";
import { WindowTime } from "./window-words";

/** Stuck, failed, overdue and colliding, most urgent first; each leads to what can be done. */
export function AttentionList({ plan }: { plan: RotationPlan }) {
  const { attention, attentionCount, collisions, collisionCount, checked } = plan;
  const isQuiet = attentionCount === 0 && collisionCount === 0;
  return (
    <Panel
      id="needs-attention"
      title="Needs attention"
      aside={
        <span className="text-caption text-ink-3">
          {formatCount(attentionCount + collisionCount)} of {formatCount(plan.rotating)} rotating
        </span>
      }
    >
      {isQuiet && (
        <p className="px-4 py-3 text-ink-2 text-table">
          No rotation here is stuck, failed or overdue, and no windows overlap{" "}
          {plan.view === "month" ? "this month" : "in these days"}. Checked{" "}
          {formatCount(checked.windows)} windows by function
          {checked.tags.length > 0 && ` and by the tags ${checked.tags.join(", ")}`}.
        </p>
      )}
      {/* Positioned, or what only screen readers see would lengthen the page and not the list. */}
      <ul className="relative max-h-[340px] overflow-y-auto">
        {attention.map((secret) => (
          <Item key={secret.arn} secret={secret} />
        ))}
        {attentionCount > attention.length && (
          <li className="border-t px-4 py-2 text-caption text-ink-3">
            {formatCount(attentionCount - attention.length)} more; filter by state to see them.
          </li>
        )}
        {collisions.map((collision) => (
          <li
            key={`${collision.kind} ${collision.shared}`}
            className="border-t px-4 py-2 text-table first:border-t-0"
          >
            <span className="font-medium text-warn">collision</span> {collisionWords(collision)}:{" "}
            {collision.arns.map((arn, at) => (
              <span key={arn}>
                {at > 0 && ", "}
                <Link
                  prefetch={false}
                  href={secretHref(arn, "rotation")}
                  className="rounded-control font-mono text-[12px] hover:underline"
                >
                  {collision.names[at]}
                </Link>
              </span>
            ))}
            {collision.secrets > collision.arns.length &&
              ` and ${formatCount(collision.secrets - collision.arns.length)} more`}
            <span className="text-ink-2">
              . First <WindowTime from={collision.from} to={collision.to} withDay />
              {collision.times > 1 && `, ${formatCount(collision.times)} times`}.
            </span>
          </li>
        ))}
        {collisionCount > collisions.length && (
          <li className="border-t px-4 py-2 text-caption text-ink-3">
            {formatCount(collisionCount - collisions.length)} more collisions; filter by function.
          </li>
        )}
      </ul>
    </Panel>
  );
}

function Item({ secret }: { secret: RotatingSecret }) {
  const { arn, name, region, accountName, standing, functionName } = secret;
  return (
    <li className="relative flex flex-wrap items-baseline gap-x-3 gap-y-0.5 border-t px-4 py-2 text-table first:border-t-0 hover:bg-sunken">
      <span className="w-44 shrink-0 max-cards:w-auto">
        <StandingBadge standing={standing} />
      </span>
      <span className="min-w-0 flex-1 basis-72">
        <Link
          prefetch={false}
          href={secretHref(arn, "rotation")}
          className="outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
        >
          <SecretName name={name} />
        </Link>{" "}
        <span className="text-caption text-ink-3">
          {accountName}, {region}
          {functionName && `, ${functionName}`}
        </span>
        <span className="block text-ink-2">
          {standing.since && (
            <>
              Since <Ago at={standing.since} />.{" "}
            </>
          )}
          {standing.failures !== undefined &&
            standing.failures > 1 &&
            `Failed ${standing.failures} times in a row. `}
          {adviceFor(standing)}
        </span>
        {standing.awsSays && (
          <span className="block break-names text-caption text-ink-3">
            AWS: “{standing.awsSays}”
          </span>
        )}
      </span>
    </li>
  );
}
