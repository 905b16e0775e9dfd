import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { Page } from "@playwright/test";
import { ageSignIn } from "./database";
import { expect, expectAccessible, test } from "./fixtures";
import { SecretPage } from "./pages/secret-page";
import { ValueEditor } from "./pages/value-editor";
import { chooseAtProvider } from "./sign-in";

// Another person than in other files: the reveal budget is counted per person.
const person = "chief-1";

async function textOf(client: SecretsManagerClient, arn: string): Promise<string | undefined> {
  return (await client.send(new GetSecretValueCommand({ SecretId: arn }))).SecretString;
}

async function versionsOf(client: SecretsManagerClient, arn: string): Promise<number> {
  const command = new ListSecretVersionIdsCommand({ SecretId: arn, IncludeDeprecated: true });
  return (await client.send(command)).Versions?.length ?? 0;
}

async function editorOf(page: Page, arn: string): Promise<ValueEditor> {
  await new SecretPage(page, arn).open("value");
  return new ValueEditor(page);
}

test("a value is changed without reading the old one", async ({
  as,
  secretWith,
  administrator,
  sandbox,
}) => {
  const { arn } = await secretWith(JSON.stringify({ user: "app", password: "the-old-one" }));
  const editor = await editorOf(await as(person), arn);
  const { page } = editor;
  const since = await sandbox.now();
  await editor.start("Start empty");
  await expectAccessible(page);
  await editor.type("user", "app");
  await page.getByRole("button", { name: "Add a key" }).click();
  await editor.type("password", "the-new-one");
  await expect(page.getByText("39 of 65,536 bytes")).toBeVisible();
  await expectAccessible(page);
  await editor.review();
  await expectAccessible(page);
  await editor.save.click();
  await expect(page.getByText(/Saved: version …\w{4} is current/)).toBeVisible();
  await expectAccessible(page);
  const calls = await sandbox.calls(since);
  expect(calls.filter(({ operation }) => operation === "GetSecretValue")).toEqual([]);
  expect(await textOf(administrator, arn)).toBe('{"user":"app","password":"the-new-one"}');
});

test("starting from the current value shows what differs, masked, and one value at a time", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn } = await secretWith('{"user":"app","password":"the-old-one","port":5432}');
  const editor = await editorOf(await as(person), arn);
  const { page } = editor;
  await editor.start("Start from the current value");
  await expect(page.locator("[data-value]")).toHaveCount(0);
  expect(await page.content()).not.toContain("the-old-one");
  await page.getByRole("button", { name: "Show password", exact: true }).click();
  await expect(editor.value("password")).toHaveValue("the-old-one");
  await expectAccessible(page);
  await editor.value("password").fill("the-new-one");
  await page.getByRole("button", { name: "Show port" }).click();
  await expect(page.locator("[data-value]")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.locator("[data-value]")).toHaveCount(0);
  await editor.review();
  const row = (key: string) => page.getByRole("row").filter({ hasText: key });
  await expect(row("password")).toContainText("changed");
  await expect(row("user")).toContainText("same");
  await expect(row("port")).toContainText("same");
  expect(await page.content()).not.toMatch(/the-(old|new)-one/);
  await expectAccessible(page);
  await editor.save.click();
  await expect(page.getByText(/Saved: version/)).toBeVisible();
  expect(await textOf(administrator, arn)).toBe(
    '{"user":"app","password":"the-new-one","port":5432}',
  );
});

test("the version moved while one typed: nothing is saved; compare, then save over it", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn } = await secretWith('{"password":"first"}');
  const editor = await editorOf(await as(person), arn);
  const { page } = editor;
  await editor.start("Start empty");
  await editor.type("password", "mine");
  await editor.review();
  await administrator.send(
    new PutSecretValueCommand({ SecretId: arn, SecretString: '{"password":"theirs"}' }),
  );
  await editor.save.click();
  await expect(
    page.getByText(/Version changed while you were editing .* Nothing was saved/),
  ).toBeVisible();
  await expect(editor.save).toBeDisabled();
  await expectAccessible(page);
  expect(await textOf(administrator, arn)).toBe('{"password":"theirs"}');
  await page.getByRole("button", { name: /^Compare with …\w{4}$/ }).click();
  await expect(page.getByRole("row").filter({ hasText: "password" })).toContainText("changed");
  await editor.save.click();
  await expect(page.getByText(/Saved: version/)).toBeVisible();
  expect(await textOf(administrator, arn)).toBe('{"password":"mine"}');
});

// What was typed is in this page's memory only: a sign-in in its place would lose it.
test("a sign-in grown too old while one typed is renewed beside the page, and nothing is lost", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn } = await secretWith("before");
  const editor = await editorOf(await as(person), arn);
  const { page } = editor;
  await editor.start("Start empty");
  await editor.type("password", "typed-before-the-sign-in");
  await editor.review();
  await ageSignIn(person, 20);
  await editor.save.click();
  const link = page.getByRole("link", { name: "Sign in again in a new tab" });
  await expect(link).toBeVisible();
  await expectAccessible(page);
  expect(await textOf(administrator, arn)).toBe("before");
  const [beside] = await Promise.all([page.context().waitForEvent("page"), link.click()]);
  await expectAccessible(beside);
  await beside.getByRole("button", { name: "Sign in again" }).click();
  await chooseAtProvider(beside, person);
  await expect(beside.getByRole("status").getByText("You are signed in again.")).toBeVisible();
  await beside.close();
  await editor.save.click();
  await expect(page.getByText(/Saved: version/)).toBeVisible();
  expect(await textOf(administrator, arn)).toBe('{"password":"typed-before-the-sign-in"}');
});

