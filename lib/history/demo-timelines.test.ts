import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { describeSecret, listVersions } from "@/lib/aws/secrets";
import { useDatabase } from "@/lib/db/databases.test-support";
import { observe } from "@/lib/db/observations";
import type { SecretDetail } from "@/lib/domain/secret";
import type { SecretHistory } from "@/lib/domain/secret-history";
import { summaryOf } from "@/lib/domain/secret-summary";
import { holderAt } from "@/lib/domain/timeline";
import { consoleUrl, issuer } from "@/lib/entry/visitor.test-support";
import { estates } from "../sandbox/estates";
import type { CastMember } from "../sandbox/estates/demo/cast";
import { demoManifest } from "../sandbox/estates/demo/demo";
import { type Sandbox, startSandbox } from "../sandbox/start";
import { collectTrail } from "./collect";
import { secretHistory, trailProgress } from "./secret-history";

const DAY_MS = 86_400_000;
const MOMENTS = 1_000;
const file = writeSettings(issuer);

/** Scripted in lib/sandbox/estates/demo; what each holds at any moment is known without AWS. */
type Scripted = CastMember & { labels: NonNullable<CastMember["labels"]> };

let sandbox: Sandbox;
let scripted: Scripted[];
let now: Date;

beforeAll(async () => {
  sandbox = await startSandbox({ estate: estates.demo });
  sandbox.controls.throttle.scale = null;
  sandbox.world.clock.freeze();
  now = sandbox.world.clock.now();
  const cast = demoManifest(sandbox.world)?.cast ?? [];
  scripted = cast.filter((member): member is Scripted => member.labels !== undefined);
});
afterAll(() => sandbox.close());
beforeEach(() => stubSettings(file, consoleUrl));

const optionsFor = ({ accountId, region }: CastMember) => ({
  endpoint: sandbox.url,
  region,
  credentials: { accessKeyId: `AKIA${accountId}`, secretAccessKey: "sandbox" },
  maxAttempts: 1,
});

/** The secret as its page reads it. */
async function detailOf(member: CastMember): Promise<SecretDetail> {
  const client = new SecretsManagerClient(optionsFor(member));
  const { ARN = "" } = await client.send(new DescribeSecretCommand({ SecretId: member.name }));
  const [{ row, replicas }, { versions, isComplete }] = await Promise.all([
    describeSecret(client, ARN, { place: member, ownerTag: "owner" }),
    listVersions(client, ARN),
  ]);
  const readAt = now.toISOString();
  const more = { accountName: "production", versions, versionsComplete: isComplete, replicas };
  return { ...summaryOf(row, now, []), ...more, readAt };
}

/** Reads CloudTrail to its end for every place of the cast, or is told why it may not. */
async function readTrails(): Promise<void> {
  for (const member of scripted) {
    const client = new CloudTrailClient(optionsFor(member));
    for (let isOver = false; !isOver; ) {
      await collectTrail(
        member,
        () => client,
        () => now,
      );
      const { isWhole, failure } = await trailProgress(member, now);
      isOver = isWhole || failure !== undefined;
    }
  }
}

/** Twenty looks in a secret's life as an inventory or a page would have had them. */
async function look(member: Scripted, arn: string): Promise<Date[]> {
  const looks = momentsOf(member, 20, 7).sort((a, b) => +a - +b);
  for (const at of looks) {
    const moment = momentBefore(member, at);
    const labels: Record<string, string[]> = {};
    for (const [label, holder] of Object.entries(moment?.labels ?? {})) {
      labels[holder] = [...(labels[holder] ?? []), label];
    }
    await observe([{ arn, labels, lastChangedAt: moment?.at.toISOString() }], at);
  }
  return looks;
}

/** Random moments of a life, never more than 150 days long; the same at each run. */
function momentsOf(member: Scripted, count: number, seed: number): Date[] {
  const from = Math.max(+(member.labels[0]?.at ?? 0), +now - 150 * DAY_MS);
  const within = fc.integer({ min: from, max: +now - 1 });
  return fc.sample(within, { numRuns: count, seed }).map((ms) => new Date(ms));
}

function momentBefore({ labels }: Scripted, at: Date) {
  return labels.findLast((moment) => moment.at <= at);
}

/** When the label last came to where it was at that moment. */
function sinceWhen(member: Scripted, label: string, at: Date): Date | undefined {
  const past = member.labels.filter((moment) => moment.at <= at);
  const holder = past.at(-1)?.labels[label];
  const before = past.findLastIndex(({ labels }) => labels[label] !== holder);
  return past[before + 1]?.at;
}

interface Setting {
  called: string;
  mayReadTrail: boolean;
  looked: boolean;
}

const settings: Setting[] = [
  { called: "all three witnesses", mayReadTrail: true, looked: true },
  { called: "CloudTrail alone, which forgets after 90 days", mayReadTrail: true, looked: false },
  { called: "the console's looks alone", mayReadTrail: false, looked: true },
  { called: "CloudTrail denied, and nobody looked before", mayReadTrail: false, looked: false },
];

