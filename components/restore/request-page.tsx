"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { PageTitle } from "@/components/console/page-title";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Moment } from "@/components/ui/date";
import { FailureAlert, FailureFacts } from "@/components/ui/failure-alert";
import { Panel } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";
import type { RestoreRequestView } from "@/lib/domain/restore-view";
import { Facts } from "./facts";
import { TimeLeft } from "./inbox-page";
import { progressWords } from "./refusal-words";
import { RequestEvidence } from "./request-evidence";
import { RequestHistory } from "./request-history";
import { restoreHref } from "./restore-href";
import { RestoreBadge } from "./state-badge";

/** One request: what, why, who agreed, what will run, and what came of it. */
export function RequestPage({ id, actions }: { id: string; actions?: ReactNode }) {
  const { data: request, error } = useRead("restoreRequest", { id });
  if (!request) return <PageTitle>Restore request</PageTitle>;
  return (
    <>
      <nav aria-label="Where this is" className="mb-1.5 text-ink-2 text-table">
        <Link href={restoreHref({})} className="rounded-control hover:text-ink hover:underline">
          Restore requests
        </Link>
        <span aria-hidden> / </span>
        {request.accountName} ({request.accountId})<span aria-hidden> / </span>
        {request.region}
      </nav>
      <PageTitle
        mono
        beside={
          <>
            <RestoreBadge state={request.state} />
            {request.brokenBy && <Badge tone="bad">glass broken by {request.brokenBy}</Badge>}
          </>
        }
        below={!request.closedAt && <TimeLeft row={request} />}
      >
        {request.name}
      </PageTitle>
      <div className="flex flex-col gap-4">
        {error && <FailureAlert title="This may be out of date." failure={error.failure} />}
        {request.brokenReason && (
          <Alert tone="warn" title={`${request.brokenBy} restored this without a second person.`}>
            {request.brokenReason}
          </Alert>
        )}
        {request.result && <Result request={request} />}
        {actions}
        <div className="grid items-start gap-4 wide:grid-cols-2">
          <Asked request={request} />
          <RequestEvidence request={request} />
        </div>
        {request.checks.length > 0 && <Checks request={request} />}
        <Call request={request} />
        <RequestHistory request={request} />
      </div>
    </>
  );
}

function Asked({ request }: { request: RestoreRequestView }) {
  const facts: [string, ReactNode][] = [
    ["Why", request.reason],
    ["Ticket", request.ticket ?? "none"],
    ["Asked by", request.requesterName],
    ["Asked", <Moment key="at" at={request.createdAt} />],
    ["Deletion it is about", <Moment key="deleted" at={request.deletedAt} />],
    ["Ends", <Moment key="ends" at={request.expiresAt} />],
    [
      "Approvals",
      <>
        {progressWords(request)}
        {request.votes.map((vote) => (
          <span key={vote.who} className="block text-ink-2">
            {vote.who}: {vote.decision === "approve" ? "yes" : "no"}, <Moment at={vote.at} short />
            {vote.comment && ` “${vote.comment}”`}
          </span>
        ))}
      </>,
    ],
  ];
  return (
    <Panel id="asked" title="What is asked for">
      <Facts facts={facts} />
    </Panel>
  );
}

function Result({ request }: { request: RestoreRequestView }) {
  const { result, cloudTrailEvent } = request;
  if (!result) return null;
  const tone = request.state === "executed" ? "info" : "warn";
  return (
    <Alert tone={tone} title={result.says}>
      {request.executedBy && request.state === "executed" && <p>Run by {request.executedBy}.</p>}
      {result.awsRequestIds?.map((awsId) => (
        <p key={awsId}>
          AWS request id <code className="break-names font-mono">{awsId}</code>
        </p>
      ))}
      {cloudTrailEvent && (
        <p className="break-names">
          CloudTrail event <code className="font-mono">{cloudTrailEvent.eventId}</code>:{" "}
          {cloudTrailEvent.who}, <Moment at={cloudTrailEvent.at} short />
        </p>
      )}
      {result.failure && <FailureFacts failure={result.failure} />}
    </Alert>
  );
}

const checkLooks = {
  ok: { tone: "ok", word: "as before" },
  differs: { tone: "warn", word: "look at it" },
  waiting: { tone: "quiet", word: "not told yet" },
  "not-assessed": { tone: "quiet", word: "not assessed" },
} as const;

function Checks({ request }: { request: RestoreRequestView }) {
  return (
    <Panel id="checks" title="Is it as before?">
      <ul className="divide-y">
        {request.checks.map(({ check, state, says }) => (
          <li
            key={check}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-table"
          >
            <span className="w-64 max-w-full font-medium">{check}</span>
            <Badge tone={checkLooks[state].tone}>{checkLooks[state].word}</Badge>
            <span className="text-ink-2">{says}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Call({ request }: { request: RestoreRequestView }) {
  const { call } = request;
  return (
    <Panel
      id="call"
      title={request.closedAt ? "The call that was agreed to" : "What exactly will run"}
    >
      <div className="flex flex-col gap-1 px-4 py-3 text-table">
        <p className="break-names">
          <code className="font-mono">secretsmanager:RestoreSecret</code> on{" "}
          <code className="font-mono">{request.arn}</code>
        </p>
        <p className="break-names text-ink-2">
          as <code className="font-mono">{call.roleArn}</code>, session{" "}
          <code className="font-mono">{call.sessionName}</code>, the approver as source identity, 15
          minutes, under this session policy:
        </p>
        <pre className="overflow-x-auto whitespace-pre-wrap break-names rounded-control bg-sunken px-3 py-2 font-mono text-[12px]">
          {call.sessionPolicy}
        </pre>
      </div>
    </Panel>
  );
}
