import "server-only";
import {
  DescribeKeyCommand,
  GetKeyRotationStatusCommand,
  type KMSClient,
  ListAliasesCommand,
} from "@aws-sdk/client-kms";
import type { KeyFound } from "@/lib/domain/control-looks";
import { Failure } from "@/lib/domain/failure";
import type { KeyAlias } from "@/lib/domain/kms-key";
import { fromAws } from "./failures";

const PAGE_ALIASES_MAX = 100;
const PAGES_MAX = 10;

/**
 * The aliases of one account and Region that a secret may be encrypted with: those of AWS's own
 * keys are left out, since Secrets Manager takes no other service's key (facts 2.8).
 *
 * @throws Failure with AWS's words
 */
export async function listKeyAliases(
  client: KMSClient,
): Promise<{ aliases: KeyAlias[]; isComplete: boolean }> {
  const aliases: KeyAlias[] = [];
  let marker: string | undefined;
  try {
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const answer = await client.send(
        new ListAliasesCommand({ Limit: PAGE_ALIASES_MAX, Marker: marker }),
      );
      for (const { AliasName, TargetKeyId } of answer.Aliases ?? []) {
        if (!AliasName || !TargetKeyId || AliasName.startsWith("alias/aws/")) continue;
        aliases.push({ alias: AliasName, keyId: TargetKeyId });
      }
      marker = answer.Truncated ? answer.NextMarker : undefined;
      if (marker === undefined) return { aliases: sorted(aliases), isComplete: true };
    }
    return { aliases: sorted(aliases), isComplete: false };
  } catch (error) {
    throw fromAws(error);
  }
}

/**
 * Whether a key works and is rotated. Described first, because the second question takes no alias;
 * a role that may describe but not ask for rotation still learns the first.
 *
 * @throws Failure with AWS's words
 */
export async function keyStanding(client: KMSClient, keyId: string): Promise<KeyFound> {
  try {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: keyId }));
    return {
      state: KeyMetadata?.KeyState ?? "unknown",
      rotation: await rotationOf(client, KeyMetadata?.Arn ?? keyId),
    };
  } catch (error) {
    if (isNamed(error, "NotFoundException")) return { state: "NotFound", rotation: "not offered" };
    throw fromAws(error);
  }
}

async function rotationOf(client: KMSClient, arn: string): Promise<KeyFound["rotation"]> {
  try {
    const answer = await client.send(new GetKeyRotationStatusCommand({ KeyId: arn }));
    return answer.KeyRotationEnabled ? "on" : "off";
  } catch (error) {
    if (isNamed(error, "UnsupportedOperationException")) return "not offered";
    const failure = fromAws(error);
    if (failure instanceof Failure && failure.code === "denied-by-aws") return failure.view();
    throw failure;
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

/**
 * The state of a key in AWS's word, `Enabled` if it can be used. `keyId` as a secret names it: id,
 * ARN or alias.
 *
 * @throws Failure with AWS's words
 */
export async function keyStateOf(client: KMSClient, keyId: string): Promise<string> {
  try {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: keyId }));
    return KeyMetadata?.KeyState ?? "not told";
  } catch (error) {
    throw fromAws(error);
  }
}

function sorted(aliases: KeyAlias[]): KeyAlias[] {
  return aliases.sort((a, b) => (a.alias < b.alias ? -1 : 1));
}
