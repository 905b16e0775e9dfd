import { expect, test } from "./fixtures";
import { startConsole } from "./processes";
import { testPort } from "./stack";

test("the frame stands while AWS answers, and what has come is shown at once", async ({
  as,
  sandbox,
}) => {
  // A server of its own has listed nothing yet.
  const server = await startConsole(testPort(4), {});
  const page = await as("approver-1");
  await page.goto(`${server.address}/sessions`);
  await sandbox.inject({
    service: "secretsmanager",
    operation: "ListSecrets",
    effect: { kind: "delay", ms: 60_000 },
  });
  const opened = page.goto(`${server.address}/inventory`);
  const main = page.getByRole("main");
  await expect(main.getByRole("status")).toHaveText("Loading the page");
  await expect(page.getByRole("link", { name: "Inventory" }).first()).toBeVisible();
  await expect(main.getByRole("heading", { level: 1 })).toHaveCount(0);
  await sandbox.clearFaults();
  await opened;
  await expect(main.getByRole("row").nth(5)).toBeVisible();
  await expect(main.getByRole("status").filter({ hasText: "Loading the page" })).toHaveCount(0);
  await server.end();
});

// React's script notes under this name when it showed something last, to hold back what comes
// next. Should another version do it otherwise, this says that app/own-scripts.tsx has to follow.
test("React still asks $RT whether to hold back, and finds nothing", async ({ as }) => {
  const page = await as("operator-1");
  const html = await (await page.request.get("/inventory")).text();
  expect(html).toContain('"number"!==typeof $RT?requestAnimationFrame(');
  await page.goto("/inventory");
  expect(await page.evaluate("[typeof $RT, '$RC' in window]")).toEqual(["undefined", true]);
});

test("code that cannot be loaded is told, and asked for again", async ({ as }) => {
  const page = await as("operator-1");
  await page.goto("/sessions");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await page.route("**/_next/static/**", (route) => route.abort());
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("heading", { name: "This page broke" })).toBeVisible();
  await page.unroute("**/_next/static/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "Sessions" })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("dialog")).toBeVisible();
});
