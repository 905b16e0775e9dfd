/** What the replay looks at in one of CloudTrail's records. */
export interface Replayed {
  eventName: string;
  errorCode?: string;
  requestParameters: Record<string, unknown> | null;
  responseElements: Record<string, unknown> | null;
  additionalEventData?: Record<string, unknown>;
}

/** One secret as far as its records tell. */
interface Told {
  /** Label to version id. */
  holders: Map<string, string>;
  /** Versions that have a value: writing one again changes nothing (facts 2.2, rule 10). */
  written: Set<string>;
}

/**
 * Who holds which label, told from CloudTrail alone: the secrets made within its memory, by name.
 *
 * Written from facts 2.2 and not from the stand-in's own label rules, so that each can find the
 * other's mistakes. A CreateSecret without a value looks like one with a value in CloudTrail, so
 * secrets that never had a value come out wrong here, as they would for anybody.
 */
export function replayLabels(events: readonly Replayed[]): Map<string, Map<string, string>> {
  const byName = new Map<string, Told>();
  for (const event of events) {
    if (event.errorCode) continue;
    const given = event.requestParameters ?? {};
    const name = nameIn(given.name ?? given.secretId ?? event.additionalEventData?.SecretId);
    if (event.eventName === "CreateSecret") {
      byName.set(name, { holders: new Map(), written: new Set() });
    }
    const told = byName.get(name);
    if (told) apply(told, event);
  }
  return new Map([...byName].map(([name, { holders }]) => [name, holders]));
}

/** The name in an ARN, which ends in a hyphen and six characters, or the name itself. */
function nameIn(secretId: unknown): string {
  const found = /^arn:aws:secretsmanager:[^:]+:\d+:secret:(.+)-[A-Za-z0-9]{6}$/.exec(`${secretId}`);
  return found?.[1] ?? `${secretId}`;
}

function apply(told: Told, event: Replayed): void {
  const given = event.requestParameters ?? {};
  const token = `${given.clientRequestToken}`;
  const { holders } = told;
  switch (event.eventName) {
    case "CreateSecret":
      write(told, token, ["AWSCURRENT"]);
      return;
    case "UpdateSecret":
      // Only an update that made a version answers its id.
      if (event.responseElements?.versionId) write(told, token, ["AWSCURRENT"]);
      return;
    case "PutSecretValue":
      write(told, token, (given.versionStages as string[] | undefined) ?? ["AWSCURRENT"]);
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

function write({ holders, written }: Told, version: string, labels: readonly string[]): void {
  if (written.has(version)) return;
  written.add(version);
  // AWSCURRENT first: where the list names AWSPREVIOUS too, the list is exact (rule 4).
  const ordered = [...labels].sort((a) => (a === "AWSCURRENT" ? -1 : 1));
  for (const label of ordered) move(holders, label, version);
  // A value that becomes current takes AWSPENDING away, unless it asks for it too (facts 11).
  const current = labels.includes("AWSCURRENT") && !labels.includes("AWSPENDING");
  if (current) holders.delete("AWSPENDING");
}

function move(holders: Map<string, string>, label: string, version: string): void {
  const before = holders.get(label);
  holders.set(label, version);
  if (label === "AWSCURRENT" && before !== undefined && before !== version) {
    holders.set("AWSPREVIOUS", before);
  }
}
