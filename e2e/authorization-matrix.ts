/** Who calls; `expired` and `revoked` are an operator's sessions that have ended. */
export const callers = [
  "anonymous",
  "operator",
  "approver",
  "auditor",
  "expired",
  "revoked",
] as const;
export type Caller = (typeof callers)[number];

/** What the inputs of the table need. */
export interface Given {
  /** A secret of this suite's own. */
  arn: string;
}

interface ActionRow {
  input: (given: Given) => unknown;
  /** "ok" or a failure's code for each caller, in their order. */
  answers: string;
}

const noVersion = "00000000-0000-4000-8000-000000000000";
const noDigest = "0".repeat(64);
const otherVersion = "11111111-1111-4111-8111-111111111111";
const noFunction = "arn:aws:lambda:eu-west-1:111122223333:function:none";
const noRotation =
  "                                            signed-out refused-by-aws not-allowed not-allowed signed-out signed-out";
const policyText = JSON.stringify({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
    Action: "secretsmanager:DescribeSecret",
    Resource: "*",
  },
});
const noSuchVersion =
  "                                            signed-out version-not-found not-allowed not-allowed signed-out signed-out";

/**
 * Every server action of the build. One without a row here fails the suite: whoever adds an
 * action says here who may, and the server is asked whether it agrees.
 */
