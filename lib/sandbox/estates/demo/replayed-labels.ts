import type { Logged } from "./demo-under-test";

type Holders = Map<string, string>;

/**
 * Who holds which label, told from CloudTrail alone: the secrets made within its memory, by name.
 *
 * Written from facts 2.2 and not from the stand-in's own label rules, so that each can find the
 * other's mistakes. A CreateSecret without a value looks like one with a value in CloudTrail, so
 * secrets that never had a value come out wrong here, as they would for anybody.
 */
export function replayLabels(events: readonly Logged[]): Map<string, Holders> {
  const byName = new Map<string, Holders>();
  for (const event of events) {
    if (event.errorCode) continue;
    const given = event.requestParameters ?? {};
    const name = nameIn(given.name ?? given.secretId ?? event.additionalEventData?.SecretId);
    if (event.eventName === "CreateSecret") byName.set(name, new Map());
    const holders = byName.get(name);
    if (holders) apply(holders, event);
  }
  return byName;
}

/** The name in an ARN, which ends in a hyphen and six characters, or the name itself. */
function nameIn(secretId: unknown): string {
  const found = /^arn:aws:secretsmanager:[^:]+:\d+:secret:(.+)-[A-Za-z0-9]{6}$/.exec(`${secretId}`);
  return found?.[1] ?? `${secretId}`;
}

function apply(holders: Holders, event: Logged): void {
  const given = event.requestParameters ?? {};
  const token = `${given.clientRequestToken}`;
  switch (event.eventName) {
    case "CreateSecret":
      write(holders, token, ["AWSCURRENT"]);
      return;
    case "UpdateSecret":
      // Only an update that made a version answers its id.
      if (event.responseElements?.versionId) write(holders, token, ["AWSCURRENT"]);
      return;
    case "PutSecretValue":
      write(holders, token, (given.versionStages as string[] | undefined) ?? ["AWSCURRENT"]);
      return;
    case "RotateSecret":
      if (given.rotateImmediately !== false) holders.set("AWSPENDING", token);
      return;
    case "UpdateSecretVersionStage":
      if (typeof given.moveToVersionId === "string") {
        move(holders, `${given.versionStage}`, given.moveToVersionId);
      } else {
        holders.delete(`${given.versionStage}`);
      }
      return;
    case "RotationAbandoned":
      holders.delete("AWSPENDING");
      return;
  }
}

function write(holders: Holders, version: string, labels: readonly string[]): void {
  const before = holders.get("AWSCURRENT");
  const current = before === undefined ? [...new Set(["AWSCURRENT", ...labels])] : labels;
  for (const label of current) move(holders, label, version);
  // A plain write also takes AWSPENDING off the version that was current until then (facts 11).
  if (labels.includes("AWSCURRENT") && holders.get("AWSPENDING") === before) {
    holders.delete("AWSPENDING");
  }
}

function move(holders: Holders, label: string, version: string): void {
  const before = holders.get(label);
  holders.set(label, version);
  if (label === "AWSCURRENT" && before !== undefined && before !== version) {
    holders.set("AWSPREVIOUS", before);
  }
}
