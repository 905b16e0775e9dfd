import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { trailOfPlace } from "@/lib/db/trail";
import { isReplica } from "@/lib/domain/inventory-row";
import type { NameAnswer, NameHolder } from "@/lib/domain/pending-deletion";
import { configuredPlaces, lookAtEstate } from "@/lib/inventory/estates";
import type { EstatePlace } from "@/lib/inventory/matches";
import { pendingDeletions } from "./pending";

const HOUR_MS = 3_600_000;

/**
 * Why a name cannot be taken: an active secret, one that is pending deletion, a replica, or one
 * that was just deleted without recovery. AWS compares names with their case (facts 2.1).
 */
export async function whoHoldsName(aws: AwsAccess, name: string, now: Date): Promise<NameAnswer> {
  const estate = lookAtEstate(aws);
  await estate.firstRows();
  const places = configuredPlaces();
  const query = { sort: "name", order: "asc" } as const;
  const { rows, summary } = await estate.matches(`name:"${name}"`, query);
  const own = rows.filter((row) => row.name === name);
  const isPending = own.some(({ deletionRequestedMs }) => deletionRequestedMs !== undefined);
  const clocks = isPending ? (await pendingDeletions(aws, now)).rows : [];
  const holders = own.map((row): NameHolder => {
    const { accountId, region, arn, primaryRegion } = row;
    const place = places.find((each) => each.accountId === accountId && each.region === region);
    const clock = clocks.find((each) => each.arn === arn)?.clock;
    const state = isReplica(row) ? "replica" : row.deletionRequestedMs ? "pending" : "active";
    const accountName = place?.accountName ?? accountId;
    return { accountId, region, accountName, arn, state, primaryRegion, clock };
  });
  const deleted = await Promise.all(places.map((place) => deletedAtOnce(place, name, now)));
  return {
    name,
    holders,
    deletedAtOnce: deleted.flat(),
    answered: summary.places.filter(({ state }) => state === "listed").length,
    places: places.length,
  };
}

async function deletedAtOnce(place: EstatePlace, name: string, now: Date) {
  const since = new Date(now.getTime() - HOUR_MS);
  const events = await trailOfPlace(place, ["DeleteSecret"], since, now);
  return events
    .filter(({ withoutRecovery, errorCode, secretAsTyped, secretArn }) => {
      const isName = secretAsTyped === name || secretArn?.includes(`:secret:${name}-`);
      return withoutRecovery && !errorCode && isName;
    })
    .map(({ at, actor }) => {
      return { accountName: place.accountName, region: place.region, at, by: actor.words };
    });
}
