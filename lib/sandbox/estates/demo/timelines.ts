import { type CastMember, member, timeline } from "./cast";
import { appOf, jonas, maria, operator1, operator2, opsLegacy, terraform } from "./people";
import { production } from "./principals";
import { DemoSecret } from "./secret";
import type { Stage } from "./stage";

const ireland = { accountId: production, region: "eu-west-1" } as const;
const virginia = { accountId: production, region: "us-east-1" } as const;

/** Secrets whose every label move is scripted, and told apart from what the service derives. */
export function timelineCast(stage: Stage): CastMember[] {
  return [
    rolledBack(stage),
    blueGreen(stage),
    changedByManyHands(stage),
    pendingClearedByHand(stage),
    promotedStepByStep(stage),
    neverChanged(stage),
    changedYesterday(stage),
  ];
}

/** A bad value went out and was taken back within two hours. */
function rolledBack(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/ledger/rolled-back-by-hand", ireland);
  const t = {
    created: stage.ago({ days: 110 }),
    second: stage.ago({ days: 70, hours: 3 }),
    third: stage.ago({ days: 31, hours: 5 }),
    back: stage.ago({ days: 31, hours: 3 }),
    fourth: stage.ago({ days: 28, hours: 6 }),
  };
  secret
    .create(t.created, terraform, {
      value: "postgres",
      description: "Writer of the ledger. Rolled back once by hand.",
      tags: { team: "ledger", environment: "production", owner: "ledger@example.com" },
    })
    .put(t.second, operator1)
    .put(t.third, operator2)
    .label(t.back, operator1, "AWSCURRENT", { to: 2, from: 3 })
    .put(t.fourth, operator2);
  return member(secret, "rolled back by hand", {
    labels: timeline(secret, [
      [t.created, terraform, "CreateSecret", { AWSCURRENT: 1 }],
      [t.second, operator1, "PutSecretValue", { AWSCURRENT: 2, AWSPREVIOUS: 1 }],
      [t.third, operator2, "PutSecretValue", { AWSCURRENT: 3, AWSPREVIOUS: 2 }],
      [t.back, operator1, "UpdateSecretVersionStage", { AWSCURRENT: 2, AWSPREVIOUS: 3 }],
      [t.fourth, operator2, "PutSecretValue", { AWSCURRENT: 4, AWSPREVIOUS: 2 }],
    ]),
  });
}

/** A label of one's own travels beside the three that AWS knows. */
function blueGreen(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/web/blue-green-label", ireland);
  const t = {
    created: stage.ago({ days: 100 }),
    labelled: stage.ago({ days: 60 }),
    candidate: stage.ago({ days: 45 }),
    moved: stage.ago({ days: 44 }),
    current: stage.ago({ days: 43, hours: 20 }),
    removed: stage.ago({ days: 10 }),
  };
  secret
    .create(t.created, terraform, { tags: { team: "web", environment: "production" } })
    .label(t.labelled, operator1, "blue-green", { to: 1 })
    .put(t.candidate, operator1, ["candidate"])
    .label(t.moved, operator1, "blue-green", { to: 2, from: 1 })
    .label(t.current, operator2, "AWSCURRENT", { to: 2, from: 1 })
    .label(t.removed, operator2, "candidate", { from: 2 });
  return member(secret, "custom labels", {
    labels: timeline(secret, [
      [t.created, terraform, "CreateSecret", { AWSCURRENT: 1 }],
      [t.labelled, operator1, "UpdateSecretVersionStage", { AWSCURRENT: 1, "blue-green": 1 }],
      [t.candidate, operator1, "PutSecretValue", { AWSCURRENT: 1, "blue-green": 1, candidate: 2 }],
      [
        t.moved,
        operator1,
        "UpdateSecretVersionStage",
        { AWSCURRENT: 1, "blue-green": 2, candidate: 2 },
      ],
      [
        t.current,
        operator2,
        "UpdateSecretVersionStage",
        { AWSCURRENT: 2, AWSPREVIOUS: 1, "blue-green": 2, candidate: 2 },
      ],
      [
        t.removed,
        operator2,
        "UpdateSecretVersionStage",
        { AWSCURRENT: 2, AWSPREVIOUS: 1, "blue-green": 2 },
      ],
    ]),
  });
}

