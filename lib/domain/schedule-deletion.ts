import { z } from "zod";
import { RECOVERY_WINDOW_DAYS } from "./deletion-clock";
import { SecretArn } from "./place";
import { TagKey, TagValue } from "./secret-tags";

/** Tags that can be written on the way: few, and only before, since AWS refuses them after (facts 2.3). */
const LAST_TAGS_MAX = 5;

/** The last part of a name, which a person types to show that they mean this very secret. */
export function leafName(name: string): string {
  return name.split("/").findLast((part) => part !== "") ?? name;
}

function nameOf(arn: string): string {
  return (arn.split(":secret:")[1] ?? "").replace(/-[A-Za-z0-9]{6}$/, "");
}

/** Deletion with a recovery window; without one this console deletes nothing. */
export const ScheduleDeletionInput = z
  .strictObject({
    arn: SecretArn,
    windowDays: z
      .int("Whole days")
      .min(RECOVERY_WINDOW_DAYS.min, "AWS waits at least 7 days")
      .max(RECOVERY_WINDOW_DAYS.max, "AWS waits at most 30 days"),
    /** The leaf of the name, typed by the person. */
    typedName: z.string().max(512),
    tags: z.array(z.strictObject({ key: TagKey, value: TagValue })).max(LAST_TAGS_MAX),
  })
  .refine(({ arn, typedName }) => typedName === leafName(nameOf(arn)), {
    path: ["typedName"],
    message: "This is not the end of the secret's name",
  })
  .refine(({ tags }) => new Set(tags.map(({ key }) => key)).size === tags.length, {
    path: ["tags"],
    message: "A key is named twice",
  });
export type ScheduleDeletionInput = z.infer<typeof ScheduleDeletionInput>;

/** What came of it. */
export interface ScheduledDeletion {
  /** The moment of the request, as AWS keeps it. */
  requestedAt: string;
  /** AWS may erase from then on. Absent: the answer was lost, and no later read tells (facts 2.3). */
  purgeNotBefore?: string;
  windowDays: number;
}
