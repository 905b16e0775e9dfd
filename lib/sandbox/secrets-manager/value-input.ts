import { parameter, refusals } from "./refusals";
import type { SecretValue } from "./secret";

/** The value in an input, if it brings one. @throws if it brings both kinds. */
export function valueIn(input: {
  SecretString?: string | undefined;
  SecretBinary?: string | undefined;
}): SecretValue | undefined {
  if (input.SecretString !== undefined && input.SecretBinary !== undefined) {
    throw refusals.bothValues();
  }
  if (input.SecretString !== undefined) {
    if (Buffer.byteLength(input.SecretString) > 65_536) {
      throw parameter("The secret value can't be longer than 65536 bytes.");
    }
    return { string: input.SecretString };
  }
  return input.SecretBinary === undefined ? undefined : { binary: input.SecretBinary };
}
