import { DeleteSecretCommand } from "@aws-sdk/client-secrets-manager";
import type { Page } from "@playwright/test";
import { administratorOf, expect, expectAccessible, test } from "./fixtures";
import { production } from "./stack";

/** Opens the page and waits until the secret is listed as pending. */
async function openPending(page: Page, name: string): Promise<void> {
  await page.goto("/pending-deletions");
  await page.getByRole("heading", { level: 1, name: "Pending deletions" }).waitFor();
  await expect(page.getByRole("button", { name: new RegExp(`Explain ${name}`) })).toBeVisible({
    timeout: 40_000,
  });
}

test("who deleted it and when it is gone: one click from home, nothing more", async ({ as }) => {
  const page = await as("operator-1");
  await page.goto("/");
  await page.getByRole("link", { name: "Pending deletions", exact: true }).first().click();
  // The top row answers: sorted by need, with purge date and who.
  const row = page.getByRole("row").filter({ hasText: "legacy-stripe-key-still-read" });
  await expect(row).toContainText("still asked for", { timeout: 50_000 });
  await expect(row).toContainText("operator-2 as StrongroomOperator", { timeout: 50_000 });
  await expect(row).toContainText("reported: CloudTrail");
  await expectAccessible(page);
});

test("a deletion explained: by whom, readers, what a restore does not bring back", async ({
  as,
}) => {
  const page = await as("auditor-1");
  await openPending(page, "prod/legacy/ftp-partner-purge-date-unknown");
  await page.getByRole("button", { name: /Explain prod\/legacy\/ftp/ }).press("Enter");
  const explained = page.getByRole("region", { name: /ftp-partner-purge-date-unknown explained/ });
  await expect(explained).toContainText("AWS does not return the recovery window");
  await expect(explained).toContainText("inferred: request + 7 to 30 days");
  await expect(page).toHaveURL(/arn=/);
  await page.reload();
  await expect(explained).toBeVisible();
  await expectAccessible(page);
});

test("why a name cannot be created: one click and typing", async ({ as, secretWith }) => {
  const own = await secretWith("x");
  const client = administratorOf(production, "eu-west-1");
  await client.send(new DeleteSecretCommand({ SecretId: own.arn, RecoveryWindowInDays: 7 }));
  client.destroy();
  const page = await as("operator-1");
  await page.goto("/pending-deletions?name=no/such/name");
  await expect(page.getByText(/Nothing holds this name/)).toBeVisible();
  await page
    .getByRole("textbox", { name: /Name, exactly/ })
    .fill("prod/data/etl-password-deleted-by-terraform");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/which keeps the name until the purge/)).toBeVisible();
  await page.getByRole("textbox", { name: /Name, exactly/ }).fill("no spaces allowed");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/Names have letters/)).toBeVisible();
  await expectAccessible(page);
});

test("the guarantee check names who could purge, and what was not evaluated", async ({ as }) => {
  const page = await as("approver-1");
  await page.goto("/pending-deletions");
  await page.getByText("What was asked, and what was not").click();
  await expect(page.getByText(/Not evaluated: service control policies/)).toBeVisible();
});

test("history and the disposal record are two clicks away", async ({ as }) => {
  const page = await as("auditor-1");
  await page.goto("/pending-deletions?tab=history");
  await expect(
    page.getByRole("row").filter({ hasText: "invoice-key-restored-last-week" }),
  ).toContainText("restored", { timeout: 50_000 });
  await expectAccessible(page);
  await page.getByRole("button", { name: "Export disposal record" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "As CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/^strongroom-disposal-record-.*\.csv$/);
});
