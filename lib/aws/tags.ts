import "server-only";
import {
  type SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-secrets-manager";
import type { ChangeTagsInput } from "@/lib/domain/secret-tags";
import { fromAws } from "./failures";

/**
 * Sets and removes tags: at most one call each. Both may be repeated without harm (facts 1.2).
 *
 * @throws Failure with AWS's words; if it comes from the second call, the first has taken effect
 */
export async function sendTagChanges(
  client: SecretsManagerClient,
  { arn, set, remove }: ChangeTagsInput,
): Promise<void> {
  try {
    if (set.length > 0) {
      const Tags = set.map(({ key, value }) => ({ Key: key, Value: value }));
      await client.send(new TagResourceCommand({ SecretId: arn, Tags }));
    }
    if (remove.length > 0) {
      await client.send(new UntagResourceCommand({ SecretId: arn, TagKeys: remove }));
    }
  } catch (error) {
    throw fromAws(error);
  }
}
