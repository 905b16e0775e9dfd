import { encode } from "next-auth/jwt";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { heldCredentials } from "@/lib/aws/assumed-role";
import { production, staging, standIn } from "@/lib/aws/stand-in.test-support";
import { database } from "@/lib/db/client";
import { databases, useDatabase } from "@/lib/db/databases.test-support";
import { stepUp } from "@/lib/db/sessions";
import { SESSION_COOKIE, unseal } from "./cookie";
import { sessionOf } from "./session";
import { signIn } from "./sign-in";
import { authWorld, type Browser } from "./world.test-support";

const aws = standIn();
const world = authWorld();

beforeEach(() => world.oidc.misbehave({}));

const errorOf = (url: URL) => (url.pathname === "/sign-in" ? url.searchParams.get("error") : null);
const sessionIn = (browser: Browser) => sessionOf(browser.headers(), new Date());

describe.each(databases)("signing in on $kind", ({ kind }) => {
  useDatabase(kind);

  test("leads back to the page asked for, as the person the provider named", async () => {
    const browser = world.browser();
    const url = await browser.signIn("chief-1", "/secret?arn=x&tab=value");
    expect(url.pathname + url.search).toBe("/secret?arn=x&tab=value");
    const session = await sessionIn(browser);
    expect(session).toMatchObject({
      person: { issuer: world.oidc.issuer, subject: "chief-1", displayName: "Carla Chief" },
      roles: ["operator", "approver"],
      role: "operator",
    });
    expect(Date.now() - session.authenticatedAt.getTime()).toBeLessThan(60_000);
  });
});

