"use client";

import type { ReactNode } from "react";
import { useSession } from "@/components/console/use-session";
import { RotationBadge } from "@/components/secret/rotation-badge";
import { Badge } from "@/components/ui/badge";
import { useClock } from "@/components/ui/clock";
import { Day, daysWords, dayTime, isoMinute } from "@/components/ui/date";
import { formatUsd } from "@/components/ui/money";
import type { InventoryQuery } from "@/lib/domain/inventory";
import type { SecretSummary } from "@/lib/domain/secret";

export interface Column {
  id: string;
  head: string;
  /** Column head with the zone of its times. */
  hasZone?: boolean;
  sort?: InventoryQuery["sort"];
  number?: boolean;
  /** Share of the width, and from which width of the screen on it is there. */
  look: string;
  Cell: (props: { secret: SecretSummary }) => ReactNode;
}

/** Columns after the name, in their order. Narrow screens leave some out; the row says the rest. */
export const columns: readonly Column[] = [
  {
    id: "region",
    head: "Region",
    sort: "region",
    look: "w-[10%] max-wide:w-[18%] max-cards:w-32 max-cards:text-right",
    Cell: Region,
  },
  { id: "account", head: "Account", look: "w-[9%] max-wide:hidden", Cell: Account },
  { id: "owner", head: "Owner", sort: "owner", look: "w-[12.5%] max-wide:hidden", Cell: Owner },
  {
    id: "key",
    head: "Key",
    look: "w-[10%] max-wide:hidden",
    Cell: Key,
  },
  {
    id: "value-age",
    head: "Value age",
    sort: "value-age",
    number: true,
    look: "w-[8.5%] max-wide:hidden",
    Cell: ValueAge,
  },
  {
    id: "last-read",
    head: "Last read",
    sort: "last-read",
    number: true,
    look: "w-[7.5%] max-wide:w-[14%] max-cards:hidden",
    Cell: LastRead,
  },
  {
    id: "rotation",
    head: "Rotation",
    sort: "rotation",
    look: "w-[14%] max-wide:w-[25%] max-cards:hidden",
    Cell: Rotation,
  },
  {
    id: "next-rotation",
    head: "Next window",
    hasZone: true,
    sort: "next-rotation",
    look: "w-[13%] max-wide:hidden",
    Cell: NextWindow,
  },
  {
    id: "cost",
    head: "$/month",
    sort: "cost",
    number: true,
    look: "w-[6.5%] max-wide:hidden",
    Cell: Cost,
  },
];

/** Hidden unless a person asks for them. */
export const hiddenAtFirst = ["account", "key"];

const none = <span className="text-ink-3">–</span>;

function Region({ secret }: { secret: SecretSummary }) {
  const replicas = secret.replicaRegions.length;
  return (
    <span className="flex items-baseline gap-1.5 max-cards:justify-end">
      <span className="truncate">{secret.region}</span>
      {replicas > 0 && (
        <span className="shrink-0 text-ink-3">
          +{replicas} {replicas === 1 ? "replica" : "replicas"}
        </span>
      )}
      {secret.isReplica && <span className="truncate text-ink-3">of {secret.primaryRegion}</span>}
    </span>
  );
}

function Account({ secret }: { secret: SecretSummary }) {
  const account = useSession()?.accounts.find(({ id }) => id === secret.accountId);
  return (
    <span title={secret.accountId} className="block truncate">
      {account?.name ?? secret.accountId}
    </span>
  );
}

function Owner({ secret }: { secret: SecretSummary }) {
  if (secret.owner) return <span className="block truncate">{secret.owner}</span>;
  return (
    <span className="block truncate text-ink-3">
      {secret.owningService ? `managed by ${secret.owningService.toUpperCase()}` : "no owner"}
    </span>
  );
}

function Key({ secret }: { secret: SecretSummary }) {
  if (secret.usesDefaultKey) return <span className="text-ink-3">aws-managed</span>;
  return (
    <span className="block truncate font-mono text-[12px]">
      {secret.kmsKeyId?.split("/").at(-1) ?? "customer"}
    </span>
  );
}

function ValueAge({ secret }: { secret: SecretSummary }) {
  const { atLeast, atMost } = secret.valueAgeDays;
  if (atLeast === atMost) return <>{daysWords(atMost)}</>;
  return (
    <span title={`The list only bounds it: between ${daysWords(atLeast)} and ${daysWords(atMost)}`}>
      <span className="text-ink-3">≤ </span>
      {daysWords(atMost)}
    </span>
  );
}

function LastRead({ secret }: { secret: SecretSummary }) {
  return secret.lastReadDay ? (
    <Day day={secret.lastReadDay} />
  ) : (
    <span className="text-ink-3">never</span>
  );
}

function Rotation({ secret }: { secret: SecretSummary }) {
  return <StateBadge secret={secret} />;
}

/** What most needs saying: a scheduled deletion, else how rotation stands. */
export function StateBadge({ secret }: { secret: SecretSummary }) {
  if (secret.deletionRequestedAt) {
    return (
      <Badge tone="bad" failed>
        pending deletion
      </Badge>
    );
  }
  return <RotationBadge rotation={secret.rotation} />;
}

function NextWindow({ secret }: { secret: SecretSummary }) {
  const { zone, localZone } = useClock();
  const { nextRotationBy: by, nextRotationFrom: from } = secret;
  if (!by || secret.deletionRequestedAt) return none;
  const timeZone = zone === "local" && localZone ? localZone : "UTC";
  const start = from && dayTime(from, timeZone);
  const end = dayTime(by, timeZone);
  const sameDay = start?.split(", ")[0] === end.split(", ")[0];
  return (
    <time
      dateTime={by}
      title={`${from ? `some time from ${isoMinute(from)} ` : "by "}${from ? `to ${isoMinute(by)}` : isoMinute(by)} UTC`}
      className="tabular block truncate"
    >
      {start ? `${start}–${sameDay ? end.split(", ")[1] : end}` : `by ${end}`}
    </time>
  );
}

function Cost({ secret }: { secret: SecretSummary }) {
  const { monthlyUsd } = secret;
  return <>{monthlyUsd === undefined ? "not known" : formatUsd(monthlyUsd, true)}</>;
}
