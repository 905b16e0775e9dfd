import { type Found, hasReplicas, type Look, type LookKind } from "./control-looks";
import {
  type ControlRule,
  day,
  type Judgement,
  managed,
  notOurs,
  pendingDeletion,
  replica,
} from "./control-rule";
import type { ControlSettings } from "./control-settings";
import type { ControlFacts } from "./controls";
import { demandsOf } from "./demands";
import type { FailureView } from "./failure";
import { hasDefaultKey, type InventoryRow } from "./inventory-row";
import type { PolicyFinding } from "./policy-lints";

const DAY_MS = 86_400_000;

/** After these nobody can tell what the document would do. */
const unreadableLints: ReadonlySet<PolicyFinding["lint"]> = new Set(["syntax", "length"]);

const nothingDemanded = "nothing of it demanded for its tags";

const policyNotPublic = policyRule(
  "policy-not-public",
  "No resource policy lets in everyone",
  ({ lint }) => lint === "public",
);

const policyOwnAccount = policyRule(
  "policy-own-account",
  "No resource policy lets in another account without a condition",
  ({ lint }) => lint === "cross-account",
);

/** Statements that can never do what they say, or shut out whoever would repair them. */
const policySound = policyRule(
  "policy-sound",
  "No statement of a resource policy is void",
  ({ lint, severity }) => severity === "error" && lint !== "public",
);

const policyAsDemanded: ControlRule = {
  control: "policy-as-demanded",
  title: "A resource policy is there where its tags demand one",
  leavesOut: (row, { demands }) =>
    pendingDeletion(row) ??
    replica(row) ??
    (demandsOf(row, demands, "resourcePolicy").length > 0 ? undefined : nothingDemanded),
  judge: (row, facts, settings) =>
    judged("policy", row, facts, settings, ({ isAttached, findings }) => {
      for (const { by, demand } of demandsOf(row, settings.demands, "resourcePolicy")) {
        if (!isAttached) return ["fail", () => `${by} demands a resource policy; it has none.`];
        const isOpen = findings.some(({ lint }) => lint === "not-tls-only");
        if (demand === "tls-only" && isOpen)
          return ["fail", () => `${by} demands TLS; no statement denies requests without it.`];
      }
      return ["pass", () => "Its resource policy is as demanded."];
    }),
};

const keyAsDemanded: ControlRule = {
  control: "key-as-demanded",
  title: "A customer managed key is used where the tags demand one",
  leavesOut: (row, { demands }) =>
    pendingDeletion(row) ??
    managed(row) ??
    (demandsOf(row, demands, "customerKey").length > 0 ? undefined : nothingDemanded),
  judge: (row, _facts, { demands }) => {
    const [first] = demandsOf(row, demands, "customerKey");
    return hasDefaultKey(row)
      ? ["fail", () => `${first?.by} demands it; encrypted with aws/secretsmanager.`]
      : ["pass", () => `Encrypted with ${row.kmsKeyId}.`];
  },
};

const keyUsable: ControlRule = {
  control: "key-usable",
  title: "The customer managed key is enabled",
  leavesOut: withoutOwnKey,
  judge: (row, facts, settings) =>
    judged("key", row, facts, settings, ({ state }) =>
      state === "Enabled"
        ? ["pass", () => `${row.kmsKeyId} is Enabled.`]
        : ["fail", () => `${row.kmsKeyId} is ${state}: the value cannot be read.`],
    ),
};

const keyRotation: ControlRule = {
  control: "key-rotation",
  title: "The customer managed key is rotated by AWS",
  leavesOut: withoutOwnKey,
  judge: (row, facts, settings) =>
    judged("key", row, facts, settings, ({ rotation }) => {
      if (rotation === "on") return ["pass", () => `Rotation of ${row.kmsKeyId} is on.`];
      if (rotation === "off") return ["fail", () => `Rotation of ${row.kmsKeyId} is off.`];
      if (rotation === "not offered")
        return ["not assessed", () => `AWS rotates no key of the kind of ${row.kmsKeyId}.`];
      return ["not assessed", () => refusal(rotation)];
    }),
};

const replicasAsDemanded: ControlRule = {
  control: "replicas-as-demanded",
  title: "A replica is in sync where the tags demand one",
  leavesOut: (row, { demands }) =>
    notOurs(row) ?? (demandsOf(row, demands, "replicaIn").length > 0 ? undefined : nothingDemanded),
  judge: (row, facts, settings) => {
    const demands = demandsOf(row, settings.demands, "replicaIn");
    // The list tells whether there is any; only a look tells where, and in which state.
    if (!hasReplicas(row))
      return ["fail", () => `${demands[0]?.by} demands a replica; it has none.`];
    return judged("replication", row, facts, settings, ({ replicas }) => {
      const verdicts = demands.map((one) => demandedReplica(replicas, one));
      return worst(verdicts) ?? ["pass", () => `InSync: ${regionsOf(replicas, "InSync")}.`];
    });
  },
};

