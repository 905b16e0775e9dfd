import {
  DescribeSecretCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./fixtures";
import { functionNamed } from "./rotation-function";

/** More stops than a page has before whatever a test looks for. */
const STOPS_MAX = 150;

/** Goes on by Tab alone until the element has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never came to ${wanted}`);
}

/** Turns rotation on; AWS tests the function first and lets nothing else in until that is over. */
async function turnedOn(
  administrator: SecretsManagerClient,
  SecretId: string,
  RotationLambdaARN: string,
): Promise<void> {
  await administrator.send(
    new RotateSecretCommand({
      SecretId,
      RotationLambdaARN,
      RotationRules: { ScheduleExpression: "cron(0 10 * * ? *)", Duration: "3h" },
      RotateImmediately: false,
    }),
  );
  await expect(async () => {
    const { VersionIdsToStages = {} } = await administrator.send(
      new DescribeSecretCommand({ SecretId }),
    );
    expect(Object.values(VersionIdsToStages).flat()).not.toContain("AWSPENDING");
  }).toPass();
}

const rotationTab = (arn: string) => `/secret?${new URLSearchParams({ arn, tab: "rotation" })}`;

/** Counts clicks from the signed-in home page, as the product's table of tasks does. */
async function clicksFromHome(page: Page) {
  await page.goto("/");
  await page.getByRole("heading", { level: 1 }).waitFor();
  let count = 0;
  return {
    click: async (target: Locator) => {
      await target.click();
      count += 1;
    },
    count: () => count,
  };
}

const toRotation = (page: Page) =>
  page.getByRole("link", { name: "Rotation", exact: true }).first();

test("from home to a stuck secret and free of AWSPENDING, by keyboard alone", async ({
  as,
  administrator,
}) => {
  const page = await as("operator-1");
  await page.goto("/");
  const panel = page.getByRole("region", { name: "Rotation" });
  const item = panel.getByRole("listitem").filter({ hasText: "stuck" }).first();
  const link = item.getByRole("link");
  await tabTo(page, link);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "How it stands" }).waitFor();
  const clear = page.getByRole("button", { name: "Clear AWSPENDING…" });
  await tabTo(page, clear);
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await tabTo(page, dialog.getByRole("button", { name: "Clear AWSPENDING" }));
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden({ timeout: 30_000 });
  await expect(clear).toBeHidden();
  const SecretId = new URL(page.url()).searchParams.get("arn") ?? "";
  const { VersionIdsToStages = {} } = await administrator.send(
    new DescribeSecretCommand({ SecretId }),
  );
  expect(Object.values(VersionIdsToStages).flat()).not.toContain("AWSPENDING");
});

test("rotate now and follow the run to its end, by keyboard alone", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn } = await secretWith("first");
  await turnedOn(administrator, arn, await functionNamed("rotate-good"));
  const page = await as("operator-1");
  await page.goto(rotationTab(arn));
  const rotate = page.getByRole("button", { name: "Rotate now…" });
  await tabTo(page, rotate);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Rotate now?" });
  await tabTo(page, dialog.getByRole("button", { name: "Rotate now" }));
  await page.keyboard.press("Enter");
  const running = page.getByRole("dialog", { name: "Rotating" });
  await expect(running.getByRole("status")).toContainText("The new version is AWSCURRENT.", {
    timeout: 30_000,
  });
  await expect(running.getByRole("listitem")).toHaveText([/done/, /done/, /done/, /done/]);
  await page.keyboard.press("Escape");
  await expect(running).toBeHidden();
  await expect(rotate, "focus is back where it was").toBeFocused();
});

