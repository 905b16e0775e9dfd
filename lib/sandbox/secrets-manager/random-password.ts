import { parameter } from "./refusals";

/** The inputs of GetRandomPassword, after the shape check. */
export interface PasswordRules {
  PasswordLength?: number;
  ExcludeCharacters?: string;
  ExcludeNumbers?: boolean;
  ExcludePunctuation?: boolean;
  ExcludeUppercase?: boolean;
  ExcludeLowercase?: boolean;
  IncludeSpace?: boolean;
  RequireEachIncludedType?: boolean;
}

const lower = "abcdefghijklmnopqrstuvwxyz";
const upper = lower.toUpperCase();
const digits = "0123456789";
/** All 32 ASCII marks (facts 1.2). */
const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/**
 * A password by AWS's rules (facts 1.2, GetRandomPassword): 32 characters by default, each
 * included type at least once by default; a space is never required.
 *
 * @param next numbers in [0, 1)
 */
export function randomPassword(rules: PasswordRules, next: () => number): string {
  const length = rules.PasswordLength ?? 32;
  const excluded = new Set(rules.ExcludeCharacters ?? "");
  const keep = (set: string) => [...set].filter((letter) => !excluded.has(letter));
  const types = [
    rules.ExcludeLowercase ? undefined : keep(lower),
    rules.ExcludeUppercase ? undefined : keep(upper),
    rules.ExcludeNumbers ? undefined : keep(digits),
    rules.ExcludePunctuation ? undefined : keep(punctuation),
  ].filter((type) => type !== undefined);
  const all = types.flat();
  if (rules.IncludeSpace && !excluded.has(" ")) all.push(" ");
  const required = rules.RequireEachIncludedType ?? true;
  if (required && types.some((type) => type.length === 0)) {
    throw parameter("All characters of the desired type have been excluded.");
  }
  if (all.length === 0) throw parameter("All characters have been excluded from selection.");
  if (required && length < types.length) {
    throw parameter("Password length is too short based on the required types.");
  }
  const pick = (from: readonly string[]) => from[Math.floor(next() * from.length)] ?? "";
  const password = required ? types.map(pick) : [];
  while (password.length < length) password.push(pick(all));
  return shuffled(password, next).join("");
}

function shuffled(letters: string[], next: () => number): string[] {
  for (let i = letters.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [letters[i], letters[j]] = [letters[j] ?? "", letters[i] ?? ""];
  }
  return letters;
}
