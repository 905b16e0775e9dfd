import type { Page } from "@playwright/test";
import { changeSession } from "./database";
import { expect, test } from "./fixtures";
import { SecretPage } from "./pages/secret-page";
import { chooseAtProvider, type Person, signIn } from "./sign-in";

/** A browser of its own: what is ended here must not be another suite's session. */
async function newVisit(page: Page, person: Person, path = "/sessions"): Promise<Page> {
  const context = await page.context().browser()?.newContext();
  if (!context) throw new Error("no browser");
  const own = await context.newPage();
  await signIn(own, person, path);
  return own;
}

async function openMenu(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(name) }).click();
}

/** What the server says of the session that the page's cookie opens. */
async function session(page: Page) {
  return await page.evaluate(async () => {
    const response = await fetch("/api/read/session");
    const { data } = await response.json();
    return {
      status: response.status,
      role: data?.role,
      id: data?.sessions?.find(({ isThis }: { isThis: boolean }) => isThis)?.id,
    };
  });
}

test("signing out here ends the session, and the provider's too", async ({ page }) => {
  const own = await newVisit(page, "approver-2");
  await openMenu(own, "Abel Approver");
  await own.getByRole("menuitem", { name: "Sign out here" }).click();
  await own.getByRole("button", { name: "Yes, sign out" }).click();
  await own.waitForURL("**/sign-in");
  await own.goto("/inventory");
  await expect(own).toHaveURL(/\/sign-in\?from=%2Finventory$/);
});

// Whoever thinks a session was stolen must end it now, not when it ends by itself.
test("signing out everywhere ends the other browser's very next request", async ({ page }) => {
  const [one, other] = [await newVisit(page, "approver-2"), await newVisit(page, "approver-2")];
  await expect(one.getByRole("row")).not.toHaveCount(0);
  expect((await session(other)).status).toBe(200);
  await openMenu(one, "Abel Approver");
  await one.getByRole("menuitem", { name: "Sign out everywhere" }).click();
  await one.getByRole("button", { name: "Yes, sign out" }).click();
  await one.waitForURL("**/sign-in");
  expect((await session(other)).status).toBe(401);
});

test("a person with two roles works in one at a time, and AWS is told which", async ({
  page,
  sandbox,
}) => {
  const own = await newVisit(page, "chief-1");
  expect((await session(own)).role).toBe("operator");
  await openMenu(own, "Carla Chief");
  // The page loads afresh: another role gets other parts of it.
  const loaded = own.waitForEvent("load");
  await own.getByRole("menuitemradio", { name: /approver/ }).click();
  await loaded;
  await expect(own.getByText("APPROVE", { exact: true })).toBeVisible();
  const before = await sandbox.now();
  expect((await session(own)).role).toBe("approver");
  await own.goto("/inventory");
  // What another approver has listed a moment ago is shown without asking AWS again.
  await own.getByRole("button", { name: "Refresh", exact: true }).click();
  await expect
    .poll(
      async () =>
        (await sandbox.calls(before)).filter(({ service }) => service === "secretsmanager").length,
    )
    .toBeGreaterThan(0);
  const roles = (await sandbox.calls(before)).map(({ sessionTags }) => sessionTags["console-role"]);
  expect(new Set(roles.filter(Boolean))).toEqual(new Set(["approver"]));
});

test("a value after 15 minutes needs a fresh sign-in, and then one more click", async ({
  page,
  secretWith,
}) => {
  const { arn } = await secretWith(JSON.stringify({ password: "asked for twice" }));
  const own = await newVisit(page, "operator-1");
  const { id } = await session(own);
  await changeSession(id, "authenticated_at = now() - interval '16 minutes'");
  const secret = new SecretPage(own, arn);
  await secret.open("value");
  await own.getByRole("button", { name: "Show the keys" }).click();
  await own.getByRole("button", { name: "Sign in again" }).click();
  await chooseAtProvider(own, "operator-1");
  await own.waitForURL(
    (url) => url.pathname === "/secret" && url.searchParams.get("tab") === "value",
  );
  expect((await session(own)).id).toBe(id);
  await secret.showKeys();
  await secret.reveal("password");
  await expect(secret.value("password")).toHaveValue("asked for twice");
});

// Somebody else at the same screen must not lend their sign-in to this session.
test("a fresh sign-in by somebody else proves nothing", async ({ page, secretWith }) => {
  const { arn } = await secretWith("still hidden");
  const own = await newVisit(page, "operator-1");
  const { id } = await session(own);
  await changeSession(id, "authenticated_at = now() - interval '16 minutes'");
  const secret = new SecretPage(own, arn);
  await secret.open("value");
  await own.getByRole("button", { name: "Show the keys" }).click();
  await own.getByRole("button", { name: "Sign in again" }).click();
  await chooseAtProvider(own, "operator-2");
  await expect(own.getByRole("alert").filter({ hasText: "Somebody else signed in" })).toBeVisible();
  expect((await session(own)).id).toBe(id);
});
