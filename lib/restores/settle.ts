import "server-only";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { failureOf } from "@/lib/aws/failures";
import { describeSecret } from "@/lib/aws/secrets";
import { config } from "@/lib/config";
import { consoleItself } from "@/lib/db/restore-change";
import { abandoned, finish, LEASE_MS, release, takeOver } from "@/lib/db/restore-execution";
import { type Place, placeOf } from "@/lib/domain/place";
import { log } from "@/lib/log";
import { isRestored, obstacleTo } from "./execute";

/** A client that may look at one place, if there is one. */
type Looker = (place: Place) => SecretsManagerClient | undefined;

/**
 * Settles executions that their process left behind: a look at AWS tells whether the secret is
 * back. Nothing is sent. Answers how many were settled; what AWS does not answer is tried again.
 */
export async function settleAbandoned(look: Looker, leaseMs = LEASE_MS): Promise<number> {
  let settled = 0;
  for (const { id, secretArn } of await abandoned()) {
    try {
      if (await settle(id, secretArn, look, leaseMs)) settled += 1;
    } catch (error) {
      log("warn", "A restore could not be settled yet", { error });
    }
  }
  return settled;
}

async function settle(id: string, arn: string, look: Looker, leaseMs: number): Promise<boolean> {
  const place = placeOf(arn);
  const client = look(place);
  if (!client) return false;
  const row = await takeOver(id, leaseMs);
  if (!row) return false;
  const from = row.brokenBy ? "break-glass" : "approved";
  const held = { row, from } as const;
  const doer = consoleItself;
  try {
    const { ownerTag } = config();
    const secret = (await describeSecret(client, arn, { place, ownerTag })).row;
    if (isRestored(secret)) {
      const to = row.sentAt ? "executed" : "already-restored";
      const says = row.sentAt
        ? "Restored: its process ended before it could say so, and a look at AWS shows it."
        : "The secret is no longer pending deletion, and this console had sent nothing.";
      return await finish(held, to, { doer, result: { says } });
    }
    const against = obstacleTo(row, secret);
    const says = against?.says ?? "Interrupted before AWS restored anything; it can be run again.";
    return await finish(held, against?.state ?? from, { doer, result: { says } });
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code !== "secret-not-found") {
      // Whoever looks next may be allowed to, and must not wait for this lease to end.
      await release(row);
      throw failure;
    }
    const says = "It was purged. It cannot be brought back.";
    return await finish(held, "invalidated", { doer, result: { says, failure: failure.view() } });
  }
}
