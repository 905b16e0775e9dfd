import {
  DescribeSecretCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./fixtures";
import { functionNamed } from "./rotation-function";

async function rotating(
  administrator: SecretsManagerClient,
  arn: string,
  functionArn: string,
  now: boolean,
): Promise<void> {
  await administrator.send(
    new RotateSecretCommand({
      SecretId: arn,
      RotationLambdaARN: functionArn,
      RotationRules: { ScheduleExpression: "cron(0 2 * * ? *)", Duration: "3h" },
      RotateImmediately: now,
    }),
  );
}

async function openTab(page: Page, arn: string): Promise<void> {
  await page.goto(`/secret?${new URLSearchParams({ arn, tab: "rotation" })}`);
  await page.getByRole("heading", { name: "How it stands" }).waitFor();
}

test("an operator turns rotation on with a preview, and rotates to the end", async ({
  as,
  secretWith,
  administrator,
}) => {
  const functionArn = await functionNamed("rotate-good");
  const { arn } = await secretWith("first");
  const page = await as("operator-1");
  await openTab(page, arn);
  await page.getByRole("button", { name: "Turn on rotation…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("When").fill("cron(15 2 ? * SUN *)");
  await expect(dialog).toContainText("Minutes must be 0 in Secrets Manager.");
  await dialog.getByRole("button", { name: "Turn rotation on" }).click();
  await expect(dialog.getByLabel("When")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("When").fill("cron(0 2 ? * SUN *)");
  await dialog.getByLabel("Window").fill("3h");
  await expect(dialog).toContainText("every Sunday, some time between 02:00 and 05:00 UTC");
  await dialog.getByLabel("Rotation function").selectOption(functionArn);
  await expect(dialog).toContainText("Its policy lets Secrets Manager invoke it");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Turn rotation on" }).click();
  await expect(dialog).toBeHidden();

  await expect(async () => {
    // What AWS refused meanwhile stays in the dialog until it is closed.
    if (await dialog.isVisible()) await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Rotate now…" }).click({ timeout: 1000 });
    await dialog.getByRole("button", { name: "Rotate now" }).click();
    await expect(dialog).toContainText("The new version is AWSCURRENT.", { timeout: 12_000 });
  }, "AWS first tests the function, and lets nothing else in meanwhile").toPass();
  await expectAccessible(page);
  const { LastRotatedDate } = await administrator.send(
    new DescribeSecretCommand({ SecretId: arn }),
  );
  expect(LastRotatedDate).toBeInstanceOf(Date);
});

// One click leads to what needs somebody; the tab names the step at which a run stopped.
test("what needs somebody is one click away, and a run says at which step it failed", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn } = await secretWith("first");
  await rotating(administrator, arn, await functionNamed("rotate-fail-set"), true);
  const page = await as("operator-1");
  await page.goto("/");
  await page.getByRole("link", { name: "Rotation", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Rotation");
  await expectAccessible(page);
  await openTab(page, arn);
  const runs = page.getByRole("table", { name: /Rotations and tests of this secret/ });
  await expect(runs.getByText("failed at setSecret").first()).toBeVisible({ timeout: 30_000 });
  await expect(runs, "and why, in the words of the function's own log").toContainText(
    /ValueError: setSecret: Unable to log into database.*request id [0-9a-f-]{36}/,
  );
  await expectAccessible(page);
  await page.goto("/rotation?state=failed");
  const attention = page.getByRole("region", { name: "Needs attention" });
  await expect(page.getByRole("heading", { name: "Needs attention" })).toBeVisible();
  await expect(attention).toBeVisible();
});

test("an auditor sees state and runs, and nothing to act with", async ({ as, secretWith }) => {
  const { arn } = await secretWith("first");
  const page = await as("auditor-1");
  await openTab(page, arn);
  await expect(
    page.getByRole("button", { name: /Rotate now|Turn on|Test without|log/ }),
  ).toHaveCount(0);
  const response = await page.request.get("/api/export/rotation");
  expect(response.headers()["content-type"]).toContain("text/csv");
  expect(await response.text()).toContain("not_before,not_after,name");
});
