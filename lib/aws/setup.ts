import "server-only";
import { ListSecretsCommand } from "@aws-sdk/client-secrets-manager";
import { Failure } from "@/lib/domain/failure";
import type { Place } from "@/lib/domain/place";
import type { AwsAccess } from "./clients";
import { failureOf } from "./failures";

/** Asks AWS for one row under the person's role: proves the role, the trust and the permission. */
export async function tryPlace(aws: AwsAccess, place: Place): Promise<Failure | undefined> {
  try {
    await aws.secretsManager(place, "browse").send(new ListSecretsCommand({ MaxResults: 1 }));
    return undefined;
  } catch (error) {
    return error instanceof Failure ? error : failureOf(error);
  }
}
