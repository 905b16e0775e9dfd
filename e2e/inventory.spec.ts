import { readFileSync } from "node:fs";
import { expect, expectAccessible, test } from "./fixtures";
import { InventoryPage } from "./pages/inventory-page";
import { startConsole } from "./processes";
import { production, testPort } from "./stack";

test("the whole estate stands in one table, and the browser holds only what it shows", async ({
  as,
}) => {
  const inventory = new InventoryPage(await as("operator-1"));
  await inventory.open();
  await inventory.settled();
  expect(await inventory.rowCount()).toBeGreaterThan(200);
  expect(await inventory.rows.count()).toBeLessThan(100);
  await expect(inventory.page.getByText(/in 6 of 6 Regions/)).toBeVisible();
  await expect(inventory.page).toHaveTitle(/Inventory/);
  await expectAccessible(inventory.page);
});

test("text finds names as it is typed, a token narrows, and the address keeps both", async ({
  as,
}) => {
  const inventory = new InventoryPage(await as("operator-1"));
  await inventory.open();
  await inventory.settled();
  const all = await inventory.rowCount();
  await inventory.search("payments");
  await expect.poll(() => inventory.rowCount()).toBeLessThan(all);
  await expect(inventory.page).toHaveURL(/q=payments/);

  await inventory.open({ q: "region:eu-west-1 state:active" });
  await inventory.settled();
  const inRegion = await inventory.rowCount();
  expect(inRegion).toBeGreaterThan(0);
  expect(inRegion).toBeLessThan(all);
  await inventory.page.reload();
  await inventory.settled();
  expect(await inventory.rowCount()).toBe(inRegion);
  await inventory.page.getByRole("button", { name: "Remove the filter region:eu-west-1" }).click();
  await expect.poll(() => inventory.rowCount()).toBeGreaterThan(inRegion);
});

test("each figure of the totals is a filter that shows as many rows", async ({ as }) => {
  const inventory = new InventoryPage(await as("auditor-1"));
  await inventory.open();
  await inventory.settled();
  for (const figure of ["pending deletion", "rotation overdue", "stuck", "never rotated"]) {
    const tile = inventory.totals.getByRole("link", { name: new RegExp(figure) });
    // Read each time: the list may be freshened while one looks.
    const count = async () => Number((await tile.innerText()).replace(/\D/g, ""));
    expect(await count(), figure).toBeGreaterThan(0);
    await tile.click();
    await expect(tile).toHaveAttribute("aria-current", "true");
    await expect.poll(async () => (await inventory.rowCount()) - (await count()), figure).toBe(0);
    await tile.click();
    await expect(tile).not.toHaveAttribute("aria-current", "true");
  }
});

test("sorting turns around and stays in the address", async ({ as }) => {
  const inventory = new InventoryPage(await as("operator-1"));
  await inventory.open();
  await inventory.settled();
  const head = inventory.page.getByRole("columnheader", { name: /^Name/ });
  await expect(head).toHaveAttribute("aria-sort", "ascending");
  const first = await inventory.rows.first().getAttribute("title");
  await head.getByRole("button").click();
  await expect(head).toHaveAttribute("aria-sort", "descending");
  await expect(inventory.page).toHaveURL(/order=desc/);
  await expect(inventory.rows.first()).not.toHaveAttribute("title", first ?? "");
});

test("a filter that matches nothing says how many were checked", async ({ as }) => {
  const inventory = new InventoryPage(await as("operator-1"));
  await inventory.open({ q: "no-secret-has-this-name" });
  await expect(inventory.page.getByText("Nothing matches this filter.")).toBeVisible();
  await expect(inventory.page.getByText(/\d+ secrets checked/)).toBeVisible();
  await expectAccessible(inventory.page);
  await inventory.page.getByRole("button", { name: "Clear filters" }).click();
  await expect(inventory.rows.first()).toBeVisible();
});

