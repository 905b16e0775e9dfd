import { type CastMember, member, type Step, timeline } from "./cast";
import { makeDice, passwordOf } from "./made-up";
import { appOf, operator1, opsLegacy, stagingTerraform, terraform } from "./people";
import { production, staging } from "./principals";
import { DemoSecret } from "./secret";
import type { Stage } from "./stage";

const ireland = { accountId: production, region: "eu-west-1" } as const;
const virginia = { accountId: production, region: "us-east-1" } as const;
const frankfurt = { accountId: production, region: "eu-central-1" } as const;

/** Values, versions and names that break what was not thought through. */
export function valueCast(stage: Stage): CastMember[] {
  return [...values(stage), ...versions(stage), ...names(stage)];
}

function values(stage: Stage): CastMember[] {
  const empty = new DemoSecret(stage, "prod/data/warehouse-no-value-yet", ireland);
  empty.create(stage.ago({ days: 4 }), terraform, {
    value: "none",
    description: "Filled by the data team once the warehouse exists.",
    tags: { team: "data", environment: "production" },
  });
  const binary = new DemoSecret(stage, "prod/web/tls-keystore-binary", frankfurt);
  binary
    .create(stage.ago({ days: 71 }), operator1, {
      value: { base64: bytesOf("keystore", 2_304).toString("base64") },
      tags: { team: "web", environment: "production" },
    })
    .read(stage.ago({ days: 1 }), appOf(production, "web"));
  const full = new DemoSecret(stage, "prod/data/service-account-65536-bytes", ireland);
  full
    .create(stage.ago({ days: 52 }), terraform, {
      value: { text: bytesOf("full", 49_152).toString("base64") },
      tags: { team: "data", environment: "production" },
    })
    .read(stage.ago({ hours: 9 }), appOf(production, "data"));
  return [
    member(empty, "no value at all"),
    member(binary, "binary value"),
    member(full, "65,536 bytes"),
  ];
}

function versions(stage: Stage): CastMember[] {
  return [twentyLabels(stage), manyVersions(stage)];
}

function twentyLabels(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/platform/release-keys-twenty-labels", virginia);
  const created = stage.ago({ days: 60 });
  const steps: Step[] = [[created, terraform, "CreateSecret", { AWSCURRENT: 1 }]];
  const releases: Record<string, number> = {};
  secret.create(created, terraform, { tags: { team: "platform", environment: "production" } });
  for (let release = 1; release <= 6; release += 1) {
    const at = { days: 56 - release * 8 };
    const turn = release + 1;
    const held = { AWSCURRENT: turn, AWSPREVIOUS: release };
    secret.put(stage.ago(at), operator1);
    steps.push([stage.ago(at), operator1, "PutSecretValue", { ...releases, ...held }]);
    for (let part = 0; part < 3; part += 1) {
      const label = `release-${release}.${part}`;
      const when = stage.ago({ ...at, minutes: -(part + 1) });
      secret.label(when, operator1, label, { to: turn });
      releases[label] = turn;
      steps.push([when, operator1, "UpdateSecretVersionStage", { ...releases, ...held }]);
    }
  }
  return member(secret, "twenty labels", { labels: timeline(secret, steps) });
}

function manyVersions(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/platform/ci-token-130-versions", ireland);
  const created = stage.ago({ hours: 22 });
  const steps: Step[] = [[created, terraform, "CreateSecret", { AWSCURRENT: 1 }]];
  secret.create(created, terraform, {
    description: "Written by a pipeline that does not look whether anything changed.",
    tags: { team: "platform", environment: "production" },
  });
  // All within a day: older versions without a label would be cleaned away (facts 2.2, rule 9).
  for (let turn = 2; turn <= 130; turn += 1) {
    const when = stage.ago({ minutes: (131 - turn) * 10 });
    secret.put(when, opsLegacy);
    const held = { AWSCURRENT: turn, AWSPREVIOUS: turn - 1 };
    steps.push([when, opsLegacy, "PutSecretValue", held]);
  }
  return member(secret, "130 versions", { labels: timeline(secret, steps) });
}

function names(stage: Stage): CastMember[] {
  const tags = { team: "platform", environment: "production" };
  const slash = new DemoSecret(stage, "/prod/platform/starts-with-slash", ireland);
  slash
    .create(stage.ago({ days: 66 }), terraform, { tags })
    .read(stage.ago({ days: 2 }), appOf(production, "platform"));
  const hyphen = new DemoSecret(stage, "prod/platform/looks-like-arn-suffix-a1b2c3", ireland);
  hyphen.create(stage.ago({ days: 66 }), terraform, { tags });
  const odd = new DemoSecret(
    stage,
    "staging/platform/every-allowed-character/_+=.@-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    { accountId: staging, region: "eu-west-1" },
  );
  odd.create(stage.ago({ days: 33 }), stagingTerraform, { tags: { team: "platform" } });
  return [
    member(slash, "name starts with a slash"),
    member(hyphen, "name ends in hyphen and six characters"),
    member(odd, "name with every allowed character"),
  ];
}

/** Bytes that look random and are the same at every start. */
function bytesOf(name: string, length: number): Buffer {
  const dice = makeDice(`${name} ${passwordOf(name, 0)}`);
  return Buffer.from(Array.from({ length }, () => Math.floor(dice() * 256)));
}
