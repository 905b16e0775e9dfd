import type { Caller } from "../contract";
import { invalidValue, type Shape } from "./shape";

/** Session tags as they were asked for; the order of the request is kept. */
export interface TagRequest {
  tags: Readonly<Record<string, string>>;
  transitiveTagKeys: readonly string[];
}

const MAX_TAGS = 50;
const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Reads Tags and TransitiveTagKeys within their limits (facts 3); `shape` collects problems. */
export function readTags(raw: Record<string, unknown>, shape: Shape): TagRequest {
  const pairs = shape
    .list(raw.Tags, { member: "tags", max: MAX_TAGS })
    .map((each, index) => readTag(each, `tags.${index + 1}.member`, shape));
  const transitiveTagKeys = shape
    .list(raw.TransitiveTagKeys, { member: "transitiveTagKeys", max: MAX_TAGS })
    .map((key, index) =>
      shape.required(key, {
        member: `transitiveTagKeys.${index + 1}.member`,
        min: 1,
        max: 128,
        pattern: TAG,
      }),
    );
  shape.check();
  if (new Set(pairs.map(([key]) => key.toLowerCase())).size < pairs.length) {
    throw invalidValue("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  }
  const known = new Set(pairs.map(([key]) => key.toLowerCase()));
  if (transitiveTagKeys.some((key) => !known.has(key.toLowerCase()))) {
    throw invalidValue("The specified transitive tag key must be included in the requested tags.");
  }
  return { tags: Object.fromEntries(pairs), transitiveTagKeys };
}

function readTag(raw: unknown, member: string, shape: Shape): [string, string] {
  const pair = typeof raw === "object" && raw !== null ? raw : {};
  const key: unknown = Reflect.get(pair, "Key");
  const value: unknown = Reflect.get(pair, "Value");
  return [
    shape.required(key, { member: `${member}.key`, min: 1, max: 128, pattern: TAG }),
    shape.required(value, { member: `${member}.value`, max: 256, pattern: TAG }),
  ];
}

/**
 * The tags of the new session: those asked for, and those that follow from the calling session.
 * A tag that follows cannot be set anew, in whatever case it is written.
 */
export function inheritTags(caller: Caller, request: TagRequest): TagRequest {
  const inheritedKeys = caller.transitiveTagKeys ?? [];
  const asked = new Set(Object.keys(request.tags).map((key) => key.toLowerCase()));
  if (inheritedKeys.some((key) => asked.has(key.toLowerCase()))) {
    throw invalidValue(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  const inherited = Object.entries(caller.sessionTags).filter(([key]) =>
    inheritedKeys.some((each) => each.toLowerCase() === key.toLowerCase()),
  );
  return {
    tags: { ...Object.fromEntries(inherited), ...request.tags },
    transitiveTagKeys: [...inheritedKeys, ...request.transitiveTagKeys],
  };
}
