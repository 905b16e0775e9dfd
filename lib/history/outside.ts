import "server-only";
import { awsNameOf } from "@/lib/aws/assumed-role";
import { config } from "@/lib/config";
import {
  actsAbout,
  callsOutside,
  countOutside,
  ledgerBeganAt,
  type OutsideFilter,
  type StoredCall,
  weightiestOutside,
} from "@/lib/db/outside";
import {
  changeSays,
  foldAlike,
  type OutsidePage,
  type OutsideQuery,
  type OutsideReach,
  type OutsideRow,
  type OutsideSince,
  positionOf,
  positionText,
  standingOf,
  uncoveredSince,
  yesterdayOf,
} from "@/lib/domain/outside";
import type { Place } from "@/lib/domain/place";
import { trailProgress } from "./secret-history";

const PAGE = 50;
const HOME_ROWS = 5;
/** Looked through for home: a job that writes every few minutes must not hide what else was done. */
const HOME_CALLS = 300;
const DAY_MS = 86_400_000;
/** An act may lie this far from the call that it may have made. */
const NEARBY_MS = 30 * 60_000;
/** Whoever opens the page has it read on, and asks again until what is older than this is made up. */
const OLD_MS = 60_000;

/** Whose entries of the ledger may be named; everybody's when left out. */
type Whose = { issuer: string; subject: string } | undefined;

/** One page of what CloudTrail tells and the ledger does not account for. Asks AWS nothing. */
export async function changesOutside(
  query: OutsideQuery,
  whose: Whose,
  now: Date,
): Promise<OutsidePage> {
  const calls = await callsOutside(filterOf(query), PAGE + 1);
  const shown = calls.slice(0, PAGE);
  const last = shown.at(-1);
  return {
    rows: await rowsOf(shown, whose, now),
    next: calls.length > PAGE && last ? positionText(last.position) : undefined,
    trail: await trailOf(placesOf(query), now),
    places: placesOf(),
  };
}

/** All that match, newest first, in pieces of `size`. */
export async function* allChangesOutside(
  query: OutsideQuery,
  whose: Whose,
  now: Date,
  size: number,
): AsyncGenerator<OutsideRow[]> {
  for (let filter = filterOf(query); ; ) {
    const calls = await callsOutside(filter, size);
    yield await rowsOf(calls, whose, now);
    if (calls.length < size) return;
    filter = { ...filter, before: calls.at(-1)?.position };
  }
}

/** How far the record reaches in the places of a filter. */
export async function reachOfQuery(query: OutsideQuery, now: Date): Promise<OutsideReach[]> {
  return (await trailOf(placesOf(query), now)).reach;
}

/** What changed since the beginning of yesterday, for home. Asks AWS nothing. */
export async function changesSinceYesterday(whose: Whose, now: Date): Promise<OutsideSince> {
  const since = yesterdayOf(now);
  const places = placesOf();
  const filter: OutsideFilter = {
    places,
    consoleRoles: consoleRoles(),
    who: "",
    q: "",
    from: new Date(since),
    ledgerBeganAt: await ledgerBeganAt(),
  };
  const [counts, calls, trail] = await Promise.all([
    countOutside(filter),
    weightiestOutside(filter, HOME_CALLS),
    trailOf(places, now),
  ]);
  return {
    since,
    ...counts,
    rows: foldAlike(await rowsOf(calls, whose, now)).slice(0, HOME_ROWS),
    isCut: calls.length === HOME_CALLS,
    // Nothing is read on from here, so only what others have under way is worth asking again.
    trail: { ...trail, isReading: trail.reach.some((one) => !one.isWhole && !one.failure) },
    uncovered: uncoveredSince(trail.reach, since, now),
  };
}

function filterOf(query: OutsideQuery): OutsideFilter {
  const { q, who, from, to, before } = query;
  return {
    places: placesOf(query),
    consoleRoles: consoleRoles(),
    who,
    q,
    ...(from && { from: new Date(`${from}T00:00:00Z`) }),
    ...(to && { to: new Date(Date.parse(`${to}T00:00:00Z`) + DAY_MS) }),
    before: positionOf(before),
  };
}

/** The configured places, or those that a filter asks for. */
function placesOf({ account, region }: Partial<OutsideQuery> = {}) {
  return config()
    .accounts.flatMap(({ id, name, regions }) =>
      regions.map((one) => ({ accountId: id, accountName: name, region: one })),
    )
    .filter(
      (place) => (!account || place.accountId === account) && (!region || place.region === region),
    );
}

/** The console's roles as CloudTrail names their sessions, which have lost the role's path. */
function consoleRoles(): string[] {
  return config().accounts.flatMap(({ roles, observer }) =>
    [...Object.values(roles), ...(observer ? [observer] : [])].map((arn) => {
      const [, partition, , , accountId, path = ""] = arn.split(":");
      return `arn:${partition}:sts::${accountId}:assumed-role/${path.split("/").at(-1)}`;
    }),
  );
}

async function rowsOf(
  calls: readonly StoredCall[],
  whose: Whose,
  now: Date,
): Promise<OutsideRow[]> {
  const acts = await actsNear(calls.filter(({ isConsoleRole }) => isConsoleRole));
  const context = { acts, ledgerBeganAt: await ledgerBeganAt(), now };
  const names = new Map(config().accounts.map(({ id, name }) => [id, name]));
  return calls.map(({ accountId, region, event, isConsoleRole }) => {
    const { standing, entry } = standingOf(event, isConsoleRole, context);
    const person = acts.find(({ seq }) => seq === entry)?.attempt.person;
    const maySee = !whose || (person?.issuer === whose.issuer && person.subject === whose.subject);
    return {
      accountId,
      accountName: names.get(accountId) ?? accountId,
      region,
      event,
      says: changeSays(event),
      standing,
      ...(entry !== undefined && maySee && { entry }),
    };
  });
}

/** Acts on the same secrets at about the same time: an answer of AWS's may have been lost. */
async function actsNear(calls: readonly StoredCall[]) {
  const times = calls.map(({ event }) => Date.parse(event.at));
  if (times.length === 0) return [];
  const targets = calls.flatMap(({ event }) =>
    [event.secretArn, event.secretAsTyped].flatMap((one) => one ?? []),
  );
  const acts = await actsAbout(
    [...new Set(targets)],
    new Date(Math.min(...times) - NEARBY_MS),
    new Date(Math.max(...times) + NEARBY_MS),
  );
  return acts.map((act) => ({
    ...act,
    sourceIdentity: awsNameOf({ ...act.attempt.person }),
  }));
}

async function trailOf(places: readonly (Place & { accountName: string })[], now: Date) {
  let isReading = false;
  const reach = await Promise.all(
    places.map(async (place): Promise<OutsideReach> => {
      const { covered, failure, isWhole, readTo } = await trailProgress(place, now);
      const isOld = !readTo || now.getTime() - Date.parse(readTo) > OLD_MS;
      isReading ||= !failure && (!isWhole || isOld);
      return { ...place, covered, failure, isWhole };
    }),
  );
  return { reach, isReading };
}
