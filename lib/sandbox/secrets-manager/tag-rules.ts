import { parameter } from "./refusals";

/** User tags per secret (facts 2.7). */
export const mostTags = 50;

/** One tag as it comes in. */
export interface Tag {
  Key?: string | undefined;
  Value?: string | undefined;
}

/**
 * Checks the tags of a request: each needs a key, none may begin with `aws:`, no more than 50.
 *
 * @throws InvalidParameterException
 */
export function checkTags(tags: readonly Tag[] | undefined): void {
  for (const tag of tags ?? []) {
    if (!tag.Key) throw parameter("You must provide a Key for each tag.");
    checkKey(tag.Key);
  }
  if ((tags?.length ?? 0) > mostTags) throw tooManyTags();
}

/** Keys that begin with `aws:` belong to AWS (facts 2.7). */
export function checkKey(key: string): void {
  if (/^aws:/i.test(key)) {
    throw parameter("Tag keys that start with aws: are reserved for system use.");
  }
}

/** The refusal of a 51st tag. */
export function tooManyTags(): Error {
  return parameter(`A secret can have at most ${mostTags} tags.`);
}
