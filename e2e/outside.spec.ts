import { readFile } from "node:fs/promises";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Page } from "@playwright/test";
import { personNamed, putDelivery } from "./database";
import { administratorOf, expect, expectAccessible, test } from "./fixtures";
import { SecretPage } from "./pages/secret-page";
import { production, stack } from "./stack";

/** Somebody who has the console's own credentials and uses its role from elsewhere. */
async function elsewhere(person: string): Promise<SecretsManagerClient> {
  const where = { endpoint: stack.aws, region: "eu-west-1" };
  const own = { accessKeyId: "AKIASTRONGROOMCONSOLE", secretAccessKey: "sandbox-console" };
  const sts = new STSClient({ ...where, credentials: own });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${production}:role/StrongroomOperator`,
      RoleSessionName: "elsewhere",
      SourceIdentity: person,
      ExternalId: "strongroom-demo",
      Tags: [{ Key: "console-role", Value: "operator" }],
    }),
  );
  sts.destroy();
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken } = Credentials ?? {};
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  return new SecretsManagerClient({ ...where, credentials });
}

/** The page's table once CloudTrail's newest records are there; it asks again by itself. */
async function expectRows(page: Page, count: number): Promise<void> {
  const rows = page.getByRole("table", { name: /Calls outside/ }).locator("tbody tr");
  await expect(async () => {
    await page.reload();
    await expect(rows).toHaveCount(count, { timeout: 6_000 });
  }).toPass({ timeout: 60_000 });
}

// Product 3.12 (b) and 4.8: credentials used outside the console, and home's fourth question.
test("a use of the console's role elsewhere shows on the audit page and on home", async ({
  as,
  secretWith,
}) => {
  const own = await secretWith(JSON.stringify({ password: "outside-canary" }));
  const secret = new SecretPage(await as("operator-1"), own.arn);
  await secret.open("value");
  await secret.showKeys();
  await secret.reveal("password");
  await expect(secret.value("password")).toBeVisible();
  const stranger = await elsewhere("mallory");
  await stranger.send(new GetSecretValueCommand({ SecretId: own.arn }));
  const administrator = administratorOf(production, "eu-west-1");
  await administrator.send(new PutSecretValueCommand({ SecretId: own.arn, SecretString: "2" }));

  const page = await as("auditor-1");
  await page.goto("/audit");
  await page.getByRole("link", { name: "Outside console" }).click();
  await expect(page).toHaveURL(/show=outside/);
  await page.getByRole("textbox", { name: /Actor, secret, call/ }).fill(own.name);
  await expect(page).toHaveURL(/q=/);
  // What was revealed here is not among them.
  await expectRows(page, 3);
  const read = page.getByRole("row").filter({ hasText: "read its value" });
  await expect(read).toContainText("mallory as StrongroomOperator");
  await expect(read).toContainText("waiting");
  await expect(page.getByRole("row").filter({ hasText: "wrote a new value" })).toContainText(
    "another principal",
  );
  await expect(page.getByRole("main").getByText(/the entry that accounts for it/)).toBeVisible();
  await expect(page.getByText("outside-canary")).toHaveCount(0);
  await expectAccessible(page);

  await page.getByLabel("By", { exact: true }).selectOption("this console's roles");
  await expect(page.getByRole("table").locator("tbody tr")).toHaveCount(1);
  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /JSON lines/ }).click();
  const lines = (await readFile(await (await download).path(), "utf8")).trim().split("\n");
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0] ?? "").about.join()).toMatch(/CloudTrail of production/);
  expect(JSON.parse(lines[1] ?? "").event).toMatchObject({
    name: "GetSecretValue",
    secretAsTyped: own.arn,
  });
  await page.getByLabel("Account").selectOption("staging");
  await expect(page.getByText(/Nothing like this is on record/)).toBeVisible();

  await page.goto("/");
  const panel = page.getByRole("region", { name: "Changed outside this console since yesterday" });
  const row = panel
    .getByRole("listitem")
    .filter({ hasText: own.name })
    .filter({ hasText: "mallory" });
  await expect(row).toContainText("mallory as StrongroomOperator read its value");
  await expect(panel.getByText(/calls since \d{4}-\d\d-\d\d 00:00 UTC/)).toBeVisible();
  await expectAccessible(page);
  await panel.getByRole("link", { name: /^All \d+ calls/ }).click();
  await expect(page).toHaveURL(/show=outside&from=/);
  await expect(page.getByRole("row").filter({ hasText: "mallory" }).first()).toBeVisible();
});

test("who was told what: states, receivers by host, the request behind it, and a file", async ({
  as,
}) => {
  const operator = await as("operator-1");
  await operator.goto("/");
  const message = {
    requestId: `11111111-1111-4111-8111-${String(process.pid).padStart(12, "0")}`,
    secretName: `e2e/told-${process.pid}`,
    askedBy: await personNamed("operator-1"),
  };
  await putDelivery(message, { address: "mail:one@example.com", state: "delivered" });
  await putDelivery(message, {
    address: "mail:two@example.com",
    state: "due",
    failure: "smtp-451",
  });
  await putDelivery(message, {
    address: "webhook:gone",
    state: "given-up",
    failure: "unreachable",
  });

  const page = await as("auditor-1");
  await page.goto("/audit");
  await page.getByRole("link", { name: "Notifications" }).click();
  const rows = page.getByRole("row").filter({ hasText: message.secretName });
  await expect(rows).toHaveCount(3);
  await expect(rows.filter({ hasText: "one@example.com" })).toContainText("delivered");
  await expect(rows.filter({ hasText: "two@example.com" })).toContainText("SMTP 451");
  await expect(rows.filter({ hasText: "two@example.com" })).toContainText(/retrying.*until/);
  await expect(rows.filter({ hasText: "given up" })).toContainText("could not be reached");
  await expect(rows.first().getByRole("link")).toHaveAttribute(
    "href",
    `/restore-requests?id=${message.requestId}`,
  );
  await expectAccessible(page);
  await page.getByRole("link", { name: "Given up" }).click();
  await expect(page).toHaveURL(/state=given-up/);
  await expect(rows).toHaveCount(1);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export as CSV" }).click();
  const text = await readFile(await (await download).path(), "utf8");
  expect(text).toContain("gone, no longer in the settings");
  expect(text).not.toContain("example.com");

  // Who asked sees what was told of it, without others' addresses.
  await operator.goto("/audit?tab=notifications");
  await expect(operator.getByRole("cell", { name: /^somebody at example.com/ })).toHaveCount(2);
  await expect(operator.getByText("one@example.com")).toHaveCount(0);
  const other = await as("operator-2");
  await other.goto("/audit?tab=notifications");
  await expect(other.getByText(/no such message/)).toBeVisible();
});

for (const width of [390, 1440]) {
  test(`neither page scrolls sideways at ${width} px`, async ({ as }) => {
    const page = await as("auditor-1");
    await page.setViewportSize({ width, height: 900 });
    for (const [address, sign] of [
      ["/audit?show=outside", page.getByRole("table", { name: /Calls outside/ })],
      ["/audit?tab=notifications", page.getByRole("link", { name: "Export as CSV" })],
      ["/", page.getByRole("region", { name: /^Changed outside/ }).getByRole("status")],
    ] as const) {
      await page.goto(address);
      await expect(sign).toBeVisible({ timeout: 30_000 });
      const scrolls = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      expect(scrolls, address).toBe(false);
      await expectAccessible(page);
    }
  });
}