describe("signing in", () => {
  useDatabase("postgres");

  // ASVS 3.3: no script reads the cookie, no other host or path sets it.
  test("gives a __Host- cookie with the session's token and the subject, and nothing else", async () => {
    const browser = world.browser();
    await browser.signIn("operator-1");
    const line = browser.setCookies.find((one) => one.startsWith(`${SESSION_COOKIE}=`));
    expect(line).toMatch(/; Path=\/;.*HttpOnly.*Secure.*SameSite=Lax/i);
    expect(line).not.toMatch(/domain=/i);
    const { iat, exp, jti, ...carried } = (await unseal(browser.sessionCookie)) ?? {};
    expect(Object.keys(carried).sort()).toEqual(["sid", "sub"]);
    expect(Number(exp) - Number(iat)).toBe(8 * 3600);
    expect(jti).toBeTruthy();
  });

  test("gives a new session each time and ends the browser's former one", async () => {
    const browser = world.browser();
    await browser.signIn("operator-1");
    const [first, firstHeaders] = [await sessionIn(browser), browser.headers()];
    await browser.signIn("operator-1");
    expect((await sessionIn(browser)).id).not.toBe(first.id);
    await expect(sessionOf(firstHeaders, new Date())).rejects.toMatchObject({ code: "signed-out" });
  });

  // The first page would otherwise wait for two calls to AWS, one after the other.
  test("assumes the role in each account meanwhile, for this session", async () => {
    const { calls } = aws.sandbox.world;
    calls.length = 0;
    const browser = world.browser();
    await browser.signIn("auditor-1");
    const { id } = await sessionIn(browser);
    await expect
      .poll(() =>
        heldCredentials(id)
          .map(({ accountId }) => accountId)
          .sort(),
      )
      .toEqual([production, staging]);
    expect(calls.map(({ operation }) => operation)).toEqual(["AssumeRole", "AssumeRole"]);
  });

  test("does not wait for AWS, nor need it", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    const browser = world.browser();
    expect((await browser.signIn("operator-1")).pathname).toBe("/inventory");
    expect(await sessionIn(browser)).toMatchObject({ role: "operator" });
  });

  // An open redirect would lend this console's name to somebody else's page.
  test.each([
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/api/auth/signin",
    "/nowhere",
  ])("never leads to %j", async (path) => {
    const url = await world.browser().signIn("operator-1", path);
    expect(url.href).toBe(`${world.consoleUrl}/`);
  });

  test("lets a browser add nothing to what is asked of the provider but a fresh sign-in", async () => {
    const query =
      "?prompt=login&max_age=9&scope=admin&redirect_uri=https://evil.example&client_id=x";
    const url = new URL(await world.browser().askProvider("/", query));
    expect(url.searchParams.get("prompt")).toBe("login");
    expect(url.searchParams.get("max_age")).toBe("0");
    expect(url.searchParams.get("scope")).toBe("openid profile email");
    expect(url.searchParams.get("client_id")).toBe("strongroom");
    expect(url.searchParams.get("redirect_uri")).toBe(`${world.consoleUrl}/api/auth/callback/oidc`);
    expect(url.searchParams.get("code_challenge_method")).toBe("S256");
    expect(url.searchParams.get("state")).toBeTruthy();
    expect(url.searchParams.get("nonce")).toBeTruthy();
  });

  // Each is a provider, or somebody in between, that is not to be believed (ASVS 6.8, 10.5).
  test.each([
    ["unsigned", { signature: "none" }],
    ["signed with the client's secret", { signature: "HS256" }],
    ["signed by a stranger", { signature: "other-key" }],
    ["meant for somebody else", { claims: { aud: "another-client" } }],
    ["of another issuer", { claims: { iss: "https://evil.example" } }],
    ["with another nonce", { claims: { nonce: "replayed" } }],
    ["that has expired", { claims: { exp: 1_700_000_000 } }],
    ["without a subject", { claims: { sub: null } }],
  ] as const)("is refused with an ID token %s", async (_name, misbehaviour) => {
    world.oidc.misbehave(misbehaviour);
    const browser = world.browser();
    const url = await browser.signIn("operator-1");
    expect(url.pathname).toBe("/sign-in");
    expect(errorOf(url)).toBeTruthy();
    expect(browser.sessionCookie).toBeUndefined();
  });

  // The library compares with the provider's own description of itself; this with the settings.
  test("is refused for an issuer other than the configured one, whoever vouches for it", async () => {
    const groups = ["secrets-operators"];
    const claims = { iss: "https://evil.example", sub: "operator-1", groups };
    const result = await signIn(claims, { now: new Date() });
    expect(result).toEqual({ ok: false, problem: "other-issuer" });
  });

  test.each([
    ["missing", { groups: null }, "groups-missing"],
    ["a text", { groups: "secrets-operators" }, "groups-malformed"],
    ["201 groups", { groups: Array.from({ length: 201 }, (_, n) => `g${n}`) }, "groups-too-many"],
    ["unknown groups", { groups: ["Secrets-Operators", "secrets-operators "] }, "no-role"],
    [
      "an overflow link instead",
      { groups: null, _claim_names: { groups: "src1" } },
      "groups-missing",
    ],
  ])("gives no access when the groups claim is %s", async (_name, claims, problem) => {
    world.oidc.misbehave({ claims });
    const browser = world.browser();
    expect(errorOf(await browser.signIn("operator-1"))).toBe(problem);
    expect(browser.sessionCookie).toBeUndefined();
  });

  test("cannot be finished twice with one code, nor in another browser", async () => {
    const browser = world.browser();
    const wish = await browser.askProvider();
    let callback = "";
    const fetched = browser.fetch.bind(browser);
    browser.fetch = (address, init) => {
      if (address.includes("/api/auth/callback/")) callback = address;
      return fetched(address, init);
    };
    const stranger = world.browser();
    await browser.choose("operator-1", wish);
    expect(errorOf(await browser.choose("operator-1", callback))).toBeTruthy();
    expect(errorOf(await stranger.choose("operator-1", callback))).toBeTruthy();
    expect(stranger.sessionCookie).toBeUndefined();
  });
});

