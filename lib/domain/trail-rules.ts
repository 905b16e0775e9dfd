import { hasReplicas } from "./control-looks";
import { type ControlRule, day, type Judgement, managed, notOurs, replica } from "./control-rule";
import type { ControlSettings } from "./control-settings";
import type { ControlFacts, SentRestore } from "./controls";
import { RECOVERY_WINDOW_DAYS } from "./deletion-clock";
import { demandsOf } from "./demands";
import type { InventoryRow } from "./inventory-row";
import type { Place } from "./place";
import type { ReaderContext } from "./readers";
import {
  type ChangeGroup,
  type EndOfLife,
  isAttributable,
  moment,
  type ReadGroup,
  readersIn,
  type SecretTrail,
  TRAIL_DAYS,
} from "./trail-facts";

const DAY_MS = 86_400_000;
/** A record is dated to the second and by another clock than what it is compared with. */
const SAME_CALL_MS = 120_000;
/** Actors that a reason names. */
const NAMED_MAX = 3;

const byItsService = "deleted by the AWS service that managed it";

const noForcedDeletion: ControlRule = {
  control: "no-forced-deletion",
  title: `No secret was deleted without recovery in ${TRAIL_DAYS} days`,
  needsTrail: "ends",
  leavesOut: (row) => replica(row) ?? managed(row),
  judge: (row, { trail }) =>
    forcedDeletion(trail.of(row)) ??
    unlessGap(trail.gap(row, "ends", row.createdMs), "Nobody deleted it without recovery."),
  // What was deleted so is in no list: without these the control would look away from its subject.
  judgeGone: (gone, { trail }) => {
    const own = trail.of(gone);
    if (isByItsService(own)) return byItsService;
    return forcedDeletion(own) ?? ["pass", () => "It was deleted with a recovery window."];
  },
};

const deletionWindow: ControlRule = {
  control: "deletion-window",
  title: "A deletion leaves as many days to recover as its tags demand",
  needsTrail: "ends",
  leavesOut: (row, _settings, { trail }) =>
    replica(row) ??
    managed(row) ??
    (row.deletionRequestedMs === undefined && deletionsIn(trail.of(row)).length === 0
      ? `not deleted in ${TRAIL_DAYS} days`
      : undefined),
  judge: (row, facts, { demands }) => {
    const { days, by } = windowDemanded(row, demands);
    const known = windowsOf(row, facts);
    const short = known.find((one) => one.days < days);
    if (short) {
      return ["fail", () => `${short.says} ${by ? `${by} demands` : "There have to be"} ${days}.`];
    }
    const { deletionRequestedMs } = row;
    const isKnown = deletionRequestedMs === undefined || known.some(({ isPending }) => isPending);
    if (!isKnown) {
      const why = facts.trail.gap(row, "ends", deletionRequestedMs);
      return [
        "not assessed",
        () =>
          `No record tells the window of its deletion on ${day(deletionRequestedMs)}. ${why ?? ""}`,
      ];
    }
    return ["pass", () => known.map(({ says }) => says).join(" ")];
  },
  judgeGone: (gone, { trail }, { demands }) => {
    const own = trail.of(gone);
    if (isByItsService(own)) return byItsService;
    const forced = forcedDeletion(own);
    if (forced) return forced;
    const shortest = Math.min(...deletionsIn(own).map(windowIn));
    const most = Math.max(...demands.map(({ deletionWindowDays = 0 }) => deletionWindowDays), 0);
    if (shortest >= most) return ["pass", () => `It had ${shortest} days.`];
    return [
      "not assessed",
      () => `It had ${shortest} days, and its tags are not known any more: some demand ${most}.`,
    ];
  },
};

const recoveryGuaranteed: ControlRule = {
  control: "recovery-guaranteed",
  title: "None of the roles IAM was asked about may delete without recovery",
  leavesOut: (row) => replica(row) ?? managed(row),
  judge: ({ accountId }, { guarantees }) => {
    const one = guarantees?.get(accountId);
    if (!one) {
      return [
        "not assessed",
        () =>
          "IAM was not asked in the last quarter of an hour. Pending deletions asks it: look there, then here again.",
      ];
    }
    const able = one.powers.filter(({ mayForce }) => mayForce);
    if (able.length > 0) {
      const who = named(able.map(({ arn }) => arn));
      return ["fail", () => `May be deleted at once, also while it is pending, by ${who}.`];
    }
    if (one.state === "not-assessed" || one.notAsked.length > 0) {
      const why = one.failure?.says ?? `IAM cannot be asked about ${named(one.notAsked)}.`;
      return ["not assessed", () => `Not all could be asked about. ${why}`];
    }
    const asked = one.powers.length;
    return [
      "pass",
      () =>
        `By their own policies none of ${asked} may: this console's roles, and who deleted in ${TRAIL_DAYS} days.`,
    ];
  },
};