export const actions: Record<string, ActionRow> = {
  //                                                  anonymous  operator    approver    auditor     expired    revoked
  "lib/actions/inventory.ts refreshInventory": {
    input: () => ({}),
    answers:
      "                                        signed-out ok          ok          ok          signed-out signed-out",
  },
  "lib/actions/bill.ts askBill": {
    input: () => ({}),
    answers:
      "                                        signed-out ok          ok          ok          signed-out signed-out",
  },
  // One call in the background, under the caller's own role: an auditor's may as well.
  "lib/actions/controls.ts assessSecrets": {
    input: () => ({ calls: 1 }),
    answers:
      "                                        signed-out ok          ok          ok          signed-out signed-out",
  },
  // One of the ten addresses that each may have.
  "lib/actions/calendar.ts makeCalendarFeed": {
    input: () => ({ region: "eu-west-1" }),
    answers:
      "                                        signed-out ok          ok          ok          signed-out signed-out",
  },
  // Nor can an address be revoked that is not one's own.
  "lib/actions/calendar.ts revokeCalendarFeed": {
    input: () => ({ feedId: "0".repeat(64) }),
    answers:
      "                                        signed-out not-allowed not-allowed not-allowed signed-out signed-out",
  },
  "lib/actions/secret.ts changeTags": {
    input: ({ arn }) => ({ arn, set: [{ key: "seen-by", value: "refusals" }], remove: [] }),
    answers:
      "                                        signed-out ok          not-allowed not-allowed signed-out signed-out",
  },
  // Without the secret's name typed: a right call would take the secret from the other suites.
  "lib/actions/deletion.ts scheduleDeletion": {
    input: ({ arn }) => ({ arn, windowDays: 30, typedName: "", tags: [] }),
    answers:
      "                          signed-out invalid-input invalid-input invalid-input signed-out signed-out",
  },
  "lib/actions/policy.ts checkPolicy": {
    input: ({ arn }) => ({ arn, policy: policyText }),
    answers:
      "                                        signed-out ok          not-allowed not-allowed signed-out signed-out",
  },
  // Nobody has seen such a policy there: who may, hears so; who may not, is not asked further.
  "lib/actions/policy.ts replacePolicy": {
    input: ({ arn }) => ({ arn, policy: policyText, seen: "{}" }),
    answers:
      "                        signed-out changed-meanwhile not-allowed not-allowed signed-out signed-out",
  },
  "lib/actions/policy.ts removePolicy": {
    input: ({ arn }) => ({ arn, seen: "{}" }),
    answers:
      "                        signed-out changed-meanwhile not-allowed not-allowed signed-out signed-out",
  },
  // Its own Region, and replicas that are not there: nothing changes for the other suites.
  "lib/actions/replicas.ts addReplica": {
    input: ({ arn }) => ({ arn, region: "eu-west-1", overwrites: false }),
    answers:
      "                          signed-out invalid-input invalid-input invalid-input signed-out signed-out",
  },
  "lib/actions/replicas.ts removeReplica": {
    input: ({ arn }) => ({ arn, region: "us-east-1" }),
    answers:
      "                                        signed-out ok          not-allowed not-allowed signed-out signed-out",
  },
  "lib/actions/replicas.ts promoteReplica": {
    input: ({ arn }) => ({ arn, region: "us-east-1" }),
    answers:
      "                          signed-out invalid-input not-allowed not-allowed signed-out signed-out",
  },
  "lib/actions/value.ts listValueKeys": {
    input: ({ arn }) => ({ arn }),
    answers:
      "                                        signed-out ok          not-allowed not-allowed signed-out signed-out",
  },
  "lib/actions/value.ts revealValue": {
    input: ({ arn }) => ({ arn }),
    answers:
      "                                        signed-out ok          not-allowed not-allowed signed-out signed-out",
  },
  "lib/actions/value.ts copyValue": {
    input: ({ arn }) => ({ arn }),
    answers:
      "                                        signed-out ok          not-allowed not-allowed signed-out signed-out",
  },
  "lib/actions/value.ts downloadValue": {
    input: ({ arn }) => ({ arn }),
    answers:
      "                                        signed-out ok          not-allowed not-allowed signed-out signed-out",
  },
  // The same secret each time: whoever repeats a creation gets the answer of the first.
  "lib/actions/new-secret.ts createSecret": {
    input: () => ({
      accountId: "111122223333",
      region: "eu-west-1",
      name: "e2e/refusals-created",
      token: noVersion,
      value: { kind: "text", text: "a value" },
      tags: [],
      replicas: [],
    }),
    answers:
      "                                        signed-out ok          not-allowed not-allowed signed-out signed-out",
  },
  "lib/actions/new-value.ts changeValue": {
    input: ({ arn }) => ({
      arn,
      token: noVersion,
      label: "refusals",
      value: { kind: "text", text: "a value" },
    }),
    answers:
      "                                        signed-out ok          not-allowed not-allowed signed-out signed-out",
  },
  "lib/actions/new-value.ts generatePassword": {
    input: () => ({
      accountId: "111122223333",
      region: "eu-west-1",
      rules: {
        length: 12,
        excludeCharacters: "",
        excludeNumbers: false,
        excludePunctuation: false,
        excludeUppercase: false,
        excludeLowercase: false,
        includeSpace: false,
        requireEachType: true,
      },
    }),
    answers:
      "                                        signed-out ok          not-allowed not-allowed signed-out signed-out",
  },
  "lib/actions/comparison.ts compareVersions": {
    input: ({ arn }) => ({ arn, before: otherVersion, after: otherVersion }),
    answers: noSuchVersion,
  },
  "lib/actions/comparison.ts compareDraft": {
    input: ({ arn }) => ({ arn, before: otherVersion, value: { kind: "text", text: "a value" } }),
    answers: noSuchVersion,
  },
  // The secret has no such version: who may, hears so from AWS; who may not, is not asked further.
  "lib/actions/versions.ts makeCurrent": {
    input: ({ arn }) => ({ arn, versionId: noVersion, expectedCurrent: otherVersion }),
    answers: noSuchVersion,
  },
  "lib/actions/versions.ts attachLabel": {
    input: ({ arn }) => ({ arn, label: "refusals", to: noVersion }),
    answers: noSuchVersion,
  },
  "lib/actions/versions.ts detachLabel": {
    input: ({ arn }) => ({ arn, label: "refusals", from: noVersion }),
    answers: noSuchVersion,
  },
  "lib/actions/versions.ts clearPending": {
    input: ({ arn }) => ({ arn, versionId: noVersion }),
    answers: noSuchVersion,
  },
  // The secret has no rotation: who may, hears so from AWS.
  "lib/actions/rotation.ts rotateNow": {
    input: ({ arn }) => ({ arn, token: noVersion }),
    answers: noRotation,
  },
  "lib/actions/rotation.ts testRotation": {
    input: ({ arn }) => ({ arn, token: noVersion }),
    answers: noRotation,
  },
  "lib/actions/rotation.ts changeSchedule": {
    input: ({ arn }) => ({
      arn,
      token: noVersion,
      rules: { automaticallyAfterDays: 30 },
      rotateNow: false,
    }),
    answers: noRotation,
  },
  "lib/actions/rotation.ts turnOffRotation": {
    input: ({ arn }) => ({ arn }),
    answers: noRotation,
  },
  // The secret is not pending deletion, and there is no such request.
  "lib/actions/restore.ts requestRestore": {
    input: ({ arn }) => ({ arn, reason: "to see who may ask" }),
    answers:
      "                                        signed-out not-pending not-pending not-allowed signed-out signed-out",
  },
  "lib/actions/restore.ts commentOnRestore": {
    input: ({ arn }) => ({ id: noVersion, arn, text: "x" }),
    answers:
      "                                        signed-out request-not-found request-not-found not-allowed signed-out signed-out",
  },
  "lib/actions/restore.ts withdrawRestore": {
    input: ({ arn }) => ({ id: noVersion, arn }),
    answers:
      "                                        signed-out request-not-found request-not-found not-allowed signed-out signed-out",
  },
  "lib/actions/restore.ts denyRestore": {
    input: ({ arn }) => ({ id: noVersion, arn, comment: "why" }),
    answers:
      "                                        signed-out not-allowed request-not-found not-allowed signed-out signed-out",
  },
  "lib/actions/restore.ts beginApproval": {
    input: ({ arn }) => ({ id: noVersion, arn, digest: noDigest }),
    answers:
      "                                        signed-out not-allowed ok not-allowed signed-out signed-out",
  },
  "lib/actions/restore.ts approveRestore": {
    input: ({ arn }) => ({ id: noVersion, arn, digest: noDigest }),
    answers:
      "                                        signed-out not-allowed request-not-found not-allowed signed-out signed-out",
  },
  "lib/actions/restore.ts executeRestore": {
    input: ({ arn }) => ({ id: noVersion, arn, digest: noDigest }),
    answers:
      "                                        signed-out not-allowed request-not-found not-allowed signed-out signed-out",
  },
  "lib/actions/restore.ts breakGlass": {
    input: ({ arn }) => ({ id: noVersion, arn, digest: noDigest, reason: "x".repeat(40) }),
    answers:
      "                                        signed-out not-allowed not-allowed not-allowed signed-out signed-out",
  },
  // A role that one does not hold cannot be chosen.
  "lib/actions/session.ts chooseRole": {
    input: () => ({ role: "operator" }),
    answers:
      "                                        signed-out ok          not-allowed not-allowed signed-out signed-out",
  },
  // Nor can a session that is not one's own be ended.
  "lib/actions/session.ts endSession": {
    input: () => ({ sessionId: "0".repeat(64) }),
    answers:
      "                                        signed-out not-allowed not-allowed not-allowed signed-out signed-out",
  },
  // Called with too much: a right call would sign the other suites' people out.
  "lib/actions/session.ts endAllSessions": {
    input: () => ({ all: true }),
    answers:
      "                                        signed-out invalid-input invalid-input invalid-input signed-out signed-out",
  },
};

