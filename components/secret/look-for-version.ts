import type { QueryClient } from "@tanstack/react-query";
import { ReadFailure, readOptions } from "@/lib/browser/read";
import type { ReadInput } from "@/lib/browser/read-key";
import { holderOf } from "@/lib/domain/staging-labels";

const LOOKS = 4;
const LOOK_EVERY_MS = 1_500;

/** What AWS shows of a write whose answer was lost. */
export type Found = { arn: string; isCurrent: boolean } | "absent" | "unknown";

/** Asks AWS for the version that a write would have made, a few times, since it may come late. */
export async function lookForVersion(
  client: QueryClient,
  query: ReadInput<"secret">,
  token: string,
): Promise<Found> {
  for (let looks = 1; ; looks += 1) {
    const found = await look(client, query, token);
    if (looks === LOOKS || typeof found !== "string") return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function look(
  client: QueryClient,
  query: ReadInput<"secret">,
  token: string,
): Promise<Found> {
  try {
    const secret = await client.fetchQuery({ ...readOptions("secret", query), staleTime: 0 });
    const isCurrent = holderOf(secret.labels, "AWSCURRENT") === token;
    const isListed = secret.versions.some(({ versionId }) => versionId === token);
    if (isCurrent || isListed) return { arn: secret.arn, isCurrent };
    return secret.versionsComplete ? "absent" : "unknown";
  } catch (error) {
    const isNowhere = error instanceof ReadFailure && error.failure.code === "secret-not-found";
    return isNowhere ? "absent" : "unknown";
  }
}
