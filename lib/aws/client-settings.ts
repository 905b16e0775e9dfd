import "server-only";
import { STSClient, type STSClientConfig } from "@aws-sdk/client-sts";

/** How AWS's own log names this console. */
const CUSTOM_USER_AGENT: [string, string][] = [["Strongroom", "0.1"]];

/**
 * Nobody listens to the SDK's log, but for one that has methods it copies each answer first, to
 * take secrets out of the copy: a third of what a page of the list costs.
 */
const NO_LOGGER = {} as NonNullable<STSClientConfig["logger"]>;

// Next may load this file more than once in a process; what was read is good for all of it.
const store = globalThis as { [key: symbol]: STSClient["config"] | undefined };
const storeKey = Symbol.for("strongroom.aws-settings");

/**
 * A client that is never used: the SDK reads each setting when it is first asked for, and keeps it.
 * Its Region stands for none; without one the SDK asks the environment and may refuse.
 */
function readOnce(): STSClient["config"] {
  store[storeKey] ??= new STSClient({ region: "us-east-1" }).config;
  return store[storeKey];
}

/**
 * What every client is made with. What the environment and AWS's own files say is read
 * once: a client that looks it up by itself costs more than the call it makes.
 */
export function clientSettings() {
  const { authSchemePreference, retryMode, useDualstackEndpoint, useFipsEndpoint, userAgentAppId } =
    readOnce();
  return {
    authSchemePreference,
    retryMode,
    useDualstackEndpoint,
    useFipsEndpoint,
    userAgentAppId,
    customUserAgent: CUSTOM_USER_AGENT,
    logger: NO_LOGGER,
  };
}

/**
 * For clients that speak as the console itself. Its credentials come from the SDK's default chain,
 * which renews them in time: one chain for all, since a container's or an instance's cost a call.
 */
export function ownClientSettings() {
  return { ...clientSettings(), credentials: readOnce().credentials };
}
