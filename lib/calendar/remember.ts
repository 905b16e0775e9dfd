import "server-only";
import { createHash } from "node:crypto";
import type { AwsAccess } from "@/lib/aws/clients";
import { config } from "@/lib/config";
import { rolesWithFeeds } from "@/lib/db/calendar-feeds";
import { confirmSnapshot, keepSnapshot } from "@/lib/db/rotation-snapshots";
import { hasWindows, SNAPSHOT_FORM, snapshotLine } from "@/lib/domain/rotation-snapshot";
import { eachInSlices, sortedInSlices } from "@/lib/inventory/breath";
import type { Estate, ListedPlace } from "@/lib/inventory/estate";
import { log } from "@/lib/log";
import { principalsOf } from "./principals";

/** One estate is remembered at most this often, however many look at it. */
const EVERY_MS = 60_000;

interface Remembered {
  triedAtMs: number;
  /** By place: how the rows were when they were last written, and what was written. */
  written: WeakMap<ListedPlace["rows"], { changes: number; fingerprint: string }>;
}

const remembered = new WeakMap<Estate, Remembered>();

/**
 * Somebody looks: what their role lists of the rotation schedule is stored for the calendars of
 * people in that role, once it is listed. Returns at once; without such a calendar it does nothing.
 */
export function rememberSchedule(aws: Pick<AwsAccess, "principal">, estate: Estate): void {
  const kept = rememberedOf(estate);
  if (Date.now() - kept.triedAtMs < EVERY_MS) return;
  kept.triedAtMs = Date.now();
  void estate
    .settled()
    .then(() => keepSchedule(aws, estate))
    .catch((error: unknown) =>
      log("warn", "The rotation schedule was not remembered for calendars", { error }),
    );
}

/** Stores the schedule of every place that is listed by now, if it is not what is stored already. */
export async function keepSchedule(
  aws: Pick<AwsAccess, "principal">,
  estate: Estate,
): Promise<void> {
  const wanted = new Set(principalsOf(await rolesWithFeeds()));
  const { written } = rememberedOf(estate);
  for (const listed of estate.listedPlaces()) {
    const principal = aws.principal(listed.place.accountId);
    if (!wanted.has(principal)) continue;
    const { place, listedAt, rows } = listed;
    const head = { principal, accountId: place.accountId, region: place.region, listedAt };
    const known = written.get(rows);
    const { changes } = rows;
    const isSame = known?.changes === changes;
    if (isSame && (await confirmSnapshot({ ...head, fingerprint: known.fingerprint }))) continue;
    const { fingerprint, text } = await textOf(listed);
    if (!(await confirmSnapshot({ ...head, fingerprint }))) {
      await keepSnapshot({ ...head, fingerprint }, text);
    }
    written.set(rows, { changes, fingerprint });
  }
}

async function textOf({ rows }: ListedPlace): Promise<{ fingerprint: string; text: string }> {
  const { sharedTags, superuserTag } = config().rotation;
  const tagKeys = new Set([...sharedTags, ...(superuserTag ? [superuserTag] : [])]);
  const lines: string[] = [];
  await eachInSlices(rows.all(), (row) => {
    if (hasWindows(row)) lines.push(snapshotLine(row, tagKeys));
  });
  // AWS lists in an order of its own: the same secrets must make the same text.
  const sorted = await sortedInSlices(lines, (a, b) => (a < b ? -1 : Number(a > b)));
  const hash = createHash("sha256");
  await eachInSlices(sorted, (line) => hash.update(line).update("\n"));
  return { fingerprint: `${SNAPSHOT_FORM}:${hash.digest("hex")}`, text: sorted.join("\n") };
}

function rememberedOf(estate: Estate): Remembered {
  const known = remembered.get(estate);
  if (known) return known;
  const fresh = { triedAtMs: 0, written: new WeakMap() };
  remembered.set(estate, fresh);
  return fresh;
}
