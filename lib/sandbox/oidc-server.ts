import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Configuration } from "oidc-provider";
import { Misbehaviour, spoil } from "./oidc-misbehaviour";
import { demoPeople, messagePage, signInPage, signOutPage } from "./oidc-pages";

export interface OidcOptions {
  /** 0 = any free port; then the issuer is known only from the answer. */
  port: number;
  clientId: string;
  clientSecret: string;
  /** The console's address: sign-ins lead back below it and nowhere else. */
  consoleUrl: string;
}

export interface OidcServer {
  issuer: string;
  /** From the next token on; `{}` ends it. Also `POST /_sandbox/misbehave` with the same JSON. */
  misbehave(how: Misbehaviour): void;
  close(): Promise<void>;
}

type Context = Parameters<Parameters<Provider["use"]>[0]>[0];

/**
 * Starts an OpenID provider on loopback for demos and tests: a real one (oidc-provider), with
 * PKCE demanded, `auth_time` always told, everything in memory and one click per person.
 */
export async function startOidc(options: OidcOptions): Promise<OidcServer> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provider = new Provider(issuer, configuration(options, privateKey));
  let misbehaviour: Misbehaviour = {};
  provider.use(async (ctx, next) => {
    if (ctx.path === "/_sandbox/misbehave" && ctx.method === "POST") {
      misbehaviour = Misbehaviour.parse(JSON.parse(await bodyOf(ctx)));
      ctx.status = 204;
      return;
    }
    if (ctx.path.startsWith("/interaction/")) return await interact(provider, ctx);
    await next();
    const tokens = ctx.body as { id_token?: string } | undefined;
    if (ctx.path === "/token" && tokens?.id_token && Object.keys(misbehaviour).length > 0) {
      const keys = { provider: privateKey, clientSecret: options.clientSecret };
      ctx.body = { ...tokens, id_token: spoil(tokens.id_token, misbehaviour, keys) };
    }
  });
  server.on("request", provider.callback());
  return {
    issuer,
    misbehave: (how) => {
      misbehaviour = how;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function configuration(options: OidcOptions, privateKey: KeyObject): Configuration {
  const { clientId, clientSecret, consoleUrl } = options;
  const jwk = privateKey.export({ format: "jwk" });
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        grant_types: ["authorization_code"],
        response_types: ["code"],
        redirect_uris: [`${consoleUrl}/api/auth/callback/oidc`],
        post_logout_redirect_uris: [`${consoleUrl}/sign-in`],
        require_auth_time: true,
      },
    ],
    jwks: { keys: [{ ...jwk, kid: "sandbox", use: "sig", alg: "RS256" }] },
    scopes: ["openid", "profile", "email"],
    claims: { openid: ["sub", "groups"], profile: ["name"], email: ["email"] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: [randomBytes(32).toString("hex")] },
    ttl: { Session: 8 * 3600, Interaction: 900, Grant: 8 * 3600, IdToken: 3600, AccessToken: 3600 },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          ctx.body = signOutPage(form);
        },
        postLogoutSuccessSource(ctx) {
          ctx.body = messagePage("Signed out", "You are signed out of the provider.");
        },
      },
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    renderError(ctx, { error, error_description }) {
      ctx.type = "html";
      ctx.body = messagePage("The provider refused", `${error}: ${error_description ?? ""}`);
    },
    findAccount(_ctx, subject) {
      const person = demoPeople.find((one) => one.subject === subject);
      if (!person) return undefined;
      const { name, groups } = person;
      const email = `${subject}@example.com`;
      return { accountId: subject, claims: async () => ({ sub: subject, name, email, groups }) };
    },
  };
}

/** The pages between the console and the way back: choose a person; consent is a matter of course. */
async function interact(provider: Provider, ctx: Context): Promise<void> {
  const { prompt, session, params } = await provider.interactionDetails(ctx.req, ctx.res);
  if (prompt.name === "consent") {
    const grant = new provider.Grant({
      accountId: session?.accountId,
      clientId: String(params.client_id),
    });
    grant.addOIDCScope(String(params.scope));
    const consent = { grantId: await grant.save() };
    await finish(provider, ctx, { consent });
    return;
  }
  if (ctx.method !== "POST") {
    ctx.type = "html";
    ctx.body = signInPage();
    return;
  }
  const accountId = new URLSearchParams(await bodyOf(ctx)).get("login") ?? "";
  await finish(provider, ctx, { login: { accountId } });
}

async function finish(
  provider: Provider,
  ctx: Context,
  result: Parameters<Provider["interactionResult"]>[2],
): Promise<void> {
  const to = await provider.interactionResult(ctx.req, ctx.res, result, {
    mergeWithLastSubmission: true,
  });
  ctx.redirect(to);
}

async function bodyOf(ctx: Context): Promise<string> {
  let text = "";
  for await (const chunk of ctx.req) text += chunk;
  return text;
}
