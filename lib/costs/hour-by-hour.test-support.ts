import type { TrailRecord, World } from "../sandbox/contract";
import { demoManifest } from "../sandbox/estates/demo/demo";

/** One secret or replica as the simulator knows it: by name, since a name has one holder at a time. */
export interface Simulated {
  accountId: string;
  region: string;
  name: string;
  tags: Map<string, string>;
  isExternal: boolean;
  /** Hours stored, by month. */
  hours: Map<string, number>;
  isStored: boolean;
  isPending: boolean;
}

type Text = Record<string, unknown>;

/**
 * What is stored in each hour, found out the slow way: every hour from the first call to `until`,
 * every secret is looked at, and every call of that hour is played. Shares nothing with the
 * product: it knows names instead of ARNs, and counts instead of calculating.
 */
export function simulate(world: World, until: Date): Simulated[] {
  const records = [...world.accounts.keys()]
    .flatMap((id) => ["eu-west-1", "us-east-1", "eu-central-1"].map((region) => [id, region]))
    .flatMap(([id = "", region = ""]) => [...world.trailOf(id, region)])
    .filter(({ eventType, errorCode }) => eventType === "AwsApiCall" && !errorCode)
    .filter(({ eventSource }) => eventSource === "secretsmanager.amazonaws.com")
    .concat(unrecorded(world))
    .sort((a, b) => a.eventTime.getTime() - b.eventTime.getTime());
  const secrets = new Map<string, Simulated>();
  const [first] = records;
  let next = 0;
  const begin = new Date(first?.eventTime ?? until);
  begin.setUTCMinutes(0, 0, 0);
  for (let hour = begin.getTime(); hour < until.getTime(); hour += 3_600_000) {
    const seen = new Set([...secrets.values()].filter((secret) => secret.isStored));
    for (; next < records.length; next += 1) {
      const record = records[next] as TrailRecord;
      if (record.eventTime.getTime() >= hour + 3_600_000) break;
      play(record, secrets, seen);
    }
    const month = new Date(hour).toISOString().slice(0, 7);
    for (const { hours } of seen) hours.set(month, (hours.get(month) ?? 0) + 1);
  }
  return [...secrets.values()];
}

/** Deletions that CloudTrail does not have, from the script of the estate. */
function unrecorded(world: World): TrailRecord[] {
  return (demoManifest(world)?.cast ?? []).flatMap(({ accountId, region, name, deletion }) =>
    deletion?.recorded === false
      ? ({
          accountId,
          region,
          eventName: "DeleteSecret",
          eventTime: deletion.at,
          requestParameters: { secretId: name },
        } as unknown as TrailRecord)
      : [],
  );
}

function play(record: TrailRecord, secrets: Map<string, Simulated>, seen: Set<Simulated>): void {
  const { accountId, region, eventName } = record;
  const asked = (record.requestParameters ?? {}) as Text;
  const typed = String(asked.secretId ?? asked.name ?? "");
  const name = typed.startsWith("arn:") ? (typed.split(":")[6] ?? "").slice(0, -7) : typed;
  const at = (where: string) => `${accountId} ${where} ${name}`;
  const secret = secrets.get(at(region));
  const store = (where: string, tags: Map<string, string>, isExternal: boolean) => {
    // A name that is taken, also by what is pending, makes replication fail.
    const known = secrets.get(at(where));
    if (known?.isStored || known?.isPending) return;
    const made: Simulated = known ?? {
      accountId,
      region: where,
      name,
      tags,
      isExternal,
      hours: new Map(),
      isStored: true,
      isPending: false,
    };
    made.isStored = true;
    secrets.set(at(where), made);
    seen.add(made);
  };
  const tagsOf = (list: unknown) =>
    ((list ?? []) as { key: string; value: string }[]).map(
      ({ key, value }) => [key, value] as const,
    );
  if (eventName === "CreateSecret") {
    store(region, new Map(tagsOf(asked.tags)), asked.type !== undefined);
  }
  const primary = secrets.get(at(region));
  for (const { region: where } of (asked.addReplicaRegions ?? []) as { region: string }[]) {
    store(where, primary?.tags ?? new Map(), primary?.isExternal ?? false);
  }
  if (!secret) return;
  if (eventName === "RemoveRegionsFromReplication") {
    for (const where of asked.removeReplicaRegions as string[]) {
      const copy = secrets.get(at(where));
      if (copy) copy.isStored = false;
    }
  }
  if (eventName === "DeleteSecret") {
    secret.isStored = false;
    secret.isPending = asked.forceDeleteWithoutRecovery !== true;
  }
  if (eventName === "RestoreSecret" && secret.isPending) {
    secret.isStored = true;
    secret.isPending = false;
    seen.add(secret);
  }
  if (eventName === "TagResource") {
    for (const [key, value] of tagsOf(asked.tags)) secret.tags.set(key, value);
  }
  if (eventName === "UntagResource") {
    for (const key of asked.tagKeys as string[]) secret.tags.delete(key);
  }
}
