import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "@playwright/test";
import { unzipSync } from "fflate";
import { findings } from "./canary";
import { expect, expectAccessible, test } from "./fixtures";

/** Downloads a bundle from the audit page, counting clicks. */
async function build(page: Page): Promise<{ zip: string; clicks: number }> {
  let clicks = 0;
  const click = async (name: string) => {
    clicks += 1;
    await page.getByRole("link", { name, exact: true }).click();
  };
  await page.goto("/audit");
  await click("Evidence");
  await expect(page.getByRole("heading", { name: "Build a bundle" })).toBeVisible();
  const download = page.waitForEvent("download");
  await click("Build and download");
  return { zip: await (await download).path(), clicks };
}

function unpacked(zip: string): string {
  const folder = mkdtempSync(join(tmpdir(), "strongroom-e2e-evidence-"));
  for (const [path, bytes] of Object.entries(unzipSync(readFileSync(zip)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

// Product 4.7: at most four clicks to a signed bundle, and then nobody needs this console.
test("an auditor builds a bundle in two clicks, and it verifies without the console", async ({
  as,
  browser,
  secretWith,
}) => {
  const value = "evidence-canary-4f1c9a520d3e4b8e";
  await secretWith(JSON.stringify({ password: value }), { name: `e2e/evidence-${process.pid}` });
  const page = await as("auditor-1");
  const { zip, clicks } = await build(page);
  expect(clicks).toBeLessThanOrEqual(4);
  const folder = unpacked(zip);
  const { key, secrets } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  expect(secrets).toBeGreaterThan(200);

  for (const [command, script] of [
    [process.execPath, "verify.mjs"],
    ["python3", "verify.py"],
  ] as const) {
    const run = spawnSync(command, [join(folder, script), "--key-id", key.id]);
    expect(`${run.stdout}${run.stderr}`).toMatch(/^ok: \d+ files, built at .* by .*auditor/i);
    expect(run.status).toBe(0);
  }
  for (const bytes of Object.values(unzipSync(readFileSync(zip)))) {
    expect(findings("bundle", Buffer.from(bytes).toString("utf8"), [value])).toEqual([]);
  }

  // The page shows what the bundle says of itself, so that the two can be compared.
  await expect(page.getByText(`${key.id.slice(0, 12)}…`).first()).toBeVisible();
  const row = page
    .getByRole("table", { name: /Bundles that were built/ })
    .getByRole("row")
    .nth(1);
  await expect(row).toContainText("auditor", { timeout: 15_000 });
  await expectAccessible(page);

  const offline = await browser.newContext({ offline: true });
  const verifier = await offline.newPage();
  const asked: string[] = [];
  verifier.on("request", (request) => asked.push(request.url()));
  const address = pathToFileURL(join(folder, "verify.html")).href;
  await verifier.goto(address);
  await verifier.getByLabel("Only accept this key").fill(key.id);
  await verifier.getByLabel("The bundle as a ZIP").setInputFiles(zip);
  await expect(verifier.getByRole("status")).toContainText("PASS: signature", { timeout: 20_000 });
  await expect(verifier.getByRole("row", { name: "ledger.jsonl pass" })).toBeVisible();
  await expectAccessible(verifier);
  await verifier.getByLabel("Or the folder").setInputFiles(folder);
  await expect(verifier.getByRole("status")).toContainText("PASS: signature", { timeout: 20_000 });

  writeFileSync(join(folder, "population.csv"), "nothing");
  await verifier.getByLabel("Or the folder").setInputFiles(folder);
  await expect(verifier.getByRole("status")).toHaveText("FAIL: altered (1)");
  await expect(verifier.getByRole("row", { name: "population.csv FAIL: altered" })).toBeVisible();
  await verifier.getByLabel("Only accept this key").fill("0".repeat(64));
  await verifier.getByLabel("Only accept this key").blur();
  await expect(verifier.getByRole("status")).toHaveText("FAIL: bad-signature (4)");
  expect(asked.filter((url) => url !== address && !url.startsWith("blob:"))).toEqual([]);
  await offline.close();
});

test("the period, the Regions and the controls are as chosen", async ({ as }) => {
  const page = await as("operator-1");
  await page.goto("/audit?tab=evidence");
  const link = page.getByRole("link", { name: "Build and download" });
  await page.getByLabel("From (day, UTC)").fill("2026-01-01");
  await page.getByLabel("To (day, UTC)").fill("2025-01-01");
  await expect(page.getByText("The period ends before it begins.")).toBeVisible();
  await expect(link).toHaveCount(0);
  await page.getByLabel("To (day, UTC)").fill("2026-01-31");
  await page.getByLabel("production us-east-1").uncheck();
  await page.getByLabel("Controls, judged as of now").uncheck();
  const href = (await link.getAttribute("href")) ?? "";
  const query = new URL(href, "http://localhost").searchParams;
  expect(query.get("from")).toBe("2026-01-01");
  expect(query.get("places")).not.toContain("111122223333/us-east-1");
  expect(query.get("controls")).toBe("off");
});

for (const width of [390, 1440]) {
  test(`evidence does not scroll sideways at ${width} px`, async ({ as }) => {
    const page = await as("auditor-1");
    await page.setViewportSize({ width, height: 900 });
    await page.goto("/audit?tab=evidence");
    await expect(page.getByRole("heading", { name: "Verify a bundle" })).toBeVisible();
    const scrolls = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(scrolls).toBe(false);
    await expectAccessible(page);
  });
}