test("agenda, week, month and a secret's tab stay within 390 px, filters too, in both themes", async ({
  as,
  secretWith,
  administrator,
}) => {
  test.slow();
  const { arn } = await secretWith("first");
  await turnedOn(administrator, arn, await functionNamed("rotate-fail-set"));
  await administrator.send(new RotateSecretCommand({ SecretId: arn }));
  const page = await as("operator-1");
  await page.setViewportSize({ width: 390, height: 844 });
  const fits = async () =>
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      `${page.url()} scrolls sideways`,
    ).toBeLessThanOrEqual(0);
  await page.goto("/rotation");
  // Each change of the document, so that not even one frame of a drawing is too wide.
  const widest = await page.evaluateHandle(() => {
    const seen = { overPx: 0 };
    const measure = () => {
      const overPx = document.documentElement.scrollWidth - window.innerWidth;
      seen.overPx = Math.max(seen.overPx, overPx);
    };
    new MutationObserver(measure).observe(document, { childList: true, subtree: true });
    return seen;
  });
  for (const view of ["Agenda", "Week", "Month"]) {
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: view }).click();
    await expect(
      page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: view }),
    ).toHaveAttribute("aria-current", "true");
    await fits();
    await expectAccessible(page);
  }
  expect(await widest.evaluate(({ overPx }) => overPx), "not while a view comes").toBe(0);
  await page.getByLabel("Kind").selectOption("managed");
  await expect(page).toHaveURL(/kind=managed/);
  await fits();
  await page
    .getByRole("navigation", { name: "States, each a filter" })
    .getByRole("link", { name: /failed/ })
    .click();
  await expect(page).toHaveURL(/state=failed/);
  await fits();
  await page.goto(rotationTab(arn));
  await expect(page.getByText(/setSecret: Unable to log into database/)).toBeVisible({
    timeout: 45_000,
  });
  await fits();
  const beyond = await page.evaluate(
    () =>
      document.documentElement.scrollHeight -
      (document.querySelector("main")?.getBoundingClientRect().bottom ?? 0) -
      window.scrollY,
  );
  expect(beyond, "nothing below the page's own content").toBeLessThan(200);
  await expectAccessible(page);
});

test("the tasks of the rotation page take no more clicks than promised", async ({
  as,
  secretWith,
  administrator,
}) => {
  test.slow();
  const { arn, name } = await secretWith("first");
  await turnedOn(administrator, arn, await functionNamed("rotate-good"));
  const page = await as("operator-1");
  // The leaf alone: the path stands apart from it.
  const leaf = name.split("/").at(-1);
  const link = page.getByRole("rowheader").getByRole("link", { name: leaf }).first();
  await page.goto("/rotation");
  // The estate was listed before this test's own secret was made.
  await page.getByRole("button", { name: "Refresh", exact: true }).click();
  await link.waitFor({ timeout: 30_000 });

  const tonight = await clicksFromHome(page);
  await tonight.click(toRotation(page));
  await expect(page.getByRole("table", { name: /Rotation windows/ })).toContainText(
    /Today|Tomorrow/,
  );
  const attention = page.getByRole("region", { name: "Needs attention" });
  await expect(attention, "and which failed, at which step").toContainText(/failed at \w+Secret/);
  expect(tonight.count()).toBe(1);

  const stuck = await clicksFromHome(page);
  await stuck.click(toRotation(page));
  await stuck.click(
    attention.getByRole("listitem").filter({ hasText: "stuck" }).getByRole("link").first(),
  );
  await expect(page.getByText(/it blocks every later rotation/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Resume…" })).toBeVisible();
  expect(stuck.count()).toBe(2);

  const rotate = await clicksFromHome(page);
  await rotate.click(toRotation(page));
  await rotate.click(link);
  await rotate.click(page.getByRole("button", { name: "Rotate now…" }));
  await expect(page.getByRole("dialog")).toContainText(/last 24 hours/);
  expect(rotate.count(), "and then the confirmation").toBe(3);

  const trial = await clicksFromHome(page);
  await trial.click(toRotation(page));
  await trial.click(link);
  await trial.click(page.getByRole("button", { name: "Test without rotating…" }));
  await expect(page.getByRole("dialog").getByRole("button", { name: "Test now" })).toBeVisible();
  expect(trial.count()).toBe(3);

  const move = await clicksFromHome(page);
  await move.click(toRotation(page));
  await move.click(link);
  await move.click(page.getByRole("button", { name: "Change schedule…" }));
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("When").fill("cron(0 2 * * ? *)");
  await expect(dialog, "the preview comes before the save").toContainText(
    "between 02:00 and 05:00 UTC",
  );
  await move.click(dialog.getByRole("button", { name: "Save the schedule" }));
  await expect(dialog).toBeHidden({ timeout: 30_000 });
  expect(move.count()).toBe(4);
});
