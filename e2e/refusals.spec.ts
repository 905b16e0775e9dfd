import type { Browser } from "@playwright/test";
import {
  actions,
  type Caller,
  callers,
  expected,
  type Given,
  routes,
} from "./authorization-matrix";
import { changeSession } from "./database";
import { act, builtActions, builtRoutes, ownPage, readNames, send } from "./entrances";
import { expect, test as signedIn } from "./fixtures";
import { type Person, signIn } from "./sign-in";
import { stack } from "./stack";

const INSIDE = "told to people inside only";

interface Kept {
  /** The Cookie header of each caller. */
  cookies: Record<Caller, string>;
}

/**
 * Each caller signs in once, through the provider; two of the sessions are then ended. The operator
 * is one whose values no other suite counts: the reveal budget is per person.
 */
const test = signedIn.extend<{ given: Given }, Kept>({
  cookies: [
    async ({ browser }, use) => {
      const cookies: Record<Caller, string> = {
        anonymous: "",
        operator: await cookieOf(browser, "chief-1"),
        approver: await cookieOf(browser, "approver-2"),
        auditor: await cookieOf(browser, "auditor-1"),
        expired: await cookieOf(browser, "chief-1"),
        revoked: await cookieOf(browser, "chief-1"),
      };
      const idle = "last_seen_at = now() - interval '1 hour'";
      await changeSession(await idOf(cookies.expired), idle);
      await changeSession(await idOf(cookies.revoked), "revoked_at = now()");
      await use(cookies);
    },
    { scope: "worker" },
  ],
  given: async ({ secretWith }, use) => {
    await use(await secretWith("a value", { Description: INSIDE }));
  },
});

test("every action and every route of the build has a row in the matrix", () => {
  const names = builtActions().map(({ name }) => name);
  expect(names.sort()).toEqual(Object.keys(actions).sort());
  const paths = builtRoutes().flatMap(([, path]) =>
    path === "/api/read/[name]" ? readNames().map((name) => `/api/read/${name}`) : [path],
  );
  expect(paths.sort()).toEqual(Object.keys(routes).sort());
});

for (const [name, { input, answers }] of Object.entries(actions)) {
  // Ids are no secrets and actions answer on any path: only the guard stands in between.
  test(`who may: ${name}`, async ({ cookies, given }) => {
    const action = builtActions().find((one) => one.name === name);
    if (!action) throw new Error("the build does not have it");
    const found: Record<string, string> = {};
    for (const caller of callers) {
      const headers = ownPage({ cookie: cookies[caller] });
      found[caller] = await act(action, input(given), headers);
      const elsewhere = await act({ ...action, page: "/sign-in" }, input(given), headers);
      // Where the page does not hold the action, Next asks itself under a name that this console
      // does not answer for: proxy.ts turns that away, and without it the guard does.
      const refusals = [found[caller], "wrong-origin", "HTTP 404", "HTTP 200"];
      expect(refusals, `${caller} at /sign-in`).toContain(elsewhere);
    }
    expect(found).toEqual(expected(answers));
  });
}

for (const [name, { path, answers }] of Object.entries(routes)) {
  test(`who may: GET ${name}`, async ({ cookies, given }) => {
    const found: Record<string, string> = {};
    for (const caller of callers) {
      const { status, headers, body } = await send(path(given), { cookie: cookies[caller] });
      const to = new URL(headers.location ?? "/", stack.console).pathname;
      found[caller] =
        status === 307 ? to.replace("/sign-in", "sign-in").replace(/^\/$/, "home") : String(status);
      if (["anonymous", "expired", "revoked"].includes(caller)) expect(body).not.toContain(INSIDE);
    }
    expect(found).toEqual(expected(answers));
  });
}

