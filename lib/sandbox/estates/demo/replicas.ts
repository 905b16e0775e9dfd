import { timingOf } from "../../secrets-manager/timing";
import { type CastMember, member } from "./cast";
import { appOf, operator1, terraform } from "./people";
import { production } from "./principals";
import { DemoSecret } from "./secret";
import type { Stage } from "./stage";

const ireland = { accountId: production, region: "eu-west-1" } as const;
const virginia = { accountId: production, region: "us-east-1" } as const;
const frankfurt = { accountId: production, region: "eu-central-1" } as const;

/** Replication in its three states (facts 2.5). */
export function replicaCast(stage: Stage): CastMember[] {
  const inSync = new DemoSecret(stage, "prod/payments/gateway-replicas-in-sync", ireland);
  const copy = new DemoSecret(stage, inSync.name, virginia);
  inSync
    .create(stage.ago({ days: 92 }), terraform, {
      tags: { team: "payments", environment: "production", tier: "1" },
      replicaRegions: ["us-east-1", "eu-central-1"],
    })
    .put(stage.ago({ days: 44 }), operator1)
    .read(stage.ago({ hours: 3 }), appOf(production, "payments"));
  copy.read(stage.ago({ days: 1 }), appOf(production, "payments"));
  return [member(inSync, "replicas InSync"), failed(stage), inProgress(stage)];
}

/** The name was taken in the other Region, which no answer to the call says. */
function failed(stage: Stage): CastMember {
  const taken = new DemoSecret(stage, "prod/web/cdn-signing-replica-failed", virginia);
  taken.create(stage.ago({ days: 77 }), terraform, { tags: { team: "web" } });
  const secret = new DemoSecret(stage, taken.name, frankfurt);
  secret
    .create(stage.ago({ days: 76 }), terraform, {
      tags: { team: "web", environment: "production" },
    })
    .send(stage.ago({ days: 18 }), operator1, "ReplicateSecretToRegions", {
      AddReplicaRegions: [{ Region: "us-east-1" }, { Region: "eu-west-1" }],
    });
  return member(secret, "one replica Failed");
}

/** Caught in the act: this one takes days, so that it can be looked at. */
function inProgress(stage: Stage): CastMember {
  const secret = new DemoSecret(stage, "prod/ledger/exporter-replica-in-progress", ireland);
  secret.create(stage.ago({ days: 26 }), terraform, {
    tags: { team: "ledger", environment: "production" },
  });
  const asked = stage.ago({ minutes: 2 });
  let usual = 0;
  stage.at(asked, (world) => {
    usual = timingOf(world).replicationMs;
    timingOf(world).replicationMs = 30 * 86_400_000;
  });
  secret.send(asked, operator1, "ReplicateSecretToRegions", {
    AddReplicaRegions: [{ Region: "eu-central-1" }],
  });
  stage.at(asked, (world) => {
    timingOf(world).replicationMs = usual;
  });
  return member(secret, "replica InProgress");
}
