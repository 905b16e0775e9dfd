import { cookieOf } from "./actions";
import { leaveAlone } from "./database";
import { expect, expectAccessible, test } from "./fixtures";
import { chooseAtProvider, signIn } from "./sign-in";
import { stack } from "./stack";

test("whoever is not signed in is led to the sign-in page and back", async ({ page }) => {
  await page.goto("/inventory?q=owner%3Anone");
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: /sign in/i }).click();
  await chooseAtProvider(page, "auditor-1");
  await expect(page).toHaveURL(/\/inventory\?q=owner%3Anone/);
});

test("a session left alone too long is over, says so, and keeps the page", async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, "auditor-1", "/inventory");
  await expect(page.locator("tbody th a").first()).toBeVisible();
  await leaveAlone("auditor-1", 16);
  const headers = { cookie: await cookieOf(page) };
  expect((await fetch(`${stack.console}/api/read/session`, { headers })).status).toBe(401);
  await page.getByRole("button", { name: "Refresh", exact: true }).click();
  await expect(page.getByRole("dialog")).toContainText("You are not signed in");
  await expectAccessible(page);
  await page.context().close();
});
