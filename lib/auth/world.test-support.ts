import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, vi } from "vitest";
import { type OidcServer, startOidc } from "../sandbox/oidc-server";
import { cookieOf, SESSION_COOKIE } from "./cookie";
import { handleAuth } from "./handler";
import { clientSecret, stubSettings, writeSettings } from "./settings.test-support";

/** The console's auth door over real HTTP, with a real OpenID provider and a settings file. */
export interface World {
  consoleUrl: string;
  oidc: OidcServer;
  browser(): Browser;
}

/** Starts it for the tests of this block. Settings of the file can be replaced. */
export function authWorld(settings: Record<string, unknown> = {}): World {
  const world = { browser: () => new Browser(world) } as World;
  let server: Server;
  let file = "";
  beforeAll(async () => {
    server = createServer(async (incoming, outgoing) => {
      const body: Buffer[] = [];
      for await (const chunk of incoming) body.push(chunk);
      const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
        method: incoming.method,
        headers: incoming.headers as Record<string, string>,
        ...(incoming.method === "POST" && { body: Buffer.concat(body) }),
      });
      const response = await handleAuth(request);
      outgoing.writeHead(response.status, [...response.headers].flat());
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    world.consoleUrl = `http://localhost:${(server.address() as AddressInfo).port}`;
    world.oidc = await startOidc({
      port: 0,
      clientId: "strongroom",
      clientSecret,
      consoleUrl: world.consoleUrl,
    });
    file = writeSettings(world.oidc.issuer, settings);
  });
  // Each time anew: other set-ups end by taking every stubbed variable away.
  beforeEach(() => stubSettings(file, world.consoleUrl));
  afterAll(async () => {
    await world.oidc.close();
    server.close();
    server.closeAllConnections();
    vi.unstubAllEnvs();
  });
  return world;
}

/** What a browser does for a person: keeps cookies, follows redirects, says where it comes from. */
export class Browser {
  readonly cookies = new Map<string, Map<string, string>>();
  /** The last `Set-Cookie` headers of the console. */
  setCookies: string[] = [];

  constructor(readonly world: World) {}

  /** Signs in as somebody and answers the address it ended at. `path` is the page to come back to. */
  async signIn(person: string, path = "/inventory", query = ""): Promise<URL> {
    const wish = await this.askProvider(path, query);
    return await this.choose(person, wish);
  }

  /** The first half: what the console sends the browser to. */
  async askProvider(path = "/inventory", query = ""): Promise<string> {
    const { csrfToken } = await (await this.fetch("/api/auth/csrf")).json();
    const response = await this.post(`/api/auth/signin/oidc${query}`, {
      csrfToken,
      callbackUrl: path,
    });
    return (await response.json()).url;
  }

  /** The second half: one click at the provider, if it asks, and all redirects after it. */
  async choose(person: string, address: string): Promise<URL> {
    let url = new URL(address);
    for (let step = 0; step < 20; step += 1) {
      const isLocalPage =
        url.origin === this.world.consoleUrl && !url.pathname.startsWith("/api/auth");
      if (isLocalPage) return url;
      let response = await this.fetch(url.href);
      if (response.status === 200) {
        response = await this.fetch(url.href, {
          method: "POST",
          body: new URLSearchParams({ login: person }),
        });
      }
      const location = response.headers.get("location");
      if (!location)
        throw new Error(`${url.pathname} answered ${response.status} and leads nowhere`);
      url = new URL(location, url);
    }
    throw new Error("the redirects do not end");
  }

  post(
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.fetch(path, {
      method: "POST",
      body: new URLSearchParams({ ...form, json: "true" }),
      headers: { origin: this.world.consoleUrl, "sec-fetch-site": "same-origin", ...headers },
    });
  }

  async fetch(address: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address, this.world.consoleUrl);
    const jar = this.cookies.get(url.host) ?? new Map<string, string>();
    this.cookies.set(url.host, jar);
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set("cookie", [...jar].map((pair) => pair.join("=")).join("; "));
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    if (url.origin === this.world.consoleUrl) this.setCookies = response.headers.getSetCookie();
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      const isGone = /max-age=0|expires=thu, 01 jan 1970/i.test(line) || at === pair.length - 1;
      if (isGone) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Headers as this browser would send them with an action of the console's own page. */
  headers(more: Record<string, string> = {}): Headers {
    const { host, origin } = new URL(this.world.consoleUrl);
    const cookie = [...(this.cookies.get(host) ?? [])].map((pair) => pair.join("=")).join("; ");
    const sent = { host, origin, cookie, "sec-fetch-site": "same-origin", "next-action": "id" };
    return new Headers({ ...sent, ...more });
  }

  get sessionCookie(): string | undefined {
    return cookieOf(this.headers(), SESSION_COOKIE);
  }
}
