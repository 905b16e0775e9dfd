"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { CopyButton } from "@/components/ui/copy-button";
import { utcSecond } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { Skeleton } from "@/components/ui/skeleton";
import { Panel } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";
import type { SecretDetail } from "@/lib/domain/secret";
import { secretHref } from "./secret-link";
import { StatementList } from "./statement-list";
import { TagList } from "./tag-list";

/** Who the secret itself lets in, and its tags. */
export function PolicyTab({
  secret,
  mayChangeTags,
  actions,
}: {
  secret: SecretDetail;
  mayChangeTags: boolean;
  /** What this role may do to the policy, chosen by the server. */
  actions: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-4">
      {secret.isReplica ? (
        <PolicyOfPrimary secret={secret} />
      ) : (
        <>
          <AttachedPolicy secret={secret} />
          {actions}
        </>
      )}
      <TagList secret={secret} mayChange={mayChangeTags && !secret.isReplica} />
    </div>
  );
}

/** AWS answers for a replica only in the primary's Region (facts 2.5). */
function PolicyOfPrimary({ secret }: { secret: SecretDetail }) {
  const primary = secret.arn.replace(`:${secret.region}:`, `:${secret.primaryRegion}:`);
  return (
    <Alert
      tone="info"
      title={`This is a replica: policy and tags are those of the primary in ${secret.primaryRegion}.`}
      actions={
        <Link href={secretHref(primary, "policy")} className="font-medium text-table underline">
          Open the primary’s policy
        </Link>
      }
    >
      AWS refuses to read or change them here.
    </Alert>
  );
}

/** The policy in words, and as AWS prints it. */
export function AttachedPolicy({ secret }: { secret: SecretDetail }) {
  const { data, error } = useRead("policy", { arn: secret.arn });
  if (!data && error) {
    return <FailureAlert title="The resource policy could not be read." failure={error.failure} />;
  }
  if (!data) return <Skeleton className="h-40 w-full" />;
  const { policy, readAt } = data;
  return (
    <Panel
      id="policy"
      title="Resource policy"
      aside={policy && <CopyButton text={policy} what="the resource policy" />}
    >
      {policy ? (
        <>
          <StatementList policy={policy} arn={secret.arn} />
          <details className="border-t px-4 py-2 text-table">
            <summary className="cursor-pointer text-ink-2">As AWS prints it</summary>
            <pre className="break-names mt-2 whitespace-pre-wrap font-mono text-[12px]">
              {policy}
            </pre>
          </details>
        </>
      ) : (
        <p className="px-4 py-3 text-ink-2 text-table">
          No policy. Principals of account {secret.accountId} get in by their own IAM policies;
          nobody from another account does.
        </p>
      )}
      <p className="border-t px-4 py-2 text-caption text-ink-3">
        Read from AWS at{" "}
        <time dateTime={readAt} className="tabular">
          {utcSecond(readAt)} UTC
        </time>
        . IAM policies, permission boundaries and organization policies decide as well.
      </p>
    </Panel>
  );
}
