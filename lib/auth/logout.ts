import "server-only";
import { z } from "zod";
import { config } from "@/lib/config";
import { log } from "@/lib/log";

const Discovery = z.object({ end_session_endpoint: z.url().optional() });
const DISCOVERY_LIMIT_MS = 2_000;

/**
 * Where the provider ends its own session (OpenID RP-Initiated Logout 1.0), if it offers that.
 * Signing out here never waits for it: no answer means no address.
 */
export async function logoutAddress(): Promise<string | undefined> {
  const { issuer, clientId } = config().signIn;
  const wellKnown = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  try {
    const answer = await fetch(wellKnown, { signal: AbortSignal.timeout(DISCOVERY_LIMIT_MS) });
    const { end_session_endpoint: endpoint } = Discovery.parse(await answer.json());
    if (!endpoint) return undefined;
    const url = new URL(endpoint);
    url.searchParams.set("client_id", clientId);
    url.searchParams.set("post_logout_redirect_uri", new URL("/sign-in", config().publicUrl).href);
    return url.href;
  } catch (error) {
    log("warn", "the provider's own sign-out was skipped", { error });
    return undefined;
  }
}
