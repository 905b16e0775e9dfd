import "server-only";
import {
  type SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-secrets-manager";
import { Failure } from "@/lib/domain/failure";
import type { ChangeTagsInput } from "@/lib/domain/secret-tags";
import { failureOf } from "./failures";

/**
 * Sets and removes tags: at most one call each. Both may be repeated without harm (facts 1.2).
 *
 * @throws what the SDK throws; Failure `not-confirmed` with AWS's words if tags were set and the
 *   removal failed, since the refusal of one half is no refusal of the whole
 */
export async function sendTagChanges(
  client: SecretsManagerClient,
  { arn, set, remove }: ChangeTagsInput,
): Promise<void> {
  if (set.length > 0) {
    const Tags = set.map(({ key, value }) => ({ Key: key, Value: value }));
    await client.send(new TagResourceCommand({ SecretId: arn, Tags }));
  }
  if (remove.length === 0) return;
  try {
    await client.send(new UntagResourceCommand({ SecretId: arn, TagKeys: remove }));
  } catch (error) {
    if (set.length === 0) throw error;
    throw new Failure("not-confirmed", { aws: failureOf(error).aws, cause: error });
  }
}
