import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./fixtures";

/** Opens the costs page by the navigation, as people do: one click from home. */
async function openCosts(page: Page): Promise<void> {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();
  await page
    .getByRole("navigation", { name: "Pages", exact: true })
    .getByRole("link", { name: "Costs" })
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "Costs" })).toBeVisible();
}

/** A figure of the totals, in cents. */
async function figure(page: Page, says: RegExp): Promise<number> {
  const term = page.locator("dl[aria-label=Totals] > div").filter({ hasText: says });
  const text = await term.locator("dd").innerText();
  return Math.round(Number(text.replace(/[^\d.]/g, "")) * 100);
}

// Product 4.6: what it costs in one click, which team in two, what can be saved and where in two.
test("says what a month costs, who pays and what to save, within its clicks", async ({ as }) => {
  const page = await as("operator-1");
  await openCosts(page);
  await expect.poll(() => figure(page, /\d{4}, forecast/)).toBeGreaterThan(0);
  const split = page.getByRole("region", { name: /Who pays for what/ });
  await split.getByLabel("By", { exact: true }).selectOption({ label: "tag team" });
  await expect(page).toHaveURL(/by=tag&tag=team/);
  await expect(split.getByRole("row", { name: /^payments/ })).toBeVisible();
  await expect(split.getByRole("row", { name: /Without the tag team/ })).toBeVisible();
  await page.reload();
  await expect(split.getByRole("row", { name: /^payments/ })).toBeVisible();

  const saving = page.getByRole("region", { name: "What could be saved" }).getByRole("row").nth(1);
  const count = Number((await saving.getByRole("cell").first().innerText()).replace(/\D/g, ""));
  await saving.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Inventory" })).toBeVisible();
  await expect
    .poll(
      async () => Number(await page.getByRole("table").first().getAttribute("aria-rowcount")) - 1,
    )
    .toBe(count);
});

test("names the callers behind the calls, and what a cache would make of them", async ({ as }) => {
  const page = await as("auditor-1");
  await openCosts(page);
  const callers = page.getByRole("table", { name: /Callers with the most calls/ });
  await expect(callers.getByRole("row").nth(1)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/a sample from CloudTrail, .* a lower bound/)).toBeVisible();
  await expect(
    page.getByText(/rotation functions made at least [1-9][\d,]* calls? of the sample/),
  ).toBeVisible({ timeout: 30_000 });
  await page.getByLabel("With a cache of").selectOption({ label: "1 h" });
  await expect(callers.getByRole("columnheader", { name: "With 1 h cache" })).toBeVisible();
});

test("what if: a selection is priced for deletion, for copies and for Parameter Store", async ({
  as,
}) => {
  const page = await as("approver-1");
  await openCosts(page);
  const panel = page.getByRole("region", { name: "What if" });
  await panel.getByLabel("Secrets").fill("replica:yes");
  await panel.getByLabel("Further Regions").fill("2");
  await panel.getByRole("button", { name: "Calculate" }).click();
  await expect(page).toHaveURL(/q=replica/);
  await expect(panel.getByRole("status")).toContainText(
    /Selected: \d+ secrets?, of which \d+ replicas?/,
  );
  await expect(panel.getByText("Replicate to 2 further Regions")).toBeVisible();
});

test("counts its own calls and says which prices were used and from when", async ({ as }) => {
  const page = await as("operator-2");
  await openCosts(page);
  const own = page.getByRole("region", { name: "This console's own calls" });
  await expect(own.getByRole("row", { name: /secretsmanager:ListSecrets/ })).toBeVisible();
  const prices = page.getByRole("region", { name: "Prices, and what these figures are" });
  await expect(
    prices.getByRole("row", { name: /eu-west-1.*AWS's Price List API.*2026-09-01/ }),
  ).toBeVisible();
  await expect(prices.getByText(/Estimate, not the bill/)).toBeVisible();
});

test("the figures are a file, with a header that says what they are", async ({ as }) => {
  const page = await as("auditor-1");
  await openCosts(page);
  await page.getByRole("button", { name: "Export" }).click();
  const waiting = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "These figures as CSV" }).click();
  const text = readFileSync(await (await waiting).path(), "utf8");
  expect(text).toContain("Estimate, not the bill");
  expect(text).toMatch(/^month,\d{4}-\d\d,total,\d+\.\d+,USD/m);
});

// Money on a telephone: the drawing keeps its figures, the table says the same.
for (const width of [390, 1440]) {
  test(`is accessible and does not scroll sideways at ${width} px`, async ({ as }) => {
    const page = await as("operator-1");
    await page.setViewportSize({ width, height: 900 });
    await page.goto("/costs");
    await expect(page.getByRole("heading", { level: 1, name: "Costs" })).toBeVisible();
    const chart = page.getByRole("region", { name: "Over time" });
    await expect(chart.locator("svg rect").first()).toBeVisible();
    const inside = await chart.locator("svg text").evaluateAll((texts) => {
      const edge = document.documentElement.clientWidth;
      return texts.every((text) => {
        const { left, right } = text.getBoundingClientRect();
        return left >= 0 && right <= edge;
      });
    });
    expect(inside).toBe(true);
    const scrolls = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(scrolls).toBe(false);
    await expectAccessible(page);
  });
}

test("what AWS billed is asked for on a press, at a stated price, and set against the estimate", async ({
  as,
}) => {
  const page = await as("auditor-1");
  await openCosts(page);
  const panel = page.getByRole("region", { name: "What AWS billed" });
  await expect(panel.getByRole("status")).toContainText("Not asked for. AWS charges $0.01");
  await panel.getByRole("button", { name: "Ask Cost Explorer for $0.02" }).click();
  await expect(panel.getByRole("status")).toContainText(
    /Asked for production, staging; kept until/,
  );
  const billed = panel.getByRole("table", { name: /billed for Secrets Manager by month/ });
  await expect(billed.getByRole("row").nth(2)).toContainText(/\$\d+\.\d\d/);
  await expect(panel.getByRole("button", { name: /Ask Cost Explorer/ })).toHaveCount(0);
  await expectAccessible(page);
});

test("home says what the month costs and what changed it most", async ({ as }) => {
  const page = await as("operator-1");
  await page.goto("/");
  const panel = page.getByRole("region", { name: "Costs this month" });
  await expect(panel.getByText(/estimate of storage and customer keys/)).toBeVisible();
  await expect(panel.getByText(/Changed most|Nothing changed/)).toBeVisible();
});
