"use client";

import { PageTitle } from "@/components/console/page-title";
import { useSession } from "@/components/console/use-session";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Ago, Moment, MomentCell, useZoneName } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf } from "@/components/ui/money";
import { announce } from "@/components/ui/status";
import { Panel, Table, Td, Th } from "@/components/ui/table";
import { endSession } from "@/lib/actions/session";
import { signOutHere } from "@/lib/browser/sign-in";
import { useAction } from "@/lib/browser/use-action";
import type { OwnSession, SessionView } from "@/lib/domain/session";

/** Where I am signed in, with a way to end each of these sessions. */
export function SessionList() {
  const session = useSession();
  if (!session) return <PageTitle>Sessions</PageTitle>;
  return (
    <>
      <PageTitle
        below={`${countOf(session.sessions.length, "open session")}. A session ends by itself when it is left alone, and at the latest at its limit.`}
      >
        Sessions
      </PageTitle>
      <div className="flex flex-col gap-4">
        <Sessions sessions={session.sessions} />
        <Limits session={session} />
      </div>
    </>
  );
}

function Sessions({ sessions }: { sessions: readonly OwnSession[] }) {
  const zone = useZoneName();
  const end = useAction(endSession);
  const finish = async (session: OwnSession) => {
    const outcome = await end.run({ sessionId: session.id });
    if (!outcome.ok) return;
    announce("The session has ended.");
    if (session.isThis) await signOutHere();
  };
  return (
    <>
      {end.failure && <FailureAlert title="The session was not ended." failure={end.failure} />}
      <Table caption="My sessions">
        <thead>
          <tr>
            <Th>Browser</Th>
            <Th>Signed in, {zone}</Th>
            <Th>Last seen</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.id}>
              <th scope="row" className="h-11 border-t px-3 py-1.5 pl-4 font-normal">
                <span title={session.userAgent} className="mr-2">
                  {browserOf(session.userAgent)}
                </span>
                {session.isThis && <Badge tone="info">this one</Badge>}
              </th>
              <Td>
                <MomentCell at={session.startedAt} />
              </Td>
              <Td>
                <Ago at={session.lastSeenAt} />
              </Td>
              <Td number>
                <Button size="small" disabled={end.isPending} onClick={() => finish(session)}>
                  {session.isThis ? "Sign out" : "End"}
                  <span className="sr-only"> {browserOf(session.userAgent)}</span>
                </Button>
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}

function Limits({ session }: { session: SessionView }) {
  const rows = [
    { says: "Last proven sign-in", at: session.authenticatedAt },
    { says: "Values and changes without a new sign-in until", at: session.stepUpUntil },
    { says: "Ends if left alone", at: session.idleExpiresAt },
    { says: "Ends at the latest", at: session.expiresAt },
    ...session.awsCredentials.map(({ accountName, accountId, expiresAt }) => ({
      says: `AWS credentials for ${accountName} (${accountId}) until`,
      at: expiresAt,
    })),
  ];
  return (
    <Panel id="limits" title="This session">
      <dl className="px-4 py-2 text-table">
        {rows.map(({ says, at }) => (
          <div key={says} className="grid gap-x-6 py-1 cards:grid-cols-[300px_1fr]">
            <dt className="text-ink-2">{says}</dt>
            <dd>
              <Moment at={at} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

const browsers: readonly [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: readonly [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/** "Chrome on Linux", as far as the browser says; the whole text is in the tooltip. */
function browserOf(userAgent: string | undefined): string {
  const find = (list: readonly [RegExp, string][]) =>
    list.find(([pattern]) => pattern.test(userAgent ?? ""))?.[1];
  return [find(browsers) ?? "Unknown browser", find(systems)].filter(Boolean).join(" on ");
}
