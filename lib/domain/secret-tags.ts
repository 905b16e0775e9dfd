import { z } from "zod";
import { SecretArn } from "./place";
import type { Tag } from "./secret";

/** AWS's limits for tags of a secret (facts 2.7). */
export const TAGS_MAX = 50;
const KEY_CHARS_MAX = 128;
const VALUE_CHARS_MAX = 256;

const printable = /^\P{Cc}*$/u;

export const TagKey = z
  .string()
  .min(1, "A tag needs a key")
  .max(KEY_CHARS_MAX, "A tag's key has at most 128 characters")
  .regex(printable, "No control characters")
  .refine((key) => !/^aws:/i.test(key), "Keys that begin with aws: belong to AWS");

export const TagValue = z
  .string()
  .max(VALUE_CHARS_MAX, "A tag's value has at most 256 characters")
  .regex(printable, "No control characters");

/** Tags to set (added or overwritten) and keys to remove. Tags are not encrypted: no values in them. */
export const ChangeTagsInput = z
  .strictObject({
    arn: SecretArn,
    set: z.array(z.strictObject({ key: TagKey, value: TagValue })).max(TAGS_MAX),
    remove: z.array(TagKey).max(TAGS_MAX),
  })
  .refine(({ set, remove }) => set.length + remove.length > 0, {
    path: ["set"],
    message: "Nothing would change",
  })
  .refine(
    ({ set, remove }) => {
      const keys = [...set.map(({ key }) => key), ...remove];
      return new Set(keys).size === keys.length;
    },
    { path: ["set"], message: "A key is named twice" },
  );
export type ChangeTagsInput = z.infer<typeof ChangeTagsInput>;

/** True once a secret's tags are as the change wanted them. */
export function hasTagChanges(
  tags: readonly Tag[],
  { set, remove }: Pick<ChangeTagsInput, "set" | "remove">,
): boolean {
  const held = new Map(tags.map(({ key, value }) => [key, value]));
  return (
    set.every(({ key, value }) => held.get(key) === value) && remove.every((key) => !held.has(key))
  );
}
