import { DeleteSecretCommand, DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import type { Page } from "@playwright/test";
import { actionIds } from "./actions";
import { administratorOf, expect, expectAccessible, type OwnSecret, test } from "./fixtures";
import { chooseAtProvider, type Person, signIn } from "./sign-in";
import { production } from "./stack";

const why = "Checkout still asks for it every half hour.";

async function deleteSecret({ arn }: OwnSecret): Promise<void> {
  const client = administratorOf(production, "eu-west-1");
  await client.send(new DeleteSecretCommand({ SecretId: arn, RecoveryWindowInDays: 7 }));
  client.destroy();
}

async function isDeleted({ arn }: OwnSecret): Promise<boolean> {
  const client = administratorOf(production, "eu-west-1");
  const { DeletedDate } = await client.send(new DescribeSecretCommand({ SecretId: arn }));
  client.destroy();
  return DeletedDate !== undefined;
}

/** A browser of its own: a fresh sign-in must not reach the sessions that other tests keep. */
async function browserOf(as: (person: Person) => Promise<Page>, person: Person): Promise<Page> {
  const shared = await as(person);
  const context = await shared.context().browser()?.newContext();
  const page = await context?.newPage();
  if (!page) throw new Error("no browser");
  await signIn(page, person);
  return page;
}

/** Three clicks and a reason: the page, the row's button, the dialog's. Answers the address. */
async function askFor(page: Page, { name }: OwnSecret): Promise<string> {
  await page.goto("/");
  await expect(async () => {
    await page.goto("/inventory");
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByRole("link", { name: "Pending deletions", exact: true }).first().click();
    await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 40_000 });
  const row = page.getByRole("row").filter({ hasText: name });
  await row.getByRole("button", { name: "Request restore" }).click();
  await page.getByRole("textbox", { name: "Why it is needed" }).fill(why);
  await page.getByRole("button", { name: "Ask for the restore" }).click();
  await page.waitForURL(/restore-requests\?id=/);
  return page.url();
}

test("asked by one, restored by another, side by side; AWS's log names who agreed", async ({
  as,
  secretWith,
  sandbox,
}) => {
  const own = await secretWith("v");
  await deleteSecret(own);
  const requester = await browserOf(as, "operator-1");
  const address = await askFor(requester, own);
  await expect(
    requester
      .getByText("Only approvers", { exact: false })
      .or(requester.getByText(/may not approve/)),
  ).toBeVisible();
  await expect(requester.getByRole("button", { name: /Approve/ })).toHaveCount(0);
  await expectAccessible(requester);

  const approver = await browserOf(as, "approver-1");
  await expect(
    approver.getByRole("link", { name: /Restore requests.*waiting for you/ }).first(),
  ).toBeVisible();
  await approver.goto("/restore-requests");
  await expect(approver.getByRole("row").filter({ hasText: own.name })).toBeVisible();
  await expectAccessible(approver);
  await approver.goto(address);
  // Two clicks after the sign-in: the wish, and, freshly signed in for it, the yes.
  await approver.getByRole("button", { name: "Approve and restore now" }).click();
  await chooseAtProvider(approver, "approver-1");
  const dialog = approver.getByRole("dialog");
  await expect(dialog).toContainText(why);
  await expectAccessible(approver);
  await dialog.getByRole("button", { name: "Approve and restore now" }).click();
  await expect(approver.getByText("Restored, and AWS shows it.").first()).toBeVisible({
    timeout: 20_000,
  });
  await expect(approver.getByText(/AWS request id/)).toBeVisible();
  await expect(approver.getByRole("heading", { name: "Is it as before?" })).toBeVisible();
  await expectAccessible(approver);
  expect(await isDeleted(own)).toBe(false);

  await requester.reload();
  await expect(requester.getByText("Restored, and AWS shows it.").first()).toBeVisible();
  const calls = (await sandbox.calls()).filter(
    ({ operation, resource }) => operation === "RestoreSecret" && resource === own.arn,
  );
  expect(calls).toMatchObject([{ sourceIdentity: "approver-1", outcome: "ok" }]);
  expect(calls[0]?.sessionTags).toMatchObject({ Requester: "operator-1" });
});

test("never one's own: the reason stands where the button would be", async ({ as, secretWith }) => {
  const own = await secretWith("v");
  await deleteSecret(own);
  const chief = await browserOf(as, "chief-1");
  const address = await askFor(chief, own);
  await chief
    .getByRole("button", { name: /OPERATE/ })
    .first()
    .click();
  // The page loads afresh under the other role; going on before would call the change off.
  const loaded = chief.waitForEvent("load");
  await chief.getByRole("menuitemradio", { name: /approver/i }).click();
  await loaded;
  await expect(chief.getByRole("button", { name: /^APPROVE/ }).first()).toBeVisible();
  await chief.goto(address);
  await expect(chief.getByText("You asked for this, so you can’t approve it.")).toBeVisible();
  await expect(chief.getByRole("button", { name: /^Approve/ })).toHaveCount(0);
  // Who asked may take it back.
  await chief.getByRole("button", { name: "Withdraw" }).click();
  await expect(chief.getByText("withdrawn", { exact: true }).first()).toBeVisible();
  expect(await isDeleted(own)).toBe(true);
});

test("an auditor reads it all and is sent no code that decides", async ({ as, secretWith }) => {
  const own = await secretWith("v");
  await deleteSecret(own);
  const address = await askFor(await browserOf(as, "operator-2"), own);
  const page = await as("auditor-1");
  const scripts: string[] = [];
  page.on("response", async (response) => {
    if (response.url().endsWith(".js")) scripts.push(await response.text().catch(() => ""));
  });
  await page.goto(address);
  await expect(page.getByRole("definition").filter({ hasText: why })).toBeVisible();
  await page.goto("/restore-requests?box=closed");
  await page.goto("/pending-deletions");
  await expect(page.getByRole("button", { name: "Request restore" })).toHaveCount(0);
  await page.waitForLoadState("networkidle");
  const text = scripts.join("\n");
  for (const name of [
    "requestRestore",
    "approveRestore",
    "denyRestore",
    "breakGlass",
    "executeRestore",
  ]) {
    const id = actionIds().get(name) ?? "missing";
    expect(text.includes(id), name).toBe(false);
  }
  await expectAccessible(page);
});