const restoresApproved: ControlRule = {
  control: "restores-approved",
  title: "Whatever was restored, a second person had agreed to",
  needsTrail: "ends",
  leavesOut: (row, _settings, { trail }) => restoredRarely(trail.of(row)),
  judge: (row, facts) => judgedRestores(row.arn, facts.trail.of(row), facts),
  judgeGone: (gone, facts) => {
    const own = facts.trail.of(gone);
    return restoredRarely(own) ?? judgedRestores(gone.arn, own, facts);
  },
};

const changesAttributable: ControlRule = {
  control: "changes-attributable",
  title: "Every change leads to a person, a rotation or AWS itself",
  needsTrail: "changes",
  leavesOut: (row) => replica(row) ?? managed(row),
  judge: (row, { trail }) =>
    unattributable(trail.of(row)) ??
    unlessGap(
      trail.gap(row, "changes", row.createdMs),
      `No change in ${TRAIL_DAYS} days is without a person.`,
    ),
  judgeGone: (gone, { trail }) => {
    const own = trail.of(gone);
    if (isByItsService(own)) return byItsService;
    return (
      unattributable(own) ??
      unlessGap(trail.gap(gone, "changes"), `No change in ${TRAIL_DAYS} days is without a person.`)
    );
  },
};

const changesHere: ControlRule = {
  control: "changes-here",
  title: "Every change was made through this console, by a rotation or by AWS itself",
  needsTrail: "outside",
  leavesOut: (row) => replica(row) ?? managed(row),
  judge: (row, facts) => madeElsewhere(facts.trail.of(row)) ?? madeHere(row, row.createdMs, facts),
  judgeGone: (gone, facts) => {
    const own = facts.trail.of(gone);
    if (isByItsService(own)) return byItsService;
    return madeElsewhere(own) ?? madeHere(gone, 0, facts);
  },
};

const previousUnread: ControlRule = {
  control: "previous-unread",
  title: "Nobody goes on reading AWSPREVIOUS after a rotation",
  needsTrail: "reads",
  leavesOut: (row) =>
    notOurs(row) ??
    (row.lastRotatedMs === undefined ? "never rotated" : undefined) ??
    (row.labels.includes('"AWSPREVIOUS"') ? undefined : "no version is AWSPREVIOUS"),
  judge: (row, facts, { previousDays }) => {
    const rotated = row.lastRotatedMs ?? row.createdMs;
    const sinceMs = rotated + previousDays * DAY_MS;
    if (sinceMs > facts.nowMs) {
      return ["pass", () => `Rotated on ${day(rotated)}: ${previousDays} days are not over.`];
    }
    const late = facts.trail.of(row).reads.filter((read) => isLateRead(read, row, sinceMs));
    const readers = applicationsOf(late, row, facts);
    if (readers.length > 0) {
      const who = named(
        readers.map(({ words, lastAt }) => `${words} (${moment(Date.parse(lastAt))})`),
      );
      return ["fail", () => `Rotated on ${day(rotated)}, and the old value still read by ${who}.`];
    }
    return unlessGap(
      facts.trail.gap(row, "reads", sinceMs),
      `Rotated on ${day(rotated)}; nobody read the old value after ${day(sinceMs)}.`,
    );
  },
};

const readByOthers: ControlRule = {
  control: "read-by-others",
  title: "Not only its own rotation reads it",
  needsTrail: "reads",
  leavesOut: (row, _settings, facts) =>
    notOurs(row) ??
    (row.rotationFunctionArn ? undefined : "no rotation function") ??
    (facts.trail.of(row).reads.length === 0 && !facts.trail.gap(row, "reads", row.createdMs)
      ? `nobody read it in ${TRAIL_DAYS} days`
      : undefined),
  judge: (row, facts) => {
    const { reads } = facts.trail.of(row);
    const [other] = applicationsOf(reads, row, facts);
    if (other) {
      return ["pass", () => `Read by ${other.words} on ${day(Date.parse(other.lastAt))}.`];
    }
    const gap = facts.trail.gap(row, "reads", row.createdMs);
    if (gap) return ["not assessed", () => `No other reader is known. ${gap}`];
    if (hasReplicas(row)) {
      return ["not assessed", () => "No other reader here; its replicas may have some."];
    }
    return ["fail", () => `In ${TRAIL_DAYS} days only its rotation or this console read it.`];
  },
};

