import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { administratorOf, expect, expectAccessible, test } from "./fixtures";
import { SecretPage } from "./pages/secret-page";
import { production } from "./stack";

async function described(client: SecretsManagerClient, arn: string) {
  return await client.send(new DescribeSecretCommand({ SecretId: arn }));
}

test("an operator schedules a deletion: what stops working, last tags, window, name typed", async ({
  as,
  secretWith,
  administrator,
  sandbox,
}) => {
  const { arn } = await secretWith("x", {
    name: `e2e/leaving-${Date.now()}`,
    Tags: [{ Key: "owner", Value: "team-a" }],
  });
  await administrator.send(new GetSecretValueCommand({ SecretId: arn }));
  const secret = new SecretPage(await as("operator-1"), arn);
  await secret.open();
  const { page } = secret;
  await page.getByRole("button", { name: "Schedule deletion…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await expect(
    dialog.getByText(/1 caller asked for the value in the last 90 days/),
    "CloudTrail is read at two look-ups a second",
  ).toBeVisible({ timeout: 30_000 });
  await dialog.getByLabel("Days in which it can be restored").fill("6");
  await expect(dialog.getByText("AWS takes 7 to 30 days.")).toBeVisible();
  await dialog.getByLabel("Days in which it can be restored").fill("7");
  await dialog.getByLabel(/^Reason, kept as the tag/).fill("moved elsewhere");
  await expectAccessible(page);
  const schedule = dialog.getByRole("button", { name: "Schedule deletion in 7 days" });
  await expect(schedule).toBeDisabled();
  await dialog.getByLabel(/^Type leaving-\d+ to confirm/).fill(leafOf(arn));
  const before = await sandbox.now();
  await schedule.click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("This secret is scheduled for deletion.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Schedule deletion…" })).toHaveCount(0);
  const { DeletedDate, Tags = [] } = await described(administrator, arn);
  expect(DeletedDate).toBeDefined();
  expect(Tags.map(({ Key }) => Key)).toEqual(["owner", "deletion-reason"]);
  const deletions = (await sandbox.calls(before)).filter(
    ({ operation }) => operation === "DeleteSecret",
  );
  expect(deletions).toHaveLength(1);

  // The deletion's own page knows the purge date from what AWS answered here.
  await page.goto("/pending-deletions");
  await expect(page.getByText(leafOf(arn)).first()).toBeVisible({ timeout: 30_000 });
});

test("by keyboard alone; a replica stands in the way until it is removed", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn } = await secretWith("x", {
    name: `e2e/copied-${Date.now()}`,
    AddReplicaRegions: [{ Region: "us-east-1" }],
  });
  const secret = new SecretPage(await as("operator-1"), arn);
  await secret.open();
  const { page } = secret;
  await page.getByRole("button", { name: "Schedule deletion…" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(
    dialog.getByText(/AWS refuses while there are replicas \(us-east-1\)/),
  ).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  await secret.open("replicas");
  await expect(page.getByRole("row", { name: /us-east-1/ })).toContainText("in sync", {
    timeout: 30_000,
  });
  await page.getByRole("button", { name: "Compare with us-east-1" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText(/with labels, the same in us-east-1/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Remove…" }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByText(/no recovery window/)).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Remove us-east-1" }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByText("No replicas.")).toBeVisible();
  expect((await described(administrator, arn)).ReplicationStatus ?? []).toEqual([]);

  await page.getByRole("button", { name: "Schedule deletion…" }).focus();
  await page.keyboard.press("Enter");
  await dialog.getByLabel(/to confirm/).focus();
  await page.keyboard.insertText(leafOf(arn));
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  expect((await described(administrator, arn)).DeletedDate).toBeDefined();
});

test("a replica that fails says why, and is tried again", async ({ as, secretWith }) => {
  const { arn, name } = await secretWith("x");
  const elsewhere = administratorOf(production, "us-east-1");
  await elsewhere.send(new CreateSecretCommand({ Name: name, SecretString: "in the way" }));
  elsewhere.destroy();
  const secret = new SecretPage(await as("operator-1"), arn);
  await secret.open("replicas");
  const { page } = secret;
  await page.getByRole("button", { name: "Add a replica…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Region", { exact: true }).selectOption("us-east-1");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Replicate to us-east-1" }).click();
  const row = page.getByRole("row", { name: /us-east-1/ });
  await expect(row).toContainText("failed", { timeout: 30_000 });
  await expect(row).toContainText("already exists in this region");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Try again…" }).click();
  await dialog.getByLabel(/Overwrite a secret of this name/).check();
  await dialog.getByRole("button", { name: "Replicate to us-east-1 again" }).click();
  await expect(row).toContainText("in sync", { timeout: 30_000 });
});

test("an auditor sees replicas and deletion state, and no way to change them", async ({
  as,
  secretWith,
}) => {
  const { arn } = await secretWith("x");
  const secret = new SecretPage(await as("auditor-1"), arn);
  await secret.open("replicas");
  await expect(secret.page.getByText("No replicas.")).toBeVisible();
  await expect(
    secret.page.getByRole("button", { name: /Schedule deletion|Add a replica|Remove|Promote/ }),
  ).toHaveCount(0);
  await expectAccessible(secret.page);
});

function leafOf(arn: string): string {
  return arn.split("/").at(-1)?.slice(0, -7) ?? "";
}
