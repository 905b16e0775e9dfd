import { readFileSync } from "node:fs";
import { RotateSecretCommand } from "@aws-sdk/client-secrets-manager";
import type { Page } from "@playwright/test";
import { databaseDump } from "./database";
import { send } from "./entrances";
import { expect, expectAccessible, test } from "./fixtures";
import { functionNamed } from "./rotation-function";
import { stack } from "./stack";

/** Opens the dialog by keyboard, on a rotation page with these filters. */
async function openDialog(page: Page, query = "") {
  await page.goto(`/rotation${query}`);
  await page.getByRole("button", { name: "Subscribe…" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Subscribe in a calendar" });
  await expect(dialog.getByRole("heading", { name: "My addresses" })).toBeVisible();
  return dialog;
}

test("an operator makes an address, a program fetches it without a cookie, and it is revoked", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn, name } = await secretWith("first");
  await administrator.send(
    new RotateSecretCommand({
      SecretId: arn,
      RotationLambdaARN: await functionNamed("rotate-good"),
      RotationRules: { ScheduleExpression: "cron(0 2 * * ? *)", Duration: "3h" },
      RotateImmediately: false,
    }),
  );
  const page = await as("operator-2");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/inventory");
  await page.getByRole("button", { name: "Refresh", exact: true }).click();
  const dialog = await openDialog(page, "?region=eu-west-1&account=111122223333");
  await expect(dialog).toContainText("account 111122223333, Region eu-west-1");
  await expectAccessible(page);

  await dialog.getByRole("button", { name: "Make an address" }).focus();
  await page.keyboard.press("Enter");
  const field = dialog.getByLabel("Address of the calendar");
  await expect(field, "the keyboard is where the address is").toBeFocused();
  const address = await field.inputValue();
  expect(address).toMatch(/^http:\/\/localhost:\d+\/api\/calendar\/[A-Za-z0-9_-]{43}\.ics$/);
  await expect(dialog).toContainText("it is not shown again");
  await expectAccessible(page);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "nothing sticks out at 390 px").toBeLessThanOrEqual(390);

  const path = new URL(address).pathname;
  await expect(async () => {
    const { body } = await send(path);
    expect(body.replaceAll("\r\n ", "")).toContain(`SUMMARY:Rotation window: ${name}`);
  }, "the listing under way is stored when it has ended").toPass({ timeout: 90_000 });
  const { status, headers, body } = await send(path);
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    "content-type": "text/calendar; charset=utf-8",
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
  });
  expect(headers["set-cookie"]).toBeUndefined();
  expect(body.startsWith("BEGIN:VCALENDAR\r\n")).toBe(true);
  expect(body.endsWith("END:VCALENDAR\r\n")).toBe(true);

  // The address is shown once, and what the list has of it opens nothing.
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Subscribe…" })).toBeFocused();
  await openDialog(page);
  const token = path.slice("/api/calendar/".length, -".ics".length);
  expect(await page.content()).not.toContain(token);
  await expect(dialog.getByRole("listitem").filter({ hasText: "Region eu-west-1" })).toContainText(
    "last fetched",
  );
  await expectAccessible(page);
  await dialog
    .getByRole("button", { name: "Revoke the address for account 111122223333, Region eu-west-1" })
    .focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("heading", { name: "My addresses" })).toBeFocused();
  expect((await send(path)).status).toBe(404);

  for (const [where, text] of [
    ["log", readFileSync(stack.log, "utf8")],
    ["database", await databaseDump()],
  ] as const) {
    expect(text.includes(token), `the token is in the ${where}`).toBe(false);
  }
});

test("an auditor may subscribe too, and a stranger's guess gets nothing", async ({ as }) => {
  const page = await as("auditor-1");
  const dialog = await openDialog(page, "?state=overdue");
  await expect(dialog).toContainText("state overdue");
  const answers = await Promise.all(
    ["A".repeat(43), "x", "..%2Fhealth"].map((guess) => send(`/api/calendar/${guess}.ics`)),
  );
  expect(answers.map(({ status, body }) => [status, body])).toEqual(
    answers.map(() => [404, "Not found."]),
  );
});
