import "server-only";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { CostExplorerClient } from "@aws-sdk/client-cost-explorer";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { PricingClient } from "@aws-sdk/client-pricing";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { config } from "@/lib/config";
import { Failure } from "@/lib/domain/failure";
import type { CallReason } from "@/lib/domain/own-calls";
import { type Place, placeKey } from "@/lib/domain/place";
import {
  type AssumedRole,
  assumeRole,
  dropsOf,
  forgetGrant,
  type PersonSession,
} from "./assumed-role";
import { clientSettings } from "./client-settings";
import { mayWrite, type Purpose } from "./session-policy";
import { type Traffic, transport } from "./transport";

export type { Purpose } from "./session-policy";

/** AWS as one session may see it. Every client speaks under that session's assumed role. */
export interface AwsAccess {
  /**
   * A client for one place and one purpose; cheap, and its credentials are fetched when first used.
   *
   * @throws Failure `outside-configuration` if the account or Region is not configured
   */
  secretsManager(place: Place, purpose: Purpose): SecretsManagerClient;
  /** CloudTrail of one place, for looking only. @throws as `secretsManager` */
  cloudTrail(place: Place): CloudTrailClient;
  /** CloudWatch's metrics of one place. @throws as `secretsManager` */
  cloudWatch(place: Place): CloudWatchClient;
  /** Logs in one place, for searching only; a call is never repeated. @throws as `secretsManager` */
  cloudWatchLogs(place: Place): CloudWatchLogsClient;
  /** Lambda of one place, for looking only. @throws as `secretsManager` */
  lambda(place: Place): LambdaClient;
  /** Names of KMS keys in one place, for looking only. @throws as `secretsManager` */
  kms(place: Place): KMSClient;
  /** The Price List API, under the role in this account; it answers in one Region for all. */
  pricing(accountId: string): PricingClient;
  /** Cost Explorer of one account, at a price per call; it answers in one Region for all. */
  costExplorer(accountId: string): CostExplorerClient;
  /** IAM of one account, for looking only. @throws as `secretsManager` */
  iam(accountId: string): IAMClient;
  /** Forgets the credentials of one purpose: nobody needs them again. */
  discard(place: Place, purpose: Purpose): void;
  /** AWS calls made through this access so far, repeats included (own meter). */
  calls(): number;
  /** The role in an account as AWS names it once assumed. @throws as any call under it */
  callerArn(accountId: string): Promise<string>;
  /** Whose view of an account this is: equal only for people whom AWS answers alike. */
  principal(accountId: string): string;
  /**
   * The same rights for work that may outlive this request, such as a long listing: no overall
   * deadline, six attempts a call, a meter of its own. It ends when the session does, or
   * changes its role: the next request is refused.
   */
  lasting(): AwsAccess;
}

/** An access with what the guard writes into the ledger afterwards. */
export interface WitnessedAccess extends AwsAccess {
  traffic: Readonly<Traffic>;
  assumedRole(): AssumedRole | undefined;
}

/** Where the Price List API and Cost Explorer answer for every Region of their partition. */
const BILLING_REGION = "us-east-1";

/** No click waits longer than this for AWS, whatever is retried meanwhile. */
export const ACTION_DEADLINE_MS = 15_000;

/** Opens AWS for one request of a verified session; `reason` is what the meter counts it under. */
export function awsAccess(
  session: PersonSession,
  reason: CallReason = "own work",
): WitnessedAccess {
  return open(session, reason, AbortSignal.timeout(ACTION_DEADLINE_MS));
}

function open(
  session: PersonSession,
  reason: CallReason,
  deadline: AbortSignal | undefined,
): WitnessedAccess {
  const traffic: Traffic = { calls: 0, requestIds: [], mayHaveWritten: false };
  let assumed: AssumedRole | undefined;
  const drops = dropsOf(session.id);
  return {
    traffic,
    assumedRole: () => assumed,
    calls: () => traffic.calls,
    callerArn: async (accountId) => {
      const grant = await assumeRole({ session, accountId, purpose: "browse", reason });
      return grant.assumedRole.arn;
    },
    principal: (accountId) => accountOf(accountId).roles[session.role],
    discard: ({ accountId }, purpose) => forgetGrant({ session, accountId, purpose }),
    lasting: () => open(session, reason, undefined),
    secretsManager: (place, purpose) =>
      new SecretsManagerClient(settings(configured(place), purpose)),
    cloudTrail: (place) => new CloudTrailClient(settings(configured(place), "browse")),
    cloudWatch: (place) => new CloudWatchClient(settings(configured(place), "browse")),
    cloudWatchLogs: (place) =>
      new CloudWatchLogsClient({ ...settings(configured(place), "browse"), maxAttempts: 1 }),
    lambda: (place) => new LambdaClient(settings(configured(place), "browse")),
    kms: (place) => new KMSClient(settings(configured(place), "browse")),
    pricing: (accountId) => new PricingClient(settings(billingPlaceOf(accountId), "browse")),
    costExplorer: (accountId) =>
      new CostExplorerClient(settings(billingPlaceOf(accountId), "browse")),
    // IAM is one for all Regions; its door stands where the account's first Region is.
    iam: (accountId) => new IAMClient(settings(firstPlaceOf(accountId), "browse")),
  };

  function settings(place: Place, purpose: Purpose) {
    return {
      ...clientSettings(),
      region: place.region,
      maxAttempts: deadline ? 3 : 6,
      credentials: async () => {
        const grant = await assumeRole({ session, accountId: place.accountId, purpose, reason });
        assumed = grant.assumedRole;
        return grant;
      },
      requestHandler: transport({
        placeKey: placeKey(place),
        purpose: {
          person: session.person,
          reason,
          accountId: place.accountId,
          isBackground: deadline === undefined,
        },
        isWrite: mayWrite(purpose),
        traffic,
        deadline,
        isEnded: () => dropsOf(session.id) !== drops,
      }),
    };
  }
}

/** @throws Failure `outside-configuration`; no client for such a place is ever made. */
function configured(place: Place): Place {
  const { regions } = accountOf(place.accountId);
  if (!regions.includes(place.region)) throw new Failure("outside-configuration");
  return place;
}

function billingPlaceOf(accountId: string): Place {
  return { accountId: accountOf(accountId).id, region: BILLING_REGION };
}

function firstPlaceOf(accountId: string): Place {
  const [region = ""] = accountOf(accountId).regions;
  return { accountId, region };
}

function accountOf(accountId: string) {
  const account = config().accounts.find(({ id }) => id === accountId);
  if (!account) throw new Failure("outside-configuration");
  return account;
}
