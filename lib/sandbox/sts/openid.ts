import {
  createLocalJWKSet,
  decodeJwt,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
} from "jose";
import { z } from "zod";
import { AwsError } from "../contract";

/** An OpenID provider as an account trusts it. */
export interface TrustedProvider {
  url: string;
  clientIds: readonly string[];
}

const ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];
const KEYS_LIVE_MS = 5 * 60_000;
const TIMEOUT_MS = 5_000;

const discovery = z.object({ jwks_uri: z.url() });
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

const keySets = new Map<string, { keys: JSONWebKeySet; until: number }>();

/** The issuer a token claims, unverified; throws InvalidIdentityToken for what is no token. */
export function issuerOf(token: string): string {
  try {
    const { iss } = decodeJwt(token);
    if (iss) return iss;
  } catch {
    // Said below in STS's words.
  }
  throw invalid("The ID Token provided is not a valid JWT.");
}

/**
 * The token's claims, after its signature, issuer, audience and times were checked against the
 * provider's published keys. Times are the machine's: providers do not follow simulated time.
 *
 * Throws InvalidIdentityToken, ExpiredTokenException, IDPRejectedClaim (not valid yet) or
 * IDPCommunicationError (facts 3).
 */
export async function verifiedClaims(
  token: string,
  provider: TrustedProvider,
): Promise<JWTPayload> {
  let claims = await verified(token, provider, await keysOf(provider.url, false));
  // A key that is not known yet: the provider may have changed its keys.
  claims ??= await verified(token, provider, await keysOf(provider.url, true));
  if (!claims) throw invalid("Couldn't retrieve verification key from your identity provider.");
  const audiences = typeof claims.azp === "string" ? [claims.azp] : [claims.aud ?? []].flat();
  if (!audiences.some((audience) => provider.clientIds.includes(audience))) {
    throw invalid("Incorrect token audience");
  }
  return claims;
}

async function verified(
  token: string,
  provider: TrustedProvider,
  keys: JSONWebKeySet,
): Promise<JWTPayload | null> {
  try {
    const options = { algorithms: ALGORITHMS, issuer: [provider.url, `${provider.url}/`] };
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      ...options,
      requiredClaims: ["exp", "iat", "sub", "aud"],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return null;
    if (error instanceof errors.JWTExpired) {
      const expiry = new Date((error.payload.exp ?? 0) * 1000);
      throw new AwsError(
        "ExpiredTokenException",
        `Token expired: current date/time ${Math.floor(Date.now() / 1000)} must be before the expiration date/time ${Math.floor(expiry.getTime() / 1000)}`,
      );
    }
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === "aud") {
      throw invalid("Incorrect token audience");
    }
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === "nbf") {
      throw new AwsError("IDPRejectedClaim", "The token's nbf claim lies in the future.", 403);
    }
    if (error instanceof errors.JOSEError) {
      throw invalid(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
      );
    }
    throw error;
  }
}

async function keysOf(issuer: string, fresh: boolean): Promise<JSONWebKeySet> {
  const known = keySets.get(issuer);
  if (known && !fresh && known.until > Date.now()) return known.keys;
  try {
    const { jwks_uri } = discovery.parse(await get(`${issuer}/.well-known/openid-configuration`));
    const keys: JSONWebKeySet = keySet.parse(await get(jwks_uri));
    keySets.set(issuer, { keys, until: Date.now() + KEYS_LIVE_MS });
    return keys;
  } catch {
    throw new AwsError(
      "IDPCommunicationError",
      "The identity provider could not be reached to verify the incoming identity token.",
    );
  }
}

async function get(url: string): Promise<unknown> {
  const answer = await fetch(url, {
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: "application/json" },
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

const invalid = (message: string) => new AwsError("InvalidIdentityToken", message);