test("by keyboard alone: type, generate, review, save", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn } = await secretWith("a token");
  const { page } = await editorOf(await as(person), arn);
  const press = async (name: string | RegExp) => {
    await page.getByRole("button", { name, exact: typeof name === "string" }).focus();
    await page.keyboard.press("Enter");
  };
  await press("Start empty");
  await page.getByPlaceholder("key").focus();
  await page.keyboard.type("password");
  await press("Generate a password for password");
  await expect(page.getByRole("dialog")).toContainText("Generate a password for password");
  await expectAccessible(page);
  await page.getByLabel("Length").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("20");
  await page.getByLabel("punctuation").focus();
  await page.keyboard.press("Space");
  await page.getByLabel("Length").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.locator("[data-value]"), "it comes masked").toHaveCount(0);
  await press("Review before saving");
  await press(/^Compare with …\w{4}, masked$/);
  await expect(page.getByRole("row").filter({ hasText: "the whole value" })).toContainText(
    "changed",
  );
  await press("Save as the current value");
  await expect(page.getByText(/Saved: version/)).toBeVisible();
  expect(await textOf(administrator, arn)).toMatch(/^\{"password":"[A-Za-z0-9]{20}"\}$/);
});

test("a label of its own leaves what is current; a file replaces a binary value", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn } = await secretWith(Uint8Array.from([1, 2, 3]));
  const editor = await editorOf(await as(person), arn);
  const { page } = editor;
  await editor.start("Start empty");
  await page.getByLabel("A file").check();
  await page.getByLabel("File to store as a binary value").setInputFiles({
    name: "key.bin",
    mimeType: "application/octet-stream",
    buffer: Buffer.from([0, 255, 7]),
  });
  await expect(page.getByText("key.bin, 3 bytes")).toBeVisible();
  await expectAccessible(page);
  await editor.review();
  await page.getByLabel(/A label of its own/).check();
  await page.getByLabel("Label", { exact: true }).fill("candidate");
  await page.getByRole("button", { name: "Save beside the current value" }).click();
  await expect(page.getByText(/Saved as version …\w{4}, which is not current/)).toBeVisible();
  const { SecretBinary } = await administrator.send(
    new GetSecretValueCommand({ SecretId: arn, VersionStage: "candidate" }),
  );
  expect([...(SecretBinary ?? [])]).toEqual([0, 255, 7]);
  const { VersionIdsToStages } = await administrator.send(
    new DescribeSecretCommand({ SecretId: arn }),
  );
  expect(Object.values(VersionIdsToStages ?? {})).toContainEqual(["AWSCURRENT"]);
});

test("an answer that got lost ends in the truth, and in one version", async ({
  as,
  secretWith,
  administrator,
  sandbox,
}) => {
  const { arn } = await secretWith("first");
  const editor = await editorOf(await as(person), arn);
  const { page } = editor;
  await editor.start("Start empty");
  await page.getByLabel("Text", { exact: true }).check();
  await editor.value("the secret").fill("second");
  await editor.review();
  // The write takes effect; the browser never hears of it.
  await page.route("**/secret?**", async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    const headers = { ...(await route.request().allHeaders()), "sec-fetch-site": "same-origin" };
    await route.fetch({ headers });
    await route.abort();
  });
  await editor.save.click();
  await expect(page.getByText(/Saved: version/)).toBeVisible({ timeout: 20_000 });
  await page.unroute("**/secret?**");
  expect(await versionsOf(administrator, arn)).toBe(2);

  // The write never arrives: AWS lists no such version, and saving again is the same version.
  await editor.start("Start empty");
  await page.getByLabel("Text", { exact: true }).check();
  await editor.value("the secret").fill("third");
  await editor.review();
  await sandbox.inject({ operation: "PutSecretValue", effect: { kind: "reset", when: "before" } });
  await editor.save.click();
  await expect(page.getByText(/Not saved, as far as AWS shows/)).toBeVisible({ timeout: 40_000 });
  await expectAccessible(page);
  await sandbox.clearFaults();
  await page.getByRole("button", { name: "Save again" }).click();
  await expect(page.getByText(/Saved: version/)).toBeVisible();
  expect(await versionsOf(administrator, arn)).toBe(3);
});

test("current and previous are compared in three clicks, masked, then one key in clear", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn } = await secretWith('{"user":"app","password":"was-this"}');
  await administrator.send(
    new PutSecretValueCommand({
      SecretId: arn,
      SecretString: '{"user":"app","password":"is-this"}',
    }),
  );
  const secret = new SecretPage(await as(person), arn);
  const { page } = secret;
  await secret.open();
  await page.getByRole("link", { name: "Timeline" }).click();
  await page.getByRole("button", { name: "Compare, masked" }).click();
  const row = page.getByRole("row").filter({ hasText: "password" });
  await expect(row).toContainText("changed");
  expect(await page.content()).not.toMatch(/(was|is)-this/);
  await expectAccessible(page);
  await row.getByRole("button", { name: "Reveal password" }).click();
  await expect(page.getByLabel(/^Value of password in/).first()).toHaveValue("was-this");
  await expect(page.getByLabel(/^Value of password in/).last()).toHaveValue("is-this");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.locator("[data-value]")).toHaveCount(0);
});

test("an auditor and an approver read why they cannot compare", async ({ as, secretWith }) => {
  const { arn } = await secretWith("a value");
  for (const other of ["auditor-1", "approver-1"] as const) {
    const { page } = new SecretPage(await as(other), arn);
    await page.goto(`/secret?${new URLSearchParams({ arn, tab: "timeline" })}`);
    await expect(page.getByText(/Versions cannot be compared by an/)).toBeVisible();
    await expect(page.getByRole("button", { name: /compare/i })).toHaveCount(0);
  }
});
