import type { Page } from "@playwright/test";

export const people = [
  "operator-1",
  "operator-2",
  "approver-1",
  "approver-2",
  "auditor-1",
  "chief-1",
] as const;
export type Person = (typeof people)[number];

/** Signs in through the OpenID provider, as a person does; ends on the page asked for. */
export async function signIn(page: Page, person: Person, path = "/"): Promise<void> {
  await page.goto(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
  await page.getByRole("button", { name: /sign in/i }).click();
  await chooseAtProvider(page, person);
  await page.waitForURL((url) => url.pathname === path.split("?")[0]);
}

/** One click on the provider's page. */
export async function chooseAtProvider(page: Page, person: Person): Promise<void> {
  await page.getByRole("button", { name: person }).click();
}
