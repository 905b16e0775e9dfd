import { type CastMember, member } from "./cast";
import {
  appOf,
  approver1,
  jonas,
  maria,
  operator1,
  operator2,
  reportingBatch,
  terraform,
} from "./people";
import { production } from "./principals";
import { DemoSecret } from "./secret";
import type { Stage } from "./stage";

const ireland = { accountId: production, region: "eu-west-1" } as const;
const virginia = { accountId: production, region: "us-east-1" } as const;
const frankfurt = { accountId: production, region: "eu-central-1" } as const;

const refused = { refused: "InvalidRequestException" } as const;
const DENIED_READS = 312;

/** Everything about disappearing: who asked for it, what is left of it, who still wants it. */
export function deletionCast(stage: Stage): CastMember[] {
  return [
    stillRead(stage),
    nobodyReads(stage),
    oneDayLeft(stage),
    byInfrastructureCode(stage),
    dateUnknown(stage),
    restored(stage),
    purged(stage),
  ];
}

/** Four read it in the 90 days before; the application was never told and asks every half hour. */
function stillRead(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/payments/legacy-stripe-key-still-read", ireland);
  const app = appOf(production, "payments");
  const at = stage.ago({ days: 6, hours: 4 });
  secret.create(stage.ago({ days: 117 }), terraform, {
    description: "Stripe restricted key of the first checkout.",
    tags: { team: "payments", environment: "production", owner: "payments@example.com" },
  });
  secret.put(stage.ago({ days: 64 }), operator1);
  for (let day = 89; day > 6; day -= 1) secret.read(stage.ago({ days: day, hours: 5 }), app);
  for (let week = 12; week > 1; week -= 1) {
    secret.read(stage.ago({ days: week * 7, hours: 22 }), reportingBatch);
  }
  secret.read(stage.ago({ days: 33, hours: 2 }), operator1);
  secret.read(stage.ago({ days: 21, hours: 8 }), jonas);
  secret.delete(at, operator2, 30);
  const last = stage.ago({ seconds: 40 });
  const gap = (last.getTime() - at.getTime()) / DENIED_READS;
  for (let turn = DENIED_READS - 1; turn >= 0; turn -= 1) {
    secret.read(new Date(Math.round(last.getTime() - turn * gap)), app, refused);
  }
  return member(secret, "pending deletion, still read", {
    deletion: {
      at,
      actor: operator2.name,
      windowDays: 30,
      recorded: true,
      deniedReads: [{ actor: app.name, count: DENIED_READS, last }],
    },
  });
}

function nobodyReads(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/web/old-session-key-nobody-reads", frankfurt);
  const at = stage.ago({ days: 12, hours: 1 });
  secret
    .create(stage.ago({ days: 119 }), terraform, {
      tags: { team: "web", environment: "production", owner: "web@example.com" },
    })
    .read(stage.ago({ days: 104 }), appOf(production, "web"))
    .delete(at, operator1, 30);
  return member(secret, "pending deletion, nobody reads", {
    deletion: { at, actor: operator1.name, windowDays: 30, recorded: true, deniedReads: [] },
  });
}

function oneDayLeft(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/search/reindex-token-one-day-left", virginia);
  const app = appOf(production, "search");
  const at = stage.ago({ days: 6 });
  const last = stage.ago({ days: 2, hours: 3 });
  secret
    .create(stage.ago({ days: 90, hours: 4 }), terraform, {
      tags: { team: "search", environment: "production" },
    })
    .read(stage.ago({ days: 7 }), app)
    .delete(at, maria, 7)
    .read(stage.ago({ days: 5 }), app, refused)
    .read(last, app, refused);
  return member(secret, "pending deletion, a day left", {
    deletion: {
      at,
      actor: maria.name,
      windowDays: 7,
      recorded: true,
      deniedReads: [{ actor: app.name, count: 2, last }],
    },
  });
}

function byInfrastructureCode(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/data/etl-password-deleted-by-terraform", ireland);
  const at = stage.ago({ days: 3, hours: 2 });
  secret
    .create(stage.ago({ days: 101 }), terraform, {
      value: "mysql",
      tags: { team: "data", environment: "production", "managed-by": "terraform" },
    })
    .read(stage.ago({ days: 5 }), appOf(production, "data"))
    .delete(at, terraform, 14);
  return member(secret, "pending deletion by infrastructure code", {
    deletion: { at, actor: terraform.name, windowDays: 14, recorded: true, deniedReads: [] },
  });
}

/** AWS never returns the window, and the one event that told it is missing (facts 2.3). */
function dateUnknown(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/legacy/ftp-partner-purge-date-unknown", virginia);
  const at = stage.ago({ days: 5, hours: 9 });
  secret
    .create(stage.ago({ days: 800 }), jonas, { description: "FTP drop of a partner." })
    .delete(at, jonas, 20, { unrecorded: true });
  return member(secret, "pending deletion, purge date unknown", {
    deletion: { at, actor: jonas.name, windowDays: 20, recorded: false, deniedReads: [] },
  });
}

/** Deleted by mistake and brought back by an approver: a closed case to look at. */
function restored(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/billing/invoice-key-restored-last-week", ireland);
  const app = appOf(production, "billing");
  secret
    .create(stage.ago({ days: 98 }), terraform, {
      tags: { team: "billing", environment: "production", owner: "billing@example.com" },
    })
    .read(stage.ago({ days: 10 }), app)
    .delete(stage.ago({ days: 9, hours: 6 }), operator2, 7)
    .read(stage.ago({ days: 9, hours: 2 }), app, refused)
    .send(stage.ago({ days: 8, hours: 20 }), approver1, "RestoreSecret", {})
    .read(stage.ago({ days: 8, hours: 18 }), app);
  return member(secret, "restored last week");
}

/** Gone for good: only CloudTrail remembers it. */
function purged(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/web/beta-banner-purged", ireland);
  secret
    .create(stage.ago({ days: 88 }), terraform, { tags: { team: "web" } })
    .delete(stage.ago({ days: 30 }), operator1, 7);
  return member(secret, "purged");
}