/** Infrastructure code, AWS's console, a laptop and this console in turn. */
function changedByManyHands(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/billing/changed-by-many-hands", virginia);
  const moments = [85, 61, 40, 22, 3].map((days) => stage.ago({ days, hours: 7 }));
  const hands = [maria, opsLegacy, operator1, jonas, operator2];
  const created = stage.ago({ days: 118 });
  secret.create(created, terraform, { tags: { team: "billing", environment: "production" } });
  const steps = moments.map((at, index) => {
    const hand = hands[index] ?? maria;
    secret.put(at, hand);
    return [at, hand, "PutSecretValue", { AWSCURRENT: index + 2, AWSPREVIOUS: index + 1 }] as const;
  });
  return member(secret, "changed by many hands", {
    labels: timeline(secret, [[created, terraform, "CreateSecret", { AWSCURRENT: 1 }], ...steps]),
  });
}

/** Somebody prepared a version, and somebody else cleared it away. */
function pendingClearedByHand(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/identity/pending-cleared-by-hand", ireland);
  const t = {
    created: stage.ago({ days: 95 }),
    pending: stage.ago({ days: 20 }),
    cleared: stage.ago({ days: 19, hours: 2 }),
  };
  secret
    .create(t.created, terraform, { tags: { team: "identity", environment: "production" } })
    .put(t.pending, opsLegacy, ["AWSPENDING"])
    .label(t.cleared, operator1, "AWSPENDING", { from: 2 });
  return member(secret, "AWSPENDING cleared by hand", {
    labels: timeline(secret, [
      [t.created, terraform, "CreateSecret", { AWSCURRENT: 1 }],
      [t.pending, opsLegacy, "PutSecretValue", { AWSCURRENT: 1, AWSPENDING: 2 }],
      [t.cleared, operator1, "UpdateSecretVersionStage", { AWSCURRENT: 1 }],
    ]),
  });
}

/** AWSPENDING stays on the version that was promoted: finished, not stuck (facts 2.2, rule 5). */
function promotedStepByStep(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/search/pending-on-current-is-normal", virginia);
  const t = {
    created: stage.ago({ days: 80 }),
    pending: stage.ago({ days: 12, hours: 1 }),
    promoted: stage.ago({ days: 12 }),
  };
  secret
    .create(t.created, terraform, { tags: { team: "search", environment: "production" } })
    .put(t.pending, operator2, ["AWSPENDING"])
    .label(t.promoted, operator2, "AWSCURRENT", { to: 2, from: 1 });
  return member(secret, "AWSPENDING on the current version", {
    labels: timeline(secret, [
      [t.created, terraform, "CreateSecret", { AWSCURRENT: 1 }],
      [t.pending, operator2, "PutSecretValue", { AWSCURRENT: 1, AWSPENDING: 2 }],
      [
        t.promoted,
        operator2,
        "UpdateSecretVersionStage",
        { AWSCURRENT: 2, AWSPENDING: 2, AWSPREVIOUS: 1 },
      ],
    ]),
  });
}

/** Older than CloudTrail's memory, and never touched since. */
function neverChanged(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/legacy/one-version-for-years", ireland);
  const created = stage.ago({ days: 1107 });
  secret.create(created, opsLegacy, { description: "Set up by hand before anybody kept a list." });
  secret.read(stage.ago({ days: 163 }), appOf(production, "billing"));
  return member(secret, "one version for years", {
    labels: timeline(secret, [[created, opsLegacy, "CreateSecret", { AWSCURRENT: 1 }]]),
  });
}

/** What "changed outside this console since yesterday" has to find. */
function changedYesterday(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/platform/changed-outside-yesterday", ireland);
  const t = {
    created: stage.ago({ days: 75 }),
    inside: stage.ago({ days: 30 }),
    outside: stage.ago({ hours: 19 }),
  };
  secret
    .create(t.created, terraform, { tags: { team: "platform", environment: "production" } })
    .put(t.inside, operator1)
    .put(t.outside, jonas);
  return member(secret, "changed outside this console", {
    labels: timeline(secret, [
      [t.created, terraform, "CreateSecret", { AWSCURRENT: 1 }],
      [t.inside, operator1, "PutSecretValue", { AWSCURRENT: 2, AWSPREVIOUS: 1 }],
      [t.outside, jonas, "PutSecretValue", { AWSCURRENT: 3, AWSPREVIOUS: 2 }],
    ]),
  });
}