/** Labels of one's own; a list names no version without labels, so such a one is an old version. */
const noLabelLeft: ControlRule = {
  control: "no-label-left",
  title: "No label of one's own is left on an old version",
  leavesOut: (row) =>
    notOurs(row) ?? (hasOwnLabels(row.labels) ? undefined : "no labels besides AWS's own"),
  judge: ({ labels }) => {
    const left = versionsIn(labels).filter(([, held]) => !held.some(isAwsLabel));
    if (left.length === 0) return ["pass", () => "Its own labels are on versions in use."];
    const said = left.map(([id, held]) => `${held.join(", ")} on version ${id}`);
    return ["fail", () => `Neither AWSCURRENT, AWSPENDING nor AWSPREVIOUS: ${named(said)}.`];
  },
};

const tagsAsDemanded: ControlRule = {
  control: "tags-as-demanded",
  title: "It carries the tags that others of its tags demand",
  leavesOut: (row, { demands }) =>
    notOurs(row) ??
    (demandsOf(row, demands, "tags").length > 0
      ? undefined
      : "nothing of it demanded for its tags"),
  judge: ({ tags }, _facts, { demands }) => {
    const wrong = demandsOf({ tags }, demands, "tags").flatMap(({ by, demand }) =>
      demand.flatMap(({ key, values }) => {
        const own = tags.find((one) => one.key === key)?.value;
        if (!own?.trim()) return `${by} demands the tag ${key}; it has none.`;
        if (values && !values.includes(own))
          return `${by} demands ${key} to be ${values.join(" or ")}; it is ${own}.`;
        return [];
      }),
    );
    if (wrong.length > 0) return ["fail", () => wrong.join(" ")];
    return ["pass", () => "It carries what is demanded."];
  },
};

/** What CloudTrail's record, restore requests and IAM's last answer tell; and what tags demand. */
export const trailRules: readonly ControlRule[] = [
  noForcedDeletion,
  deletionWindow,
  recoveryGuaranteed,
  restoresApproved,
  changesAttributable,
  changesHere,
  previousUnread,
  readByOthers,
  noLabelLeft,
  tagsAsDemanded,
];

function unlessGap(gap: string | undefined, passes: string): Judgement {
  return gap === undefined ? ["pass", () => passes] : ["not assessed", () => gap];
}

function deletionsIn({ ends }: SecretTrail): EndOfLife[] {
  return ends.filter(({ name }) => name === "DeleteSecret");
}

function isByItsService(own: SecretTrail): boolean {
  const deletions = deletionsIn(own);
  return deletions.length > 0 && deletions.every((one) => one.isByService);
}

function forcedDeletion(own: SecretTrail): Judgement | undefined {
  const forced = deletionsIn(own).find(({ isForced }) => isForced);
  if (!forced) return undefined;
  return ["fail", () => `Deleted without recovery by ${forced.who} on ${moment(forced.atMs)}.`];
}

/** Left out, DeleteSecret takes the longest window (facts 2.3). */
function windowIn({ isForced, windowDays = RECOVERY_WINDOW_DAYS.max }: EndOfLife): number {
  return isForced ? 0 : windowDays;
}

interface KnownWindow {
  days: number;
  says: string;
  /** Of the deletion that is scheduled now. */
  isPending: boolean;
}

/** Every window that is known of one secret: from CloudTrail, and from DeleteSecret's answer here. */
function windowsOf(row: InventoryRow, { trail, deletionsSeen }: ControlFacts): KnownWindow[] {
  const isPending = (ms: number) =>
    row.deletionRequestedMs !== undefined && Math.abs(ms - row.deletionRequestedMs) <= SAME_CALL_MS;
  const recorded = deletionsIn(trail.of(row)).map((one): KnownWindow => {
    const days = windowIn(one);
    const says = `Deleted by ${one.who} on ${moment(one.atMs)} with ${days} days.`;
    return { days, says, isPending: isPending(one.atMs) };
  });
  const seen = deletionsSeen.get(row.arn);
  if (!seen || recorded.some((one) => one.isPending)) return recorded;
  const ms = Date.parse(seen.requestedAt);
  if (!isPending(ms)) return recorded;
  const says = `Deleted here by ${seen.by} on ${moment(ms)} with ${seen.windowDays} days.`;
  return [...recorded, { days: seen.windowDays, says, isPending: true }];
}

function windowDemanded(
  row: InventoryRow,
  demands: ControlSettings["demands"],
): { days: number; by?: string } {
  const [most] = demandsOf(row, demands, "deletionWindowDays").toSorted(
    (a, b) => b.demand - a.demand,
  );
  return most ? { days: most.demand, by: most.by } : { days: RECOVERY_WINDOW_DAYS.min };
}

function restoredRarely({ ends }: SecretTrail): string | undefined {
  return ends.some(({ name }) => name === "RestoreSecret")
    ? undefined
    : `not restored in ${TRAIL_DAYS} days`;
}

