import "server-only";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { Failure } from "@/lib/domain/failure";
import type { ChangeValueInput, NewValue } from "@/lib/domain/new-value";
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

/**
 * Writes one value as a new version whose id is `token`: the same call sent again changes nothing
 * (facts 2.2 rule 10). Under AWSCURRENT the labels step on by AWS's own rule; any other label is
 * attached alone, and what is current stays.
 *
 * @throws the SDK's error, which `confirmedWrite` weighs
 */
export async function writeValue(
  client: SecretsManagerClient,
  { arn, token, label, value }: Omit<ChangeValueInput, "expectedCurrent">,
): Promise<void> {
  await client.send(
    new PutSecretValueCommand({
      SecretId: arn,
      ClientRequestToken: token,
      VersionStages: label === "AWSCURRENT" ? undefined : [label],
      ...contentOf(value),
    }),
  );
}

/** A value as AWS takes it: one of the two members. */
export function contentOf(
  value: NewValue,
): { SecretString: string } | { SecretBinary: Uint8Array } {
  return value.kind === "text"
    ? { SecretString: value.text }
    : { SecretBinary: Buffer.from(value.base64, "base64") };
}

/** What a person is about to save, wrapped as if it had been read: for comparing on the server. */
export function unsavedValue(value: NewValue): SecretValue {
  return value.kind === "text"
    ? new SecretValue("", value)
    : new SecretValue("", { kind: "binary", bytes: Buffer.from(value.base64, "base64") });
}