describe("signing in while the database fails", () => {
  useDatabase("postgres");

  // The library puts an error's text into the address; a failed query names the person in it.
  test("says so by a code and nothing else", async () => {
    const { db } = await database();
    await db.execute("ALTER TABLE sessions RENAME TO sessions_elsewhere");
    const browser = world.browser();
    const url = await browser.signIn("operator-1");
    expect(url.pathname + url.search).toBe("/sign-in?error=unavailable");
    expect(browser.sessionCookie).toBeUndefined();
  });
});

describe("a fresh sign-in for a running session", () => {
  useDatabase("postgres");
  const wish = "?prompt=login&max_age=0";
  const longAgo = new Date("2026-01-01T00:00:00Z");

  async function staleSession(person = "operator-1") {
    const browser = world.browser();
    await browser.signIn(person);
    const session = await sessionIn(browser);
    await stepUp(session.id, longAgo);
    return { browser, session };
  }

  test("makes the same session young again", async () => {
    const { browser, session } = await staleSession();
    const url = await browser.signIn("operator-1", "/secret?arn=x", wish);
    expect(url.pathname).toBe("/secret");
    const now = await sessionIn(browser);
    expect(now.id).toBe(session.id);
    expect(Date.now() - now.authenticatedAt.getTime()).toBeLessThan(60_000);
  });

  // What a provider that ignores max_age, or does not tell, or lets somebody else in must not do.
  test.each([
    ["ignores max_age", { authTimeShift: -3600 }, "not-fresh"],
    ["does not tell when", { claims: { auth_time: null } }, "not-fresh"],
    ["tells it as a text", { claims: { auth_time: "4102444800" } }, "not-fresh"],
    ["signs in somebody else", { claims: { sub: "operator-2" } }, "other-person"],
  ])("is refused when the provider %s", async (_name, misbehaviour, problem) => {
    const { browser, session } = await staleSession();
    world.oidc.misbehave(misbehaviour);
    expect(errorOf(await browser.signIn("operator-1", "/", wish))).toBe(problem);
    const now = await sessionIn(browser);
    expect(now.id).toBe(session.id);
    expect(now.person.subject).toBe("operator-1");
    expect(now.authenticatedAt).toEqual(longAgo);
  });

  test("in the future counts as now, not longer", async () => {
    const { browser } = await staleSession();
    world.oidc.misbehave({ claims: { auth_time: 4_102_444_800 } });
    await browser.signIn("operator-1", "/", wish);
    const { authenticatedAt } = await sessionIn(browser);
    expect(authenticatedAt.getTime()).toBeLessThanOrEqual(Date.now());
  });

  // Somebody who lost or gained a group must not go on in a session made before.
  test("with other groups starts a new session with the new roles", async () => {
    const { browser, session } = await staleSession("chief-1");
    const before = browser.headers();
    world.oidc.misbehave({ claims: { groups: ["secrets-approvers"] } });
    await browser.signIn("chief-1", "/", wish);
    const now = await sessionIn(browser);
    expect(now.id).not.toBe(session.id);
    expect(now.roles).toEqual(["approver"]);
    await expect(sessionOf(before, new Date())).rejects.toMatchObject({ code: "signed-out" });
  });
});

describe("signing out", () => {
  useDatabase("postgres");

  test("ends the row, clears the browser and goes on to the provider's own sign-out", async () => {
    const browser = world.browser();
    await browser.signIn("operator-1");
    const before = browser.headers();
    const { csrfToken } = await (await browser.fetch("/api/auth/csrf")).json();
    const response = await browser.post("/api/auth/signout", {
      csrfToken,
      callbackUrl: "/sign-in",
    });
    expect(response.headers.get("clear-site-data")).toBe('"cache", "storage"');
    const url = new URL((await response.json()).url);
    expect(url.origin).toBe(world.oidc.issuer);
    expect(url.searchParams.get("post_logout_redirect_uri")).toBe(`${world.consoleUrl}/sign-in`);
    expect(browser.sessionCookie).toBeUndefined();
    await expect(sessionOf(before, new Date())).rejects.toMatchObject({ code: "signed-out" });
  });

  test("cannot be done from another site", async () => {
    const browser = world.browser();
    await browser.signIn("operator-1");
    const { csrfToken } = await (await browser.fetch("/api/auth/csrf")).json();
    const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    expect((await browser.post("/api/auth/signout", { csrfToken }, foreign)).status).toBe(403);
    expect((await browser.post("/api/auth/signout", { csrfToken: "wrong" })).status).not.toBe(500);
    await expect(sessionIn(browser)).resolves.toBeTruthy();
  });
});