/** A path of every page and route; `/api/read/[name]` stands for each read by its name. */
export const routes: Record<string, { path: (given: Given) => string; answers: string }> = {
  //                                                                anonymous operator approver auditor expired revoked
  "/": {
    path: () => "/",
    answers: "                                  sign-in 200 200 200 sign-in sign-in",
  },
  "/inventory": {
    path: () => "/inventory",
    answers: "                sign-in 200 200 200 sign-in sign-in",
  },
  "/restore-requests": {
    path: () => "/restore-requests",
    answers: "        sign-in 200 200 200 sign-in sign-in",
  },
  "/pending-deletions": {
    path: () => "/pending-deletions",
    answers: "        sign-in 200 200 200 sign-in sign-in",
  },
  "/create-secret": {
    path: () => "/create-secret",
    answers: "                  sign-in 200 200 200 sign-in sign-in",
  },
  "/secret": {
    path: secretPage,
    answers: "                           sign-in 200 200 200 sign-in sign-in",
  },
  "/rotation": {
    path: () => "/rotation",
    answers: "                sign-in 200 200 200 sign-in sign-in",
  },
  "/rotation/history": {
    path: () => "/rotation/history",
    answers: "        sign-in 200 200 200 sign-in sign-in",
  },
  "/sessions": {
    path: () => "/sessions",
    answers: "                  sign-in 200 200 200 sign-in sign-in",
  },
  "/sign-in": { path: () => "/sign-in", answers: "                    200 home home home 200 200" },
  "/_not-found": { path: () => "/no-such-page", answers: "            404 404 404 404 404 404" },
  // The page that Next shows when all else fails; asked for by its name it is that failure.
  "/_global-error": { path: () => "/_global-error", answers: "        500 500 500 500 500 500" },
  "/api/auth/[...nextauth]": {
    path: () => "/api/auth/session",
    answers: " 404 404 404 404 404 404",
  },
  "/api/csp": { path: () => "/api/csp", answers: "                    405 405 405 405 405 405" },
  "/api/health": { path: () => "/api/health", answers: "              200 200 200 200 200 200" },
  // Whoever is signed in: the token is all that counts, and this is none.
  "/api/calendar/[feed]": {
    path: () => `/api/calendar/${"A".repeat(43)}.ics`,
    answers: "404 404 404 404 404 404",
  },
  "/api/read/calendarFeeds": {
    path: () => "/api/read/calendarFeeds",
    answers: "401 200 200 200 401 401",
  },
  "/api/export/inventory": {
    path: () => "/api/export/inventory?format=csv",
    answers: "401 200 200 200 401 401",
  },
  "/api/export/rotation": {
    path: () => "/api/export/rotation",
    answers: "401 200 200 200 401 401",
  },
  "/api/export/ledger": {
    path: () => "/api/export/ledger?format=csv",
    answers: "401 200 200 200 401 401",
  },
  "/api/read/ledger": { path: () => "/api/read/ledger", answers: "    401 200 200 200 401 401" },
  "/audit": {
    path: () => "/audit",
    answers: "                    sign-in 200 200 200 sign-in sign-in",
  },
  "/api/export/deletions": {
    path: () => "/api/export/deletions?format=csv",
    answers: "401 200 200 200 401 401",
  },
  "/api/read/restoreInbox": {
    path: () => "/api/read/restoreInbox",
    answers: "401 200 200 200 401 401",
  },
  // No such request: whoever may look hears so.
  "/api/read/restoreRequest": {
    path: () => `/api/read/restoreRequest?id=${noVersion}`,
    answers: "401 404 404 404 401 401",
  },
  "/api/read/deletions": { path: () => "/api/read/deletions", answers: "401 200 200 200 401 401" },
  "/api/read/deletionHistory": {
    path: () => "/api/read/deletionHistory",
    answers: "401 200 200 200 401 401",
  },
  "/api/read/nameHolder": {
    path: () => "/api/read/nameHolder?name=app",
    answers: "401 200 200 200 401 401",
  },
  "/api/read/recoveryGuarantee": {
    path: () => "/api/read/recoveryGuarantee",
    answers: "401 200 200 200 401 401",
  },
  "/api/read/home": { path: () => "/api/read/home", answers: "        401 200 200 200 401 401" },
  "/api/read/inventory": { path: () => "/api/read/inventory", answers: "401 200 200 200 401 401" },
  "/api/read/find": { path: () => "/api/read/find?q=app", answers: "  401 200 200 200 401 401" },
  "/api/read/secret": { path: secretRead, answers: "                  401 200 200 200 401 401" },
  "/api/read/history": {
    path: ({ arn }) => `/api/read/history?arn=${encodeURIComponent(arn)}`,
    answers: "                                  401 200 200 200 401 401",
  },
  "/api/read/rotation": { path: () => "/api/read/rotation", answers: "  401 200 200 200 401 401" },
  "/api/read/rotation-of-secret": {
    path: ({ arn }) => `/api/read/rotation-of-secret?arn=${encodeURIComponent(arn)}`,
    answers: "                                  401 200 200 200 401 401",
  },
  "/api/read/rotation-run": {
    path: ({ arn }) =>
      `/api/read/rotation-run?versionId=${noVersion}&arn=${encodeURIComponent(arn)}`,
    answers: "                                  401 200 200 200 401 401",
  },
  "/api/read/rotation-log": {
    path: ({ arn }) =>
      `/api/read/rotation-log?to=2026-01-01T00:00:00Z&arn=${encodeURIComponent(arn)}`,
    answers: "                                  401 200 403 403 401 401",
  },
  "/api/read/rotation-functions": {
    path: ({ arn }) => `/api/read/rotation-functions?arn=${encodeURIComponent(arn)}`,
    answers: "                                  401 200 403 403 401 401",
  },
  "/api/read/rotation-function": {
    path: ({ arn }) =>
      `/api/read/rotation-function?functionArn=${noFunction}&arn=${encodeURIComponent(arn)}`,
    answers: "                                  401 200 403 403 401 401",
  },
  "/api/read/rotation-history": {
    path: () => "/api/read/rotation-history",
    answers: "401 200 200 200 401 401",
  },
  "/api/read/policy": {
    path: ({ arn }) => `/api/read/policy?arn=${encodeURIComponent(arn)}`,
    answers: "                                  401 200 200 200 401 401",
  },
  "/api/read/replicas": {
    path: ({ arn }) => `/api/read/replicas?arn=${encodeURIComponent(arn)}`,
    answers: "                                  401 200 200 200 401 401",
  },
  // There is no replica: whoever may ask hears from AWS that nothing is there.
  "/api/read/replica-drift": {
    path: ({ arn }) => `/api/read/replica-drift?arn=${encodeURIComponent(arn)}&region=us-east-1`,
    answers: "                                  401 404 404 404 401 401",
  },
  "/api/read/access": {
    path: ({ arn }) => {
      const principal = "arn:aws:iam::111122223333:role/StrongroomOperator";
      return `/api/read/access?${new URLSearchParams({ arn, principal })}`;
    },
    answers: "                                  401 200 200 200 401 401",
  },
  "/api/read/activity": {
    path: ({ arn }) => `/api/read/activity?arn=${encodeURIComponent(arn)}`,
    answers: "                                  401 200 200 200 401 401",
  },
  "/api/read/readers": {
    path: ({ arn }) => `/api/read/readers?arn=${encodeURIComponent(arn)}`,
    answers: "                                  401 200 200 200 401 401",
  },
  "/costs": {
    path: () => "/costs",
    answers: "                        sign-in 200 200 200 sign-in sign-in",
  },
  "/api/read/costs": { path: () => "/api/read/costs", answers: "      401 200 200 200 401 401" },
  "/api/read/costs-of-month": {
    path: () => "/api/read/costs-of-month",
    answers: "401 200 200 200 401 401",
  },
  "/api/read/controls": {
    path: () => "/api/read/controls",
    answers: "                                  401 200 200 200 401 401",
  },
  "/api/export/controls": {
    path: () => "/api/export/controls",
    answers: "401 200 200 200 401 401",
  },
  "/api/read/outside": {
    path: () => "/api/read/outside",
    answers: "                                  401 200 200 200 401 401",
  },
  "/api/read/outside-since": {
    path: () => "/api/read/outside-since",
    answers: "401 200 200 200 401 401",
  },
  "/api/export/outside": {
    path: () => "/api/export/outside?format=jsonl",
    answers: "401 200 200 200 401 401",
  },
  "/api/read/deliveries": {
    path: () => "/api/read/deliveries",
    answers: "401 200 200 200 401 401",
  },
  "/api/export/deliveries": {
    path: () => "/api/export/deliveries",
    answers: "401 200 200 200 401 401",
  },
  "/api/read/evidence": {
    path: () => "/api/read/evidence",
    answers: "                                  401 200 200 200 401 401",
  },
  "/api/export/evidence": {
    path: () => "/api/export/evidence?from=2026-01-01&to=2026-01-31&places=444455556666/us-east-1",
    answers: "401 200 200 200 401 401",
  },
  "/api/export/costs": {
    path: () => "/api/export/costs?format=json",
    answers: "401 200 200 200 401 401",
  },
  "/api/read/keys": {
    path: () => "/api/read/keys?account=111122223333&region=eu-west-1",
    answers: "                                  401 200 200 200 401 401",
  },
  "/api/read/session": { path: () => "/api/read/session", answers: "  401 200 200 200 401 401" },
  "/api/read/setup": { path: () => "/api/read/setup", answers: "      401 200 200 200 401 401" },
};

function secretPage({ arn }: Given): string {
  return `/secret?arn=${encodeURIComponent(arn)}`;
}

function secretRead({ arn }: Given): string {
  return `/api/read/secret?arn=${encodeURIComponent(arn)}`;
}

/** One row's answers by caller. */
export function expected(answers: string): Record<Caller, string> {
  const words = answers.trim().split(/\s+/);
  if (words.length !== callers.length) throw new Error(`A row needs ${callers.length} answers`);
  return Object.fromEntries(callers.map((caller, at) => [caller, words[at]])) as Record<
    Caller,
    string
  >;
}