// A short list must never look like a whole one.
test("a Region that fails is named with AWS's words, and the rest stays", async ({
  as,
  sandbox,
}) => {
  await sandbox.inject({
    service: "secretsmanager",
    operation: "ListSecrets",
    region: "us-east-1",
    accountId: "444455556666",
    effect: {
      kind: "error",
      status: 400,
      code: "AccessDeniedException",
      message: "User is not authorized to perform: secretsmanager:ListSecrets",
    },
  });
  // Somebody whose lists nobody has asked for yet: what others have listed is no help to them.
  const inventory = new InventoryPage(await as("approver-2"));
  await inventory.open();
  await inventory.page.getByRole("button", { name: "Refresh", exact: true }).click();
  const missing = inventory.page.getByRole("button", { name: /us-east-1 \(staging\)/ });
  await expect(missing).toBeVisible({ timeout: 20_000 });
  await expect(inventory.page.getByText(/At least [\d,]+ secrets in 5 of 6 Regions/)).toBeVisible();
  expect(await inventory.rows.count()).toBeGreaterThan(0);
  await missing.click();
  await expect(inventory.page.getByText("AccessDeniedException")).toBeVisible();
  await expect(inventory.page.getByText("secretsmanager:ListSecrets").first()).toBeVisible();
  await expectAccessible(inventory.page);

  await sandbox.clearFaults();
  await inventory.page.getByRole("button", { name: "Try again" }).click();
  await expect(inventory.page.getByText(/in 6 of 6 Regions/)).toBeVisible({ timeout: 20_000 });
});

test("rows are there while a slow Region is still answering", async ({ as, sandbox }) => {
  // A server of its own has listed nothing yet.
  const server = await startConsole(testPort(4), {});
  const inventory = new InventoryPage(await as("approver-1"));
  await sandbox.inject({
    service: "secretsmanager",
    operation: "ListSecrets",
    region: "eu-central-1",
    accountId: production,
    effect: { kind: "delay", ms: 60_000 },
  });
  await inventory.page.goto(`${server.address}/inventory`);
  await expect(
    inventory.page.getByRole("main").getByText(/Loading secrets from 6 Regions: \d done/),
  ).toBeVisible();
  await expect(inventory.rows.first()).toBeVisible();
  await sandbox.clearFaults();
  await inventory.settled(60_000);
  await server.end();
});

test("the filter is exported as CSV and JSON with a header that says what it is", async ({
  as,
}) => {
  const inventory = new InventoryPage(await as("operator-1"));
  await inventory.open({ q: "region:eu-west-1" });
  await inventory.settled();
  const count = await inventory.rowCount();
  for (const format of ["CSV", "JSON"]) {
    await inventory.page.getByRole("button", { name: "Export", exact: true }).click();
    const download = inventory.page.waitForEvent("download");
    await inventory.page.getByRole("menuitem", { name: `This filter as ${format}` }).click();
    const text = readFileSync(await (await download).path(), "utf8");
    expect(text).toContain("region:eu-west-1");
    expect(text).toMatch(/UTC|Z/);
    expect(text.split("arn:aws:secretsmanager:").length - 1).toBeGreaterThanOrEqual(count);
    // A cell that a spreadsheet would run.
    expect(text).not.toMatch(/^[=+@-]/m);
  }
});

test("the table is worked from the keyboard", async ({ as }) => {
  const inventory = new InventoryPage(await as("operator-1"));
  const { page } = inventory;
  await inventory.open();
  await inventory.settled();
  await inventory.hearsKeys();
  await page.keyboard.press("/");
  await expect(inventory.filter).toBeFocused();
  // The first closes the suggestions, the second leaves the field.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(inventory.filter).not.toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const second = inventory.rows.nth(1);
  await expect(second).toBeFocused();
  const name = (await second.getAttribute("title")) ?? "";
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/secret\?/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name.split("/").at(-1) ?? "");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page);
});

test("on a phone the table fits and nothing scrolls sideways", async ({ as }) => {
  const inventory = new InventoryPage(await as("operator-1"));
  await inventory.page.setViewportSize({ width: 390, height: 844 });
  await inventory.open();
  await inventory.settled();
  await expect(inventory.rows.first()).toBeVisible();
  const overflow = await inventory.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
  await expectAccessible(inventory.page);
});
