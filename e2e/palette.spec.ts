import { expect, expectAccessible, test } from "./fixtures";

test("Ctrl-K jumps to any secret by a part of its name, and to any page", async ({ as }) => {
  const page = await as("operator-1");
  await page.goto("/inventory");
  await expect(page.getByRole("row").nth(1)).toBeVisible();
  const name = (await page.locator("tbody th[scope=row] a").nth(3).getAttribute("title")) ?? "";
  await page.goto("/");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Find a secret or a page" });
  const field = palette.getByLabel("Find a secret or a page");
  await expect(field).toBeFocused();
  await field.fill(name.toUpperCase());
  await expect(palette.getByRole("option").first()).toContainText(name.split("/").at(-1) ?? "");
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/secret\?/);

  // Faster than the list can be looked at: what Enter opens is what was typed.
  await page.keyboard.press("Control+k");
  await field.fill("invent");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/inventory/);
});

test("Enter opens nothing that was meant a key ago, and waits for what is not found yet", async ({
  as,
}) => {
  const page = await as("operator-1");
  await page.goto("/inventory");
  const href = (await page.locator("tbody th[scope=row] a").first().getAttribute("href")) ?? "";
  const arn = new URL(href, page.url()).searchParams.get("arn") ?? "";
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Find a secret or a page" });
  const field = palette.getByLabel("Find a secret or a page");
  await field.fill("a");
  await expect(palette.getByText(/Enter opens/)).toBeVisible();

  let letGo = () => {};
  const held = new Promise<void>((done) => {
    letGo = done;
  });
  await page.route(/\/api\/read\/find/, async (route) => {
    await held;
    await route.continue();
  });
  await field.fill(arn);
  await expect(palette.getByRole("option")).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(palette.getByRole("status")).toHaveText("Looking… The first that is found opens.");
  letGo();
  await expect(page).toHaveURL(new RegExp(encodeURIComponent(arn)));
  await expect(palette).toHaveCount(0);
});

test("a palette without a match says so, and Escape leaves everything as it was", async ({
  as,
}) => {
  const page = await as("auditor-1");
  await page.goto("/");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Find a secret or a page" });
  await palette.getByLabel("Find a secret or a page").fill("zzz-nothing");
  await expect(palette.getByRole("status")).toContainText("No secret matches");
  await page.keyboard.press("Escape");
  await expect(palette).toHaveCount(0);
});
