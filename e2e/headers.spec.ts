import { type Answer, send } from "./entrances";
import { expect, test } from "./fixtures";
import { stack } from "./stack";

async function staticScript(): Promise<string> {
  const { body } = await send("/sign-in");
  const path = body.match(/\/_next\/static\/[^"]+\.js/)?.[0];
  if (path === undefined) throw new Error("The sign-in page names no script");
  return path;
}

// Every class of answer: a page, its RSC form, static, 404, API, the auth library's own.
const classes = {
  "sign-in page": () => send("/sign-in"),
  "page that needs a session": () => send("/inventory"),
  "RSC request": () => send("/inventory", { rsc: "1" }),
  "static script": async () => send(await staticScript()),
  "unknown page": () => send("/no-such-page"),
  health: () => send("/api/health"),
  read: () => send("/api/read/session"),
  "unknown read": () => send("/api/read/nothing"),
  export: () => send("/api/export/inventory?format=csv"),
  "auth session": () => send("/api/auth/session"),
  "auth csrf": () => send("/api/auth/csrf"),
} satisfies Record<string, () => Promise<Answer>>;

for (const [name, ask] of Object.entries(classes)) {
  test(`security headers: ${name}`, async () => {
    const { headers, status } = await ask();
    expect(status).toBeLessThan(500);
    expect(headers["strict-transport-security"]).toMatch(/max-age=(3153|6307)\d+/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
    expect(headers["permissions-policy"]).toContain("camera=()");
    expect(headers["x-powered-by"]).toBeUndefined();
    expect(headers.server).toBeUndefined();
    if (name !== "static script") expect(headers["cache-control"]).toContain("no-store");
    for (const cookie of headers["set-cookie"] ?? []) {
      expect(cookie).toMatch(/^__(Host|Secure)-/);
      expect(cookie).toMatch(/HttpOnly/i);
      expect(cookie).toMatch(/Secure/i);
      expect(cookie).toMatch(/SameSite=(Lax|Strict)/i);
      expect(cookie).not.toMatch(/Domain=/i);
    }
  });
}

test("pages carry a policy with a fresh nonce, whatever the request brought along", async () => {
  const forged = "script-src 'unsafe-inline' 'nonce-mine'";
  const [one, other] = [
    await send("/sign-in", { "content-security-policy": forged, "x-nonce": "mine" }),
    await send("/sign-in"),
  ];
  const policy = String(one.headers["content-security-policy"]);
  const nonceOf = (text: unknown) => /'nonce-([^']+)'/.exec(String(text))?.[1];
  expect(policy).toContain("'strict-dynamic'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toMatch(/object-src 'none'|default-src 'none'/);
  expect(policy).toMatch(/base-uri 'none'|base-uri 'self'/);
  expect(/script-src [^;]*/.exec(policy)?.[0]).not.toContain("unsafe");
  expect(one.body).not.toContain('nonce="mine"');
  expect(nonceOf(policy)).toBeDefined();
  expect(nonceOf(policy)).not.toBe(nonceOf(other.headers["content-security-policy"]));
  expect(Buffer.from(nonceOf(policy) ?? "", "base64").length).toBeGreaterThanOrEqual(16);
});

// A page that points its own name at this machine must get nothing (DNS rebinding).
for (const path of [
  "/",
  "/sign-in",
  "/inventory",
  "/api/read/session",
  "/api/auth/csrf",
  "/api/health",
]) {
  test(`a foreign Host is refused: ${path}`, async () => {
    const host = { host: "evil.example", origin: "http://evil.example" };
    const { status, body } = await send(path, host);
    expect([400, 403, 421]).toContain(status);
    expect(body).not.toContain("csrfToken");
    const forwarded = await send(path, { "x-forwarded-host": "evil.example" });
    expect(String(forwarded.headers.location ?? "")).not.toContain("evil.example");
  });
}

// Each of these had a hole in some release; none is needed here.
test("unused surfaces are closed", async () => {
  const image = await send("/_next/image?url=%2Ficon.svg&w=64&q=75");
  expect([400, 404]).toContain(image.status);
  expect((await send(`${await staticScript()}.map`)).status).toBe(404);
  for (const path of [
    "/inventory/x.js",
    "/secret/a.css",
    "/.env",
    "/.git/config",
    "/strongroom.yaml",
  ]) {
    const { status, headers } = await send(path);
    expect([404, 307, 308, 302, 303]).toContain(status);
    expect(headers["cache-control"]).toContain("no-store");
  }
  const bypass = { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" };
  const bypassed = await send("/api/read/session", bypass);
  expect(bypassed.status).toBe(401);
});

test("a body of 1 MB is refused and the server goes on", async () => {
  const { port } = new URL(stack.console);
  const body = "x".repeat(1_100_000);
  const { status } = await send(
    "/inventory",
    {
      origin: `http://localhost:${port}`,
      "next-action": "0".repeat(42),
      "content-type": "text/plain;charset=UTF-8",
      "content-length": String(body.length),
    },
    body,
  );
  expect(status).toBeGreaterThanOrEqual(400);
  expect((await send("/api/health")).status).toBe(200);
});
