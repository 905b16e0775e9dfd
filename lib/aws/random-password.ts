import "server-only";
import {
  GetRandomPasswordCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { Failure } from "@/lib/domain/failure";
import type { PasswordRules } from "@/lib/domain/random-password";
import { fromAws, withoutEcho } from "./failures";

/**
 * Has AWS make a password (facts 1.2, GetRandomPassword). AWS keeps nothing of it.
 *
 * @throws Failure with AWS's words
 */
export async function randomPassword(
  client: SecretsManagerClient,
  rules: PasswordRules,
): Promise<string> {
  try {
    const { RandomPassword } = await client.send(
      new GetRandomPasswordCommand({
        PasswordLength: rules.length,
        ExcludeCharacters: rules.excludeCharacters || undefined,
        ExcludeNumbers: rules.excludeNumbers,
        ExcludePunctuation: rules.excludePunctuation,
        ExcludeUppercase: rules.excludeUppercase,
        ExcludeLowercase: rules.excludeLowercase,
        IncludeSpace: rules.includeSpace,
        RequireEachIncludedType: rules.requireEachType,
      }),
    );
    if (!RandomPassword) throw new Failure("aws-failed");
    return RandomPassword;
  } catch (error) {
    const known = fromAws(error);
    throw known instanceof Failure ? withoutEcho(known) : known;
  }
}
