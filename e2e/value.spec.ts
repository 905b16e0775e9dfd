import { readFileSync } from "node:fs";
import { expect, expectAccessible, test } from "./fixtures";
import { SecretPage } from "./pages/secret-page";

// Another person than in other files: the reveal budget is counted per person.
const person = "operator-2";
const content = JSON.stringify({ username: "app", password: "visitor-of-half-a-minute" });

test("a value is masked per key, revealed per key or whole, and hidden by a click", async ({
  as,
  secretWith,
}) => {
  const { arn } = await secretWith(content);
  const secret = new SecretPage(await as(person), arn);
  await secret.open("value");
  await expectAccessible(secret.page);
  await secret.showKeys();
  await expect(secret.page.locator("body")).not.toContainText("visitor-of-half-a-minute");
  await expectAccessible(secret.page);
  await secret.reveal("password");
  await expect(secret.value("password")).toHaveValue("visitor-of-half-a-minute");
  await expect(secret.anyValue).toHaveCount(1);
  await expectAccessible(secret.page);
  await secret.page.getByRole("button", { name: "Hide password" }).click();
  await expect(secret.anyValue).toHaveCount(0);
  await secret.page.getByRole("button", { name: "Reveal whole value" }).click();
  await expect(secret.value("the whole value")).toHaveValue(content);
});

test("a value goes after 30 seconds, with Esc, with the tab, and with the page", async ({
  as,
  secretWith,
}) => {
  const { arn } = await secretWith(content);
  const secret = new SecretPage(await as(person), arn);
  const { page } = secret;
  await page.clock.install();
  await secret.open("value");
  await secret.showKeys();

  await secret.reveal("password");
  await expect(secret.value("password")).toBeVisible();
  await page.clock.fastForward(29_000);
  await expect(secret.value("password")).toBeVisible();
  await page.clock.fastForward(1_500);
  await expect(secret.anyValue).toHaveCount(0);

  await secret.reveal("password");
  await expect(secret.value("password")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(secret.anyValue).toHaveCount(0);

  await secret.reveal("password");
  await expect(secret.value("password")).toBeVisible();
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    Object.defineProperty(document, "visibilityState", {
      configurable: true,
      get: () => "hidden",
    });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect(secret.anyValue).toHaveCount(0);
});

test("leaving the page takes the value along, and Back does not bring it again", async ({
  as,
  secretWith,
}) => {
  const { arn } = await secretWith(content);
  const secret = new SecretPage(await as(person), arn);
  const { page } = secret;
  await secret.open("value");
  await secret.showKeys();
  await secret.reveal("password");
  await expect(secret.value("password")).toBeVisible();
  await page.getByRole("link", { name: "Overview" }).click();
  await expect(page).not.toHaveURL(/tab=value/);
  expect(await page.content()).not.toContain("visitor-of-half-a-minute");
  await page.goBack();
  await expect(page).toHaveURL(/tab=value/);
  await expect(secret.anyValue).toHaveCount(0);

  await secret.showKeys();
  await secret.reveal("password");
  await expect(secret.value("password")).toBeVisible();
  await page.goto("/api/health");
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(secret.anyValue).toHaveCount(0);
  expect(await page.content()).not.toContain("visitor-of-half-a-minute");
});

test("a value is copied without being shown", async ({ as, secretWith, browserName }) => {
  expect(browserName).toBe("chromium");
  const { arn } = await secretWith(content);
  const secret = new SecretPage(await as(person), arn);
  const { page } = secret;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await secret.open("value");
  await secret.showKeys();
  await page.getByRole("button", { name: "Copy password" }).click();
  await expect(page.getByText(/Copied password\./).first()).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    "visitor-of-half-a-minute",
  );
  expect(await page.content()).not.toContain("visitor-of-half-a-minute");
});

test("a binary value is a download and is never drawn", async ({ as, secretWith }) => {
  const bytes = Uint8Array.from([0, 255, 1, 254, 2, 253, 10, 13]);
  const { arn } = await secretWith(bytes);
  const secret = new SecretPage(await as(person), arn);
  await secret.open("value");
  await secret.showKeys();
  await expect(secret.page.getByText("A binary value. It is not shown here")).toBeVisible();
  const download = secret.page.waitForEvent("download");
  await secret.page.getByRole("button", { name: "Download" }).click();
  const file = readFileSync(await (await download).path());
  expect([...file]).toEqual([...bytes]);
});

test("an approver's and an auditor's page holds no way to a value, and no code for one", async ({
  as,
  secretWith,
  sandbox,
}) => {
  const { arn } = await secretWith(content);
  for (const other of ["approver-1", "auditor-1"] as const) {
    const secret = new SecretPage(await as(other), arn);
    const scripts: Promise<string>[] = [];
    secret.page.on("response", (response) => {
      if (response.url().endsWith(".js")) scripts.push(response.text().catch(() => ""));
    });
    const since = await sandbox.now();
    await secret.open("value");
    await expect(secret.page.getByText(/Values are never available to/).first()).toBeVisible();
    await expect(
      secret.page.getByRole("button", { name: /reveal|copy .*value|show the keys/i }),
    ).toHaveCount(0);
    await secret.page.waitForLoadState("networkidle");
    const code = (await Promise.all(scripts)).join("\n");
    expect(code.length).toBeGreaterThan(1_000);
    expect(code).not.toMatch(/Show the keys|revealValue|Reveal whole value/);
    const calls = await sandbox.calls(since);
    expect(calls.filter(({ operation }) => operation === "GetSecretValue")).toEqual([]);
    await expectAccessible(secret.page);
  }
});

test("AWS's refusal of a value names the action, and nothing is shown", async ({
  as,
  secretWith,
  sandbox,
}) => {
  const { arn } = await secretWith(content);
  const secret = new SecretPage(await as(person), arn);
  await secret.open("value");
  await sandbox.inject({
    service: "secretsmanager",
    operation: "GetSecretValue",
    effect: {
      kind: "error",
      status: 400,
      code: "AccessDeniedException",
      message: "User is not authorized to perform: secretsmanager:GetSecretValue",
    },
  });
  await secret.page.getByRole("button", { name: "Show the keys" }).click();
  await expect(secret.page.getByText("AccessDeniedException").first()).toBeVisible();
  await expect(secret.page.getByText("secretsmanager:GetSecretValue").first()).toBeVisible();
  await expectAccessible(secret.page);
});
