import "server-only";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { config } from "@/lib/config";
import { type Place, placeKey } from "@/lib/domain/place";
import { assumeRole, type ObserverSession } from "./assumed-role";
import { clientSettings } from "./client-settings";
import { transport } from "./transport";

/** Whom CloudTrail names when the console looks by itself: its own work is nobody's. */
const observer: ObserverSession = {
  id: "observer",
  person: {
    issuer: "strongroom",
    subject: "strongroom-observer",
    displayName: "Strongroom's own observer",
  },
  role: "observer",
  awsGeneration: 1,
};

/** Places of the accounts that name an observer role, which a job can read without anybody. */
export function observedPlaces(): Place[] {
  return config().accounts.flatMap(({ id, regions, observer: role }) =>
    role ? regions.map((region) => ({ accountId: id, region })) : [],
  );
}

/**
 * Opens CloudTrail of one place under the account's observer role; undefined if it has none, and
 * then whoever looks reads under a role of their own.
 */
export function observerTrail(place: Place): (() => CloudTrailClient) | undefined {
  return isObserved(place) ? () => new CloudTrailClient(settingsFor(place)) : undefined;
}

/** As `observerTrail`, for looking at secrets without their values. */
export function observerSecrets(place: Place): SecretsManagerClient | undefined {
  return isObserved(place) ? new SecretsManagerClient(settingsFor(place)) : undefined;
}

function isObserved(place: Place): boolean {
  return observedPlaces().some((known) => placeKey(known) === placeKey(place));
}

function settingsFor(place: Place) {
  const { accountId, region } = place;
  return {
    ...clientSettings(),
    region,
    maxAttempts: 6,
    credentials: () => assumeRole({ session: observer, accountId, purpose: "browse" }),
    requestHandler: transport({
      placeKey: placeKey(place),
      purpose: { reason: "own work", accountId, isBackground: true },
      isWrite: false,
      traffic: { calls: 0, requestIds: [], mayHaveWritten: false },
      isEnded: () => false,
    }),
  };
}