describe.each(settings)("ten scripted secrets, from $called", ({ mayReadTrail, looked }) => {
  useDatabase("embedded");
  const histories = new Map<Scripted, { history: SecretHistory; looks: Date[] }>();

  beforeAll(async () => {
    stubSettings(file, consoleUrl);
    if (!mayReadTrail) {
      sandbox.controls.faults.add({
        service: "cloudtrail",
        operation: "LookupEvents",
        effect: {
          kind: "error",
          when: "before",
          status: 400,
          code: "AccessDeniedException",
          message: "User is not authorized to perform: cloudtrail:LookupEvents",
        },
      });
    }
    await readTrails();
    sandbox.controls.faults.clear();
    for (const member of scripted) {
      const detail = await detailOf(member);
      const looks = looked ? await look(member, detail.arn) : [];
      histories.set(member, { history: await secretHistory(detail), looks });
    }
  }, 240_000);

  /** Its event was read, though the newest quarter of an hour is not yet believed to be whole. */
  const isTold = ({ trail: { covered, readTo = "" } }: SecretHistory, at: Date): boolean =>
    covered !== undefined && covered.from <= at.toISOString() && at.toISOString() <= readTo;

  const isRead = (history: SecretHistory, at: Date | undefined): boolean => {
    const covered = history.trail.covered;
    return (
      covered !== undefined &&
      at !== undefined &&
      covered.from <= at.toISOString() &&
      at.toISOString() <= covered.to
    );
  };

  test("each claim is the script's, with a badge that its witness can bear", () => {
    expect(scripted.length).toBeGreaterThanOrEqual(10);
    const tally = { observed: 0, reported: 0, inferred: 0, gap: 0 };
    for (const [member, { history, looks }] of histories) {
      for (const at of momentsOf(member, MOMENTS, 42)) {
        const moment = momentBefore(member, at);
        for (const label of history.timeline.labels) {
          const where = `${member.name} ${label} ${at.toISOString()}`;
          const segment = holderAt(history.timeline, label, at);
          const badge = segment?.badge ?? "gap";
          tally[badge] += 1;
          if (!segment || badge === "gap") continue;
          expect([where, segment.holder]).toEqual([where, moment?.labels[label] ?? null]);
          const since = sinceWhen(member, label, at);
          const wasSeen = looks.some((each) => each <= at && (!since || since <= each));
          const isToday = +at >= +(member.labels.at(-1)?.at ?? now);
          if (badge === "observed") expect([where, wasSeen || isToday]).toEqual([where, true]);
          if (badge === "reported") {
            expect([where, since === undefined || isTold(history, since)]).toEqual([where, true]);
          }
        }
      }
    }
    expect(tally.gap > 0).toBe(true);
    expect(tally.reported > 0).toBe(mayReadTrail);
    if (looked) expect(tally.observed).toBeGreaterThan(0);
  });

  test("what was AWSCURRENT is known wherever a witness reaches", () => {
    for (const [member, { history, looks }] of histories) {
      for (const at of momentsOf(member, MOMENTS, 43)) {
        const since = momentBefore(member, at)?.at;
        const next = member.labels.find((moment) => moment.at > at)?.at ?? now;
        const isCovered = isRead(history, since) && isRead(history, at);
        // A later look with an older LastChangedDate tells that nothing moved in between.
        const isShown = looks.some((each) => each > at && each < next) || next === now;
        const segment = holderAt(history.timeline, "AWSCURRENT", at);
        const where = `${member.name} ${at.toISOString()}`;
        if (isCovered || isShown) expect(`${where} ${segment?.badge}`).not.toContain(" gap");
      }
    }
  });

  test("the table has a line for each scripted change that a witness tells, and none that is not", () => {
    for (const [member, { history }] of histories) {
      for (const [index, moment] of member.labels.entries()) {
        const before = member.labels[index - 1]?.labels ?? {};
        if (!isRead(history, moment.at)) continue;
        const past = member.labels[index - 1];
        for (const label of new Set([...Object.keys(before), ...Object.keys(moment.labels)])) {
          const to = moment.labels[label] ?? null;
          if ((before[label] ?? null) === to) continue;
          // AWSPREVIOUS follows AWSCURRENT: where that was before has to be known.
          if (label === "AWSPREVIOUS" && !isRead(history, past?.at)) continue;
          const where = `${member.name} ${label} ${moment.at.toISOString()}`;
          const second = moment.at.toISOString().slice(0, 19);
          const row = history.rows.find(
            (each) => each.label === label && each.at.slice(0, 19) === second,
          );
          expect([where, row?.to ?? null]).toEqual([where, to]);
          if (row?.badge === "reported") expect(row.actor).toContain(moment.actor.split("/")[1]);
        }
      }
      for (const { label, at, badge, to } of history.rows) {
        if (!label || badge === "gap") continue;
        const held = momentBefore(member, new Date(Date.parse(at) + 999))?.labels[label] ?? null;
        expect([member.name, label, at, to ?? null]).toEqual([member.name, label, at, held]);
      }
    }
  });
});
