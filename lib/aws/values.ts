import "server-only";
import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Failure } from "@/lib/domain/failure";
import { SecretValue } from "@/lib/domain/secret-value";
import { fromAws, withoutEcho } from "./failures";

/**
 * Reads one value: the version asked for, or the one labelled AWSCURRENT.
 *
 * @throws Failure with AWS's words, without texts that may repeat what was sent; `version-not-found`
 *   also for a secret that has no value yet
 */
export async function readValue(
  client: SecretsManagerClient,
  { arn, versionId }: { arn: string; versionId?: string },
): Promise<SecretValue> {
  try {
    const answer = await client.send(
      new GetSecretValueCommand({ SecretId: arn, VersionId: versionId }),
    );
    const id = answer.VersionId ?? versionId ?? "";
    const createdAt = answer.CreatedDate?.toISOString();
    if (answer.SecretString !== undefined) {
      return new SecretValue(id, { kind: "text", text: answer.SecretString }, createdAt);
    }
    if (answer.SecretBinary !== undefined) {
      return new SecretValue(id, { kind: "binary", bytes: answer.SecretBinary }, createdAt);
    }
    throw new Failure("version-not-found");
  } catch (error) {
    const known = fromAws(error);
    throw known instanceof Failure ? withoutEcho(known) : known;
  }
}