// Past releases let each of these around the proxy; none may lead around the pages' own question.
for (const [name, headers, suffix] of [
  ["an RSC request", { rsc: "1" }, ""],
  ["a prefetch", { rsc: "1", "next-router-prefetch": "1" }, ""],
  [
    "a segment prefetch",
    { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
    "",
  ],
  ["a forged sub-request", { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" }, ""],
  ["a path that ends in .rsc", {}, ".rsc"],
] as const) {
  test(`${name} tells somebody outside nothing`, async ({ cookies, given }) => {
    for (const caller of ["anonymous", "expired", "revoked"] as const) {
      for (const page of ["/secret", "/inventory", "/sessions"]) {
        const query = page === "/secret" ? `?arn=${encodeURIComponent(given.arn)}` : "";
        const { status, body } = await send(`${page}${suffix}${query}`, {
          cookie: cookies[caller],
          ...headers,
        });
        expect(status).toBeLessThan(500);
        expect(body).not.toContain(INSIDE);
        expect(body).not.toContain("seen-by");
        expect(body).not.toContain("staging");
      }
    }
  });
}

const strangers: [string, Record<string, string | undefined>][] = [
  ["no Origin", { origin: undefined }],
  ["Origin: null, as from a sandboxed frame", { origin: "null" }],
  ["another Origin", { origin: "https://evil.example" }],
  ["a foreign Host and Origin that agree", { host: "evil.example", origin: "http://evil.example" }],
  [
    "a forged X-Forwarded-Host",
    { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
  ],
  ["another site", { "sec-fetch-site": "cross-site" }],
  ["no fetch metadata", { "sec-fetch-site": undefined }],
];

for (const [name, headers] of strangers) {
  test(`an action with ${name} does nothing`, async ({ cookies, given, sandbox }) => {
    const before = await sandbox.now();
    const action = builtActions().find((one) => one.name.endsWith(" changeTags"));
    if (!action) throw new Error("the build does not have it");
    const input = actions["lib/actions/secret.ts changeTags"]?.input(given);
    const answer = await act(action, input, ownPage({ cookie: cookies.operator, ...headers }));
    expect(answer).not.toBe("ok");
    const calls = await sandbox.calls(before);
    expect(calls.filter(({ operation }) => operation === "TagResource")).toEqual([]);
  });
}

test("a form without script does nothing, wherever it comes from", async ({
  cookies,
  given,
  sandbox,
}) => {
  const before = await sandbox.now();
  const action = builtActions().find((one) => one.name.endsWith(" changeTags"));
  const input = actions["lib/actions/secret.ts changeTags"]?.input(given);
  const field = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const body = `${field(`$ACTION_ID_${action?.id}`, "")}${field("0", JSON.stringify([input]))}--b--\r\n`;
  for (const site of ["same-origin", "cross-site"]) {
    const headers = ownPage({ cookie: cookies.operator, "sec-fetch-site": site });
    await send("/secret", { ...headers, "content-type": "multipart/form-data; boundary=b" }, body);
  }
  const calls = await sandbox.calls(before);
  expect(calls.filter(({ operation }) => operation === "TagResource")).toEqual([]);
});

const nonsense: unknown[] = [
  null,
  7,
  "text",
  [],
  [[]],
  { arn: null },
  { arn: "x".repeat(3_000) },
  { arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:\u0000-aaaaaa" },
  { arn: ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-aaaaaa"] },
  { role: "root" },
  { role: { toString: "operator" } },
  { sessionId: "../../etc/passwd" },
  { more: 1 },
];

for (const { name, ...action } of builtActions()) {
  test(`nonsense gets a typed refusal: ${name}`, async ({ cookies }) => {
    for (const input of nonsense) {
      const answer = await act(action, input, ownPage({ cookie: cookies.operator }));
      expect(answer, JSON.stringify(input)).toBe("invalid-input");
    }
  });
}

const outside: [string, string][] = [
  ["another account", "arn:aws:secretsmanager:eu-west-1:999999999999:secret:a-aaaaaa"],
  ["another Region", "arn:aws:secretsmanager:sa-east-1:111122223333:secret:a-aaaaaa"],
];

for (const [name, arn] of outside) {
  test(`${name} is refused before AWS is asked`, async ({ cookies, sandbox }) => {
    const before = await sandbox.now();
    const reveal = builtActions().find((one) => one.name.endsWith(" revealValue"));
    if (!reveal) throw new Error("the build does not have it");
    const headers = ownPage({ cookie: cookies.operator });
    expect(await act(reveal, { arn }, headers)).toBe("outside-configuration");
    const { status } = await send(`/api/read/secret?arn=${encodeURIComponent(arn)}`, headers);
    expect(status).toBe(400);
    // CloudTrail may still be read on, for a page that was asked for before.
    const calls = await sandbox.calls(before);
    expect(calls.filter(({ service }) => service !== "cloudtrail")).toEqual([]);
  });
}

async function cookieOf(browser: Browser, person: Person): Promise<string> {
  const context = await browser.newContext({ baseURL: stack.console });
  await signIn(await context.newPage(), person, "/sessions");
  const cookies = await context.cookies(stack.console);
  await context.close();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** The row of the session that a Cookie header opens. */
async function idOf(cookie: string): Promise<string> {
  const { body } = await send("/api/read/session", { cookie });
  const { data } = JSON.parse(body) as { data: { sessions: { id: string; isThis: boolean }[] } };
  return data.sessions.find(({ isThis }) => isThis)?.id ?? "";
}
