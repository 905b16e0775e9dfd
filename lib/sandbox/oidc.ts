/** The demo's OpenID provider as a program; settings by environment, ended by SIGTERM. */
import { startOidc } from "./oidc-server";

const { OIDC_PORT, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, CONSOLE_URL } = process.env;
if (!OIDC_CLIENT_SECRET || !CONSOLE_URL) {
  throw new Error("OIDC_CLIENT_SECRET and CONSOLE_URL are needed");
}
const { issuer } = await startOidc({
  port: Number(OIDC_PORT ?? 4567),
  clientId: OIDC_CLIENT_ID ?? "strongroom",
  clientSecret: OIDC_CLIENT_SECRET,
  consoleUrl: CONSOLE_URL,
});
console.log(`OpenID provider at ${issuer}`);