describe("the cookie", () => {
  useDatabase("postgres");

  // The browser may post an "update" to next-auth; nothing it says may reach the cookie.
  test("takes no data from the browser: the session endpoint is closed", async () => {
    const browser = world.browser();
    await browser.signIn("auditor-1");
    const before = browser.sessionCookie;
    const { csrfToken } = await (await browser.fetch("/api/auth/csrf")).json();
    const data = { role: "operator", sub: "operator-1", sid: "other" };
    for (const method of ["POST", "GET"]) {
      const response = await browser.fetch("/api/auth/session", {
        method,
        headers: { origin: world.consoleUrl, "content-type": "application/json" },
        ...(method === "POST" && { body: JSON.stringify({ csrfToken, data }) }),
      });
      expect(response.status).toBe(404);
    }
    expect(browser.sessionCookie).toBe(before);
    expect((await sessionIn(browser)).role).toBe("auditor");
  });

  test("is worth nothing when forged, swapped or sealed by another secret", async () => {
    const browser = world.browser();
    await browser.signIn("operator-1");
    const token = (await unseal(browser.sessionCookie)) ?? {};
    const good = "the current secret, for tests only!!";
    const forged = [
      await encode({ token, secret: "another secret that is long enough!!" }),
      await encode({ token: { ...token, sub: "operator-2" }, secret: good }),
      await encode({ token: { ...token, sid: "guessed" }, secret: good }),
      await encode({ token: { ...token }, secret: good, maxAge: -60 }),
      "x.y.z",
    ];
    for (const value of forged) {
      const headers = browser.headers({ cookie: `${SESSION_COOKIE}=${value}` });
      await expect(sessionOf(headers, new Date())).rejects.toMatchObject({ code: "signed-out" });
    }
  });

  test("opens under the former secret while one replaces the other, and not after", async () => {
    const browser = world.browser();
    await browser.signIn("operator-1");
    vi.stubEnv("NEXTAUTH_SECRET", "the next secret, for tests only!!!!!");
    vi.stubEnv("NEXTAUTH_SECRET_PREVIOUS", "the current secret, for tests only!!");
    await expect(sessionIn(browser)).resolves.toBeTruthy();
    vi.stubEnv("NEXTAUTH_SECRET_PREVIOUS", "");
    await expect(sessionIn(browser)).rejects.toMatchObject({ code: "signed-out" });
    vi.stubEnv("NEXTAUTH_SECRET", "the current secret, for tests only!!");
  });

  // A stolen cookie is good for as long as its row is, to the minute.
  test.each([
    ["14 idle minutes", 14, "live"],
    ["15 idle minutes", 15, "signed-out"],
    ["8 hours", 480, "signed-out"],
  ])("after %s", async (_name, minutes, state) => {
    const browser = world.browser();
    await browser.signIn("operator-1");
    const later = new Date(Date.now() + minutes * 60_000 + 1000 * (minutes === 14 ? 0 : 1));
    const found = await sessionOf(browser.headers(), later).then(
      () => "live",
      (error) => error.code,
    );
    expect(found).toBe(state);
  });
});

describe("other hosts", () => {
  // DNS rebinding brings a foreign Host, with an Origin to match it.
  test("are not answered", async () => {
    const browser = world.browser();
    const { port } = new URL(world.consoleUrl);
    const response = await browser.fetch(`http://127.0.0.1:${port}/api/auth/csrf`);
    expect(response.status).toBe(403);
    const forwarded = await browser.fetch("/api/auth/csrf", {
      headers: { "x-forwarded-host": "evil.example" },
    });
    expect(forwarded.status).toBe(403);
  });
});
