import {
  CreateSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { administratorOf, expect, expectAccessible, test } from "./fixtures";
import { InventoryPage } from "./pages/inventory-page";
import { TimelinePage } from "./pages/timeline-page";
import { production } from "./stack";

const second = "22222222-2222-4222-8222-222222222222";
const pending = "33333333-3333-4333-8333-333333333333";

async function labelsOf(client: SecretsManagerClient, arn: string) {
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: arn }));
  return VersionIdsToStages ?? {};
}

async function write(client: SecretsManagerClient, arn: string, id: string, stages?: string[]) {
  const SecretString = `value of ${id.slice(0, 4)}`;
  await client.send(
    new PutSecretValueCommand({
      SecretId: arn,
      SecretString,
      ClientRequestToken: id,
      VersionStages: stages,
    }),
  );
}

// Product 4.2: two clicks to what is current, since when and by whom; two more to roll back.
test("an operator sees who made which version current, and rolls back", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn, name } = await secretWith("first");
  const [first = ""] = Object.keys(await labelsOf(administrator, arn));
  await write(administrator, arn, second);
  const timeline = new TimelinePage(await as("operator-1"), arn);
  const inventory = new InventoryPage(timeline.page);
  await inventory.open({ q: name });
  // Made by somebody else a moment ago, so the list that was read before does not have it yet.
  await inventory.page.getByRole("button", { name: "Refresh", exact: true }).click();
  await expect(inventory.rows).toHaveText([name]);
  await inventory.rows.first().click();
  await timeline.page.getByRole("link", { name: "Timeline" }).click();
  await expect(
    timeline.answers.filter({ hasText: "AWSCURRENT" }),
    "CloudTrail is read at two look-ups a second, for this place for the first time",
  ).toHaveText(new RegExp(`is on version ${second}, since .* UTC by .+ \\(reported`), {
    timeout: 30_000,
  });
  await expect(
    timeline.rows("value written", "AWSCURRENT", second.slice(-4), "reported"),
  ).toHaveCount(1);
  await expectAccessible(timeline.page);

  await timeline.version(first).getByRole("button", { name: "Make current…" }).click();
  await expect(timeline.dialog).toContainText("AWSPREVIOUS");
  await expectAccessible(timeline.page);
  await timeline.dialog.getByRole("button", { name: /^Make …/ }).click();
  await expect(timeline.dialog).toBeHidden();
  await expect(timeline.version(first)).toContainText("AWSCURRENT");
  expect(await labelsOf(administrator, arn)).toEqual({
    [first]: ["AWSCURRENT"],
    [second]: ["AWSPREVIOUS"],
  });
  await expect(timeline.rows("rolled back", "AWSCURRENT", "operator-1", "reported")).toHaveCount(
    1,
    {
      timeout: 30_000,
    },
  );
});

test("of 130 versions and their events the table holds what is on the screen", async ({ as }) => {
  const page = await as("auditor-1");
  const secret = { name: "prod/platform/ci-token-130-versions", account: production };
  await page.goto(`/secret?${new URLSearchParams({ ...secret, region: "eu-west-1" })}`);
  await page.getByRole("link", { name: "Timeline" }).click();
  const table = page.getByRole("table", { name: /Changes and events/ });
  await expect(table).toHaveAttribute("aria-rowcount", /^\d{3,}$/);
  expect(await table.getByRole("row").count()).toBeLessThanOrEqual(60);
  await page
    .getByRole("region", { name: /Changes and events/ })
    .evaluate((scroller) => scroller.scrollTo({ top: scroller.scrollHeight }));
  await expect(table.getByRole("row").last()).toContainText("created");
});

test("a label that moved meanwhile is refused, and nothing is moved", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn } = await secretWith("first");
  const [first = ""] = Object.keys(await labelsOf(administrator, arn));
  await write(administrator, arn, second);
  const timeline = new TimelinePage(await as("operator-1"), arn);
  await timeline.open();
  await timeline.version(first).getByRole("button", { name: "Make current…" }).click();
  await write(administrator, arn, pending);
  await timeline.dialog.getByRole("button", { name: /^Make …/ }).click();
  await expect(timeline.dialog).toContainText("Nothing was moved.");
  expect((await labelsOf(administrator, arn))[pending]).toEqual(["AWSCURRENT"]);
});

test("a stuck AWSPENDING is explained and cleared by keyboard alone", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn } = await secretWith("first");
  await write(administrator, arn, pending, ["AWSPENDING"]);
  const timeline = new TimelinePage(await as("operator-1"), arn);
  await timeline.open();
  await expect(timeline.page.getByText(/blocks every later rotation/)).toBeVisible();
  await timeline.page.getByRole("button", { name: "Clear AWSPENDING…" }).focus();
  await timeline.page.keyboard.press("Enter");
  await expect(timeline.dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await timeline.page.keyboard.press("Tab");
  await timeline.page.keyboard.press("Enter");
  await expect(timeline.dialog).toBeHidden();
  expect(Object.values(await labelsOf(administrator, arn)).flat()).not.toContain("AWSPENDING");
});

test("a custom label is attached, moved and removed", async ({ as, secretWith, administrator }) => {
  const { arn } = await secretWith("first");
  const [first = ""] = Object.keys(await labelsOf(administrator, arn));
  await write(administrator, arn, second);
  const timeline = new TimelinePage(await as("operator-1"), arn);
  await timeline.open();
  for (const version of [first, second]) {
    await timeline.version(version).getByRole("button", { name: "Label…" }).click();
    await timeline.page.getByLabel("Staging label").fill("blue");
    await timeline.page.getByRole("button", { name: "See what moves" }).click();
    await timeline.dialog.getByRole("button", { name: "Attach blue" }).click();
    await expect(timeline.dialog).toBeHidden();
    expect((await labelsOf(administrator, arn))[version]).toContain("blue");
  }
  await timeline.version(second).getByRole("button", { name: "Remove blue…" }).click();
  await timeline.dialog.getByRole("button", { name: "Remove blue" }).click();
  await expect(timeline.dialog).toBeHidden();
  expect(Object.values(await labelsOf(administrator, arn)).flat()).not.toContain("blue");
});

test("any moment can be asked for; arrow keys step from change to change", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn } = await secretWith("first");
  await write(administrator, arn, second);
  const timeline = new TimelinePage(await as("auditor-1"), arn);
  await timeline.open();
  await timeline.page.getByLabel(/Who held which label, drawn/).focus();
  await timeline.page.keyboard.press("ArrowLeft");
  await expect(timeline.page.getByText(`was on version ${second}`)).toBeVisible();
  await expectAccessible(timeline.page);
  await expect(
    timeline.page.getByRole("button", { name: /Make current|Label…|Clear/ }),
  ).toHaveCount(0);
});

test("without CloudTrail the page says so in AWS's words and shows what it knows", async ({
  as,
  sandbox,
}) => {
  // A Region of which no other test reads the trail: what was read once is not asked again.
  const elsewhere = administratorOf("444455556666", "eu-central-1");
  const made = await elsewhere.send(
    new CreateSecretCommand({ Name: "e2e/untrailed", SecretString: "first" }),
  );
  elsewhere.destroy();
  await sandbox.inject({
    service: "cloudtrail",
    operation: "LookupEvents",
    effect: { kind: "error", status: 400, code: "AccessDeniedException" },
  });
  const timeline = new TimelinePage(await as("auditor-1"), made.ARN ?? "");
  await timeline.open();
  await expect(timeline.page.getByText(/CloudTrail could not be read/)).toBeVisible();
  await expect(timeline.page.getByText("AccessDeniedException").first()).toBeVisible();
});