const replicasInSync: ControlRule = {
  control: "replicas-in-sync",
  title: "No replica has failed",
  leavesOut: (row) => notOurs(row) ?? (hasReplicas(row) ? undefined : "no replicas"),
  judge: (row, facts, settings) =>
    judged("replication", row, facts, settings, ({ replicas }) => {
      const failed = replicas.find(({ status }) => status === "Failed");
      if (failed) return ["fail", () => `${failed.region} failed: ${said(failed.statusMessage)}`];
      const other = replicas.find(({ status }) => status !== "InSync");
      if (other) return ["not assessed", () => `${other.region} was ${other.status}.`];
      return ["pass", () => `InSync: ${regionsOf(replicas, "InSync")}.`];
    }),
};

/** What AWS has to be asked for, secret by secret or key by key; and the one demand beside them. */
export const lookedRules: readonly ControlRule[] = [
  policyNotPublic,
  policyOwnAccount,
  policySound,
  policyAsDemanded,
  keyAsDemanded,
  keyUsable,
  keyRotation,
  replicasAsDemanded,
  replicasInSync,
];

/** A control that fails by findings of the policy's lint. */
function policyRule(
  control: ControlRule["control"],
  title: string,
  isWrong: (finding: PolicyFinding) => boolean,
): ControlRule {
  return {
    control,
    title,
    leavesOut: (row) => pendingDeletion(row) ?? replica(row),
    judge: (row, facts, settings) =>
      judged("policy", row, facts, settings, ({ isAttached, findings }) => {
        if (!isAttached) return ["pass", () => "No resource policy is attached."];
        const unreadable = findings.find(({ lint }) => unreadableLints.has(lint));
        if (unreadable) return ["not assessed", () => unreadable.says];
        const wrong = findings.filter(isWrong);
        if (wrong.length === 0) return ["pass", () => "Its resource policy has nothing of it."];
        return ["fail", () => wrong.map(worded).join(" ")];
      }),
  };
}

function worded({ statement, says }: PolicyFinding): string {
  return statement === undefined ? says : `Statement ${statement}: ${says}`;
}

/** A verdict by what a look found; without one there is none. Every reason says when it was. */
function judged<Kind extends LookKind>(
  kind: Kind,
  row: InventoryRow,
  { looks, nowMs }: ControlFacts,
  { assessedDays }: ControlSettings,
  judge: (found: Found[Kind]) => Judgement,
): Judgement {
  const look = looks(kind, row);
  if (!look) return ["not assessed", () => "AWS was not asked for it yet."];
  const seen = when(look, nowMs, assessedDays);
  if (look.failure) {
    const { failure } = look;
    return ["not assessed", () => `${refusal(failure)} ${seen}`];
  }
  const [verdict, reason] = judge(look.found);
  const hasChanged = kind !== "key" && (row.lastChangedMs ?? 0) > look.atMs;
  const since = hasChanged ? " The secret changed since." : "";
  return [verdict, () => `${reason()} ${seen}${since}`];
}

function when({ atMs }: Look, nowMs: number, assessedDays: number): string {
  const days = Math.floor((nowMs - atMs) / DAY_MS);
  return `Looked at on ${day(atMs)}${days >= assessedDays ? `, ${days} days ago` : ""}.`;
}

function refusal({ says, aws }: FailureView): string {
  if (!aws?.iamAction) return says;
  return `${says} It lacks ${aws.iamAction}${aws.resourceArn ? ` on ${aws.resourceArn}` : ""}.`;
}

function withoutOwnKey(row: InventoryRow): string | undefined {
  return (
    pendingDeletion(row) ?? (hasDefaultKey(row) ? "encrypted with aws/secretsmanager" : undefined)
  );
}

type Replica = Found["replication"]["replicas"][number];

function demandedReplica(
  replicas: readonly Replica[],
  { by, demand }: { by: string; demand: "any" | readonly string[] },
): Judgement | undefined {
  const isInSync = ({ status }: Replica) => status === "InSync";
  const isCopying = ({ status }: Replica) => status === "InProgress";
  const wanted = demand === "any" ? [undefined] : demand;
  return worst(
    wanted.map((region): Judgement | undefined => {
      const there = region ? replicas.filter((one) => one.region === region) : replicas;
      const place = region ?? "another Region";
      if (there.some(isInSync)) return undefined;
      if (there.some(isCopying))
        return ["not assessed", () => `${by} demands a replica in ${place}: InProgress.`];
      const state = there[0] ? `${there[0].status}` : "there is none";
      return ["fail", () => `${by} demands a replica in ${place}: ${state}.`];
    }),
  );
}

function worst(judgements: readonly (Judgement | undefined)[]): Judgement | undefined {
  return (
    judgements.find((one) => one?.[0] === "fail") ?? judgements.find((one) => one !== undefined)
  );
}

function regionsOf(replicas: readonly Replica[], status: string): string {
  return replicas.flatMap((one) => (one.status === status ? one.region : [])).join(", ");
}

function said(message: string | undefined): string {
  return message ? `${message.replace(/\.$/, "")}.` : "AWS gave no reason.";
}
