import "server-only";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { config } from "@/lib/config";
import { ownClientSettings } from "./client-settings";
import { ownTransport } from "./transport";

/**
 * Asks AWS who the console itself is: needs no permission, so an answer means that AWS is
 * reached and the console's own credentials hold.
 */
export async function ownIdentity(): Promise<string> {
  const client = new STSClient({
    ...ownClientSettings(),
    region: config().accounts[0]?.regions[0],
    maxAttempts: 1,
    requestHandler: ownTransport({
      reason: "own work",
      accountId: config().accounts[0]?.id ?? "unknown",
      isBackground: false,
    }),
  });
  try {
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    return Arn ?? "unknown";
  } finally {
    client.destroy();
  }
}