/** Every restore needs a request of this console that names its AWS request id. */
function judgedRestores(arn: string, { ends }: SecretTrail, { restores }: ControlFacts): Judgement {
  const own = restores.filter((sent) => sent.arn === arn);
  const judged = ends
    .filter(({ name }) => name === "RestoreSecret")
    .toSorted((a, b) => b.atMs - a.atMs)
    .map((event) => accountFor(event, own));
  return (
    judged.find(([verdict]) => verdict === "fail") ??
    judged.find(([verdict]) => verdict === "not assessed") ??
    judged[0] ?? ["not assessed", () => "No restore is known."]
  );
}

function accountFor(event: EndOfLife, own: readonly SentRestore[]): Judgement {
  const when = `Restored by ${event.who} on ${moment(event.atMs)}`;
  const request = own.find(
    ({ awsRequestIds }) => event.requestId !== undefined && awsRequestIds.includes(event.requestId),
  );
  if (request?.brokenBy) {
    return [
      "fail",
      () => `BREAK-GLASS: ${when}, alone by ${request.brokenBy}: ${request.brokenReason ?? ""}`,
    ];
  }
  if (request) {
    return ["pass", () => `${when}, asked for by ${request.requesterName}: request ${request.id}.`];
  }
  // Nothing but AWS's request id is proof; a restore cut off before it was noted is an open question.
  const near = own.find(
    ({ awsRequestIds, sentMs }) =>
      awsRequestIds.length === 0 && Math.abs(sentMs - event.atMs) <= SAME_CALL_MS,
  );
  if (near) {
    return [
      "not assessed",
      () => `${when}. Request ${near.id} was sent then, and AWS's answer to it was lost.`,
    ];
  }
  return ["fail", () => `${when}; no request of this console accounts for it.`];
}

function unattributable({ changes }: SecretTrail): Judgement | undefined {
  const without = changes.filter(({ actor }) => !isAttributable(actor));
  if (without.length === 0) return undefined;
  const newest = without.toSorted((a, b) => b.atMs - a.atMs);
  return ["fail", () => `Without a person: ${named(newest.map(changeWords))}.`];
}

function madeElsewhere({ outside }: SecretTrail): Judgement | undefined {
  if (outside.length === 0) return undefined;
  const newest = outside.toSorted((a, b) => b.atMs - a.atMs);
  return ["fail", () => `Not made here: ${named(newest.map(changeWords))}.`];
}

/** Before its ledger began this console could not have any change on record as its own. */
function madeHere(place: Place, createdMs: number, facts: ControlFacts): Judgement {
  const { ledgerBeganMs: began, trail } = facts;
  if (began === undefined) return ["not assessed", () => "This console has no ledger yet."];
  const sinceMs = Math.max(trail.fromMs, began);
  const says =
    began > trail.fromMs
      ? `No change since this console's ledger began on ${day(began)} was made elsewhere.`
      : `No change in ${TRAIL_DAYS} days was made elsewhere.`;
  return unlessGap(trail.gap(place, "outside", Math.max(sinceMs, createdMs)), says);
}

function changeWords({ name, actor, atMs, count }: ChangeGroup): string {
  const how = actor.kind === "user" ? " by an access key" : "";
  return `${name} by ${actor.words}${how}, ${count > 1 ? `${count} times, last ` : ""}on ${moment(atMs)}`;
}

/** Read by that label, or by the id of the version that holds it now. */
function isLateRead(read: ReadGroup, { labels }: InventoryRow, sinceMs: number): boolean {
  if (read.atMs < sinceMs) return false;
  if (read.stagingLabel === "AWSPREVIOUS") return true;
  if (read.versionId === undefined) return false;
  return versionsIn(labels).some(
    ([id, held]) => id === read.versionId && held.includes("AWSPREVIOUS"),
  );
}

function applicationsOf(
  reads: readonly ReadGroup[],
  row: Place & Pick<InventoryRow, "rotationFunctionArn">,
  { consoleRoleArns }: ControlFacts,
) {
  if (reads.length === 0) return [];
  const context: ReaderContext = {
    rotationFunctionArn: row.rotationFunctionArn,
    consoleRoleArns: consoleRoleArns(row.accountId),
  };
  return readersIn(reads, context).filter(({ kind }) => kind === "application");
}

/** A label is followed by a comma or a bracket, a version's id by a colon. */
function hasOwnLabels(labels: string): boolean {
  return /"(?!AWS(?:CURRENT|PENDING|PREVIOUS)")[^"]+"(?=[,\]])/.test(labels);
}

function isAwsLabel(label: string): boolean {
  return label === "AWSCURRENT" || label === "AWSPENDING" || label === "AWSPREVIOUS";
}

function versionsIn(labels: string): [string, string[]][] {
  return Object.entries(JSON.parse(labels) as Record<string, string[]>);
}

function named(all: readonly string[]): string {
  const more = all.length - NAMED_MAX;
  return all.slice(0, NAMED_MAX).join("; ") + (more > 0 ? `; and ${more} more` : "");
}
