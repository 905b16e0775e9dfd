import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { keyStanding } from "@/lib/aws/keys";
import { resourcePolicyOf } from "@/lib/aws/resource-policy";
import { describeSecret } from "@/lib/aws/secrets";
import { config } from "@/lib/config";
import { type Found, type LookKind, type LookTask, policyFound } from "@/lib/domain/control-looks";
import type { Place } from "@/lib/domain/place";

/** Asks AWS about one secret or key; made for one place, whose client it makes once. */
export type Ask = (task: LookTask) => Promise<Found[LookKind]>;

/** How to ask for one kind of look. What it makes throws Failure with AWS's words. */
export function askFor(aws: AwsAccess, kind: LookKind, place: Place): Ask {
  if (kind === "key") {
    const client = aws.kms(place);
    return ({ subject }) => keyStanding(client, subject);
  }
  const client = aws.secretsManager(place, "browse");
  if (kind === "policy") {
    return async (task) => policyFound(await resourcePolicyOf(client, task.subject), task);
  }
  return async ({ subject }) => {
    const { ownerTag } = config();
    const { replicas } = await describeSecret(client, subject, { place, ownerTag });
    return {
      replicas: replicas.map(({ region, status, statusMessage }) => ({
        region,
        status,
        ...(statusMessage && { statusMessage }),
      })),
    };
  };
}
