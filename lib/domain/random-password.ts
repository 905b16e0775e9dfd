import { z } from "zod";
import { AccountId, RegionName } from "./place";

/** AWS's default length (facts 1.2, GetRandomPassword). */
export const PASSWORD_LENGTH = { min: 1, max: 4096, usual: 32 } as const;

const Rules = z.strictObject({
  length: z
    .int("A length is a whole number")
    .min(PASSWORD_LENGTH.min, "At least 1 character")
    .max(PASSWORD_LENGTH.max, "At most 4,096 characters"),
  excludeCharacters: z.string().max(4096, "At most 4,096 characters"),
  excludeNumbers: z.boolean(),
  excludePunctuation: z.boolean(),
  excludeUppercase: z.boolean(),
  excludeLowercase: z.boolean(),
  includeSpace: z.boolean(),
  requireEachType: z.boolean(),
});
export type PasswordRules = z.infer<typeof Rules>;

/** What AWS takes when nothing is said (facts 1.2). */
export const usualRules: PasswordRules = {
  length: PASSWORD_LENGTH.usual,
  excludeCharacters: "",
  excludeNumbers: false,
  excludePunctuation: false,
  excludeUppercase: false,
  excludeLowercase: false,
  includeSpace: false,
  requireEachType: true,
};

const kinds = [
  { left: "excludeLowercase", name: "lowercase letters", has: /[a-z]/g, count: 26 },
  { left: "excludeUppercase", name: "uppercase letters", has: /[A-Z]/g, count: 26 },
  { left: "excludeNumbers", name: "digits", has: /[0-9]/g, count: 10 },
  { left: "excludePunctuation", name: "punctuation", has: /[!-/:-@[-`{-~]/g, count: 32 },
] as const;

/** Why AWS would refuse to make a password by these rules; undefined = it would not. */
export function passwordProblem(rules: PasswordRules): string | undefined {
  const included = kinds.filter(({ left }) => !rules[left]);
  const spent = included.filter(
    ({ has, count }) => new Set(rules.excludeCharacters.match(has)).size === count,
  );
  const [first] = spent;
  if (first && rules.requireEachType)
    return `All ${first.name} are excluded, yet one of them is required.`;
  const hasSpace = rules.includeSpace && !rules.excludeCharacters.includes(" ");
  if (spent.length === included.length && !hasSpace) return "Every character is excluded.";
  if (rules.requireEachType && rules.length < included.length)
    return `${included.length} kinds are required: at least ${included.length} characters.`;
  return undefined;
}

/** A password made by AWS in one account and Region. */
export const GeneratePasswordInput = z
  .strictObject({ accountId: AccountId, region: RegionName, rules: Rules })
  .superRefine(({ rules }, context) => {
    const problem = passwordProblem(rules);
    if (problem) context.addIssue({ code: "custom", path: ["rules"], message: problem });
  });
