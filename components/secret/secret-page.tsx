"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { PageTitle } from "@/components/console/page-title";
import { SecretRotationTab } from "@/components/rotation/secret-rotation";
import { Badge } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { daysWords, utcSecond } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { late } from "@/components/ui/late";
import { LinkTabs } from "@/components/ui/link-tabs";
import { Skeleton } from "@/components/ui/skeleton";
import { useRead } from "@/lib/browser/read";
import type { ReadInput } from "@/lib/browser/read-key";
import type { SecretDetail } from "@/lib/domain/secret";
import { Overview } from "./overview";
import { RotationBadge } from "./rotation-badge";
import { type SecretTab, secretHref, secretTabs } from "./secret-link";
import { TimelineTab } from "./timeline-tab";

// Each comes when its tab is opened: most pages are left without it.
const PolicyTab = late(
  () => import("./policy-tab").then((file) => file.PolicyTab),
  <Skeleton className="h-64 w-full" />,
);
const ReplicasTab = late(
  () => import("./replicas-tab").then((file) => file.ReplicasTab),
  <Skeleton className="h-64 w-full" />,
);
const AccessTab = late(
  () => import("./access-tab").then((file) => file.AccessTab),
  <Skeleton className="h-64 w-full" />,
);
const ActivityTab = late(
  () => import("./activity-tab").then((file) => file.ActivityTab),
  <Skeleton className="h-64 w-full" />,
);

/** One secret: what it is and how it stands above, one tab below. */
export function SecretPage({
  query,
  tab,
  mayChangeTags,
  mayReadFunctionLog,
  value,
  versions,
  rotation,
  actions,
  deletion,
}: {
  query: ReadInput<"secret">;
  tab: SecretTab;
  mayChangeTags: boolean;
  mayReadFunctionLog: boolean;
  /** The panel of the Value tab, chosen by the server for this role. */
  value: ReactNode;
  /** What this role may do with versions, chosen by the server. */
  versions: ReactNode;
  /** What this role may do with rotation, chosen by the server. */
  rotation: ReactNode;
  /** What this role may do on any other tab, chosen by the server. */
  actions: ReactNode;
  /** The way to schedule a deletion, for those who may. */
  deletion: ReactNode;
}) {
  const { data: secret, error } = useRead("secret", query);
  if (!secret) return <PageTitle>Secret</PageTitle>;
  return (
    <>
      <nav aria-label="Where this is" className="mb-1.5 text-ink-2 text-table">
        <Link href="/inventory" className="rounded-control hover:text-ink hover:underline">
          Inventory
        </Link>
        <span aria-hidden> / </span>
        {secret.accountName}
        <span aria-hidden> / </span>
        {secret.region}
      </nav>
      <PageTitle
        mono
        beside={<States secret={secret} />}
        below={<Sentence secret={secret} />}
        actions={
          <>
            {deletion}
            <CopyButton text={secret.arn} what="the ARN" words="Copy ARN" />
          </>
        }
      >
        {secret.name}
      </PageTitle>
      <Tabs arn={secret.arn} tab={tab} />
      {error && (
        <div className="mb-4">
          <FailureAlert title="This may be out of date." failure={error.failure} />
        </div>
      )}
      {tab === "value" && value}
      {tab === "timeline" && <TimelineTab secret={secret} actions={versions} />}
      {tab === "rotation" && (
        <SecretRotationTab secret={secret} mayReadLog={mayReadFunctionLog} actions={rotation} />
      )}
      {tab === "access" && <AccessTab secret={secret} />}
      {tab === "activity" && <ActivityTab secret={secret} />}
      {tab === "replicas" && <ReplicasTab secret={secret} actions={actions} />}
      {tab === "policy" && (
        <PolicyTab secret={secret} mayChangeTags={mayChangeTags} actions={actions} />
      )}
      {tab === "overview" && <Overview secret={secret} mayChangeTags={mayChangeTags} />}
    </>
  );
}

function States({ secret }: { secret: SecretDetail }) {
  return (
    <>
      {secret.deletionRequestedAt ? (
        <Badge tone="bad" failed>
          pending deletion
        </Badge>
      ) : (
        <RotationBadge rotation={secret.rotation} />
      )}
      {secret.owningService && (
        <Badge tone="quiet" icon={false}>
          managed by {secret.owningService.toUpperCase()}
        </Badge>
      )}
      {secret.isReplica && (
        <Badge tone="quiet" icon={false}>
          replica of {secret.primaryRegion}
        </Badge>
      )}
      <Badge tone="quiet" icon={false}>
        {secret.usesDefaultKey ? "aws/secretsmanager" : keyWord(secret.kmsKeyId)}
      </Badge>
    </>
  );
}

function keyWord(kmsKeyId: string | undefined): string {
  return kmsKeyId?.split(":").at(-1) ?? "customer key";
}

/** Description, owner, age of the value, last read and how fresh this page is. */
function Sentence({ secret }: { secret: SecretDetail }) {
  const { currentVersionCreatedAt: since, description, owner, lastReadDay } = secret;
  const age =
    since && daysWords(Math.floor((Date.parse(secret.readAt) - Date.parse(since)) / 864e5));
  const parts = [
    description?.replace(/\.?$/, "."),
    owner ? `Owner ${owner}.` : "No owner.",
    age && `Value is ${age} old,`,
    lastReadDay ? `last read ${lastReadDay} (day).` : "never read here.",
  ];
  return (
    <>
      {parts.filter(Boolean).join(" ")}{" "}
      <span className="text-ink-3">
        Read from AWS at{" "}
        <time dateTime={secret.readAt} className="tabular">
          {utcSecond(secret.readAt)} UTC
        </time>
        .
      </span>
    </>
  );
}

function Tabs({ arn, tab: current }: { arn: string; tab: SecretTab }) {
  const tabs = secretTabs.map(({ tab, says }) => ({
    says,
    href: secretHref(arn, tab),
    isCurrent: tab === current,
  }));
  return <LinkTabs label="Parts of this secret" tabs={tabs} />;
}
