import type { Collision } from "./rotation-collisions";

/** What a collision is about, in words for a label. */
export function collisionWords({ kind, shared, secrets }: Collision) {
  const what =
    kind === "same tag"
      ? shared
      : kind === "user and superuser"
        ? `the superuser ${shared}`
        : functionName(shared);
  if (kind === "concurrency") return `${secrets} windows open in one hour on ${what}`;
  return `${secrets} secrets share ${what}`;
}

/** The name by which people know a function; its ARN if it has none. */
export function functionName(arn: string): string {
  return arn.split(":").slice(6).join(":") || arn;
}
