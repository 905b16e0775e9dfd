import "server-only";
import { sessionPolicy } from "@/lib/aws/session-policy";
import { config } from "@/lib/config";
import type { KnownRequest } from "@/lib/db/restore-inbox";
import {
  closedCount,
  closedRequests,
  type EventRow,
  knownRequest,
  liveRequests,
  ownRequests,
} from "@/lib/db/restore-inbox";
import { approverOf } from "@/lib/db/restore-requests";
import { trailOfSecrets } from "@/lib/db/trail";
import { isDeniedRead } from "@/lib/domain/deletion-clock";
import { Failure } from "@/lib/domain/failure";
import { type Place, placeOf } from "@/lib/domain/place";
import { restoreChecks } from "@/lib/domain/restore-checks";
import type { Inbox } from "@/lib/domain/restore-inputs";
import { isLive, isSamePerson, progressOf, voteRefusal } from "@/lib/domain/restore-request";
import {
  PAGE_ROWS,
  type RestoreEventView,
  type RestoreInbox,
  type RestoreRequestView,
  type RestoreSummary,
} from "@/lib/domain/restore-view";
import type { Session } from "@/lib/domain/session";
import type { TrailEvent } from "@/lib/domain/trail-event";
import { trailProgress } from "@/lib/history/secret-history";
import { mayBreakGlass } from "./break-glass";

/** One box of the inbox and the counts of all; nothing of it asks AWS. */
export async function inbox(
  session: Session,
  { box, before }: { box: Inbox; before?: string },
): Promise<RestoreInbox> {
  const live = (await liveRequests()).map((known) => summaryOf(known, session));
  const waiting = live.filter(isWaitingForMe);
  const counts = {
    waiting: waiting.length,
    mine: live.filter(({ isMine }) => isMine).length,
    all: live.length,
    closed: await closedCount(),
  };
  if (box === "waiting") return { rows: waiting, counts };
  if (box === "all") return { rows: live, counts };
  const known = box === "mine" ? await ownRequests(session.person) : await closedRequests(before);
  const rows = known.map((each) => summaryOf(each, session));
  const last = rows.at(-1);
  const isMore = box === "closed" && rows.length === PAGE_ROWS && last?.closedAt;
  return { rows, counts, next: isMore ? `${last.closedAt}/${last.id}` : undefined };
}

/** How many requests need this person now: the number in the navigation. */
export async function waitingForMe(session: Session): Promise<number> {
  if (session.role !== "approver") return 0;
  const live = await liveRequests();
  return live.map((known) => summaryOf(known, session)).filter(isWaitingForMe).length;
}

/**
 * One request with its evidence, votes, history and what AWS's log tells of its execution.
 *
 * @throws Failure `request-not-found`
 */
export async function requestView(
  id: string,
  session: Session,
  now: Date,
): Promise<RestoreRequestView> {
  const known = await knownRequest(id);
  if (!known) throw new Failure("request-not-found");
  const { row, votes, events } = known;
  const summary = summaryOf(known, session);
  const place = placeOf(row.secretArn);
  const trail = await trailSince(place, known, now);
  const isOpen = isLive(row.state) && row.state !== "executing";
  const isApprover = session.role === "approver";
  const hasAsked = known.askedBy.some((who) => isSamePerson(who, session.person));
  return {
    ...summary,
    deletedAt: row.deletedAt.toISOString(),
    ticket: row.ticket ?? undefined,
    digest: row.digest,
    evidence: row.evidence,
    votes: votes.map(({ approverName: who, decision, comment, at }) => {
      return { who, decision, comment: comment ?? undefined, at: at.toISOString() };
    }),
    events: events.map(eventView),
    result: row.result ?? undefined,
    executedBy: row.executedBy ?? undefined,
    brokenReason: row.brokenReason ?? undefined,
    call: callOf(row.secretArn, id, place),
    checks: restoreChecks(row.evidence, { ...row.result, state: row.state }, trail),
    cloudTrailEvent: trail.event,
    mayWithdraw: summary.isMine && isOpen && session.role !== "auditor",
    mayBreakGlass: isOpen && mayBreakGlass(session),
    mayExecute: row.state === "approved" && isApprover && !hasAsked,
    isReading: row.state === "executing",
  };
}

function summaryOf({ row, votes, askedBy }: KnownRequest, session: Session): RestoreSummary {
  const yes = votes.filter(
    ({ decision, digest }) => decision === "approve" && digest === row.digest,
  );
  const approvers = yes.map(approverOf);
  const { person, role, groups } = session;
  const voter = { issuer: person.issuer, subject: person.subject, groups, role };
  const { state, steps } = row;
  const account = config().accounts.find(({ id }) => id === row.accountId);
  return {
    id: row.id,
    state,
    arn: row.secretArn,
    name: row.secretName,
    accountId: row.accountId,
    accountName: account?.name ?? row.accountId,
    region: row.region,
    reason: row.reason,
    requesterName: row.requesterName,
    isMine: isSamePerson({ issuer: row.requesterIssuer, subject: row.requesterSubject }, person),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    purgeNotBefore: row.purgeNotBefore.toISOString(),
    closedAt: row.closedAt?.toISOString(),
    progress: progressOf(steps, approvers),
    refusal: voteRefusal({ state, steps, askedBy, votes: approvers }, voter),
    brokenBy: row.brokenBy ?? undefined,
  };
}

function isWaitingForMe({ state, refusal }: RestoreSummary): boolean {
  return state === "pending" && refusal === undefined;
}

function eventView(row: EventRow): RestoreEventView {
  return {
    number: row.number,
    at: row.at.toISOString(),
    kind: row.kind,
    who: row.who,
    text: row.text,
    from: row.fromState ?? undefined,
    to: row.toState ?? undefined,
    ledgerSeq: row.ledgerSeq ?? undefined,
  };
}

/** What CloudTrail tells of the execution and of what came after it, as far as it was read. */
async function trailSince(place: Place, { row }: KnownRequest, now: Date) {
  const secret = { arn: row.secretArn, name: row.secretName };
  const from = row.sentAt ?? now;
  const [known, { covered }] = await Promise.all([
    trailOfSecrets(place, [secret], new Date(from.getTime() - 60_000)),
    trailProgress(place, now),
  ]);
  const events = known.events.get(row.secretArn) ?? [];
  const restore = events.find(({ name, errorCode }) => name === "RestoreSecret" && !errorCode);
  const denied = events.filter((event) => isDeniedRead(event) && restore && event.at > restore.at);
  const words = [...new Set(denied.map(({ actor }) => actor.words))];
  return {
    deniedReaders: words.map((said) => ({
      words: said,
      source: "sdk" as const,
      count: 1,
      last: "",
    })),
    versionsCancelled: events.filter(({ name }) => name === "CancelSecretVersionDelete").length,
    isTrailRead: covered !== undefined && covered.to > from.toISOString(),
    event: restore && eventOf(restore),
  };
}

function eventOf({ eventId, at, actor }: TrailEvent) {
  return { eventId, at, who: actor.words };
}

/** The exact call that will run, so that whoever agrees sees what they agree to. */
function callOf(arn: string, requestId: string, { accountId }: Place) {
  const account = config().accounts.find(({ id }) => id === accountId);
  return {
    roleArn: account?.roles.approver ?? "",
    sessionName: `restore-${requestId}`,
    sessionPolicy: sessionPolicy("approver", { restore: arn, requestId, requester: "" }),
  };
}
