import { expect, type Locator, type Page } from "@playwright/test";

/** `/secret?arn=…`: one secret, a tab at a time. */
export class SecretPage {
  constructor(
    readonly page: Page,
    readonly arn: string,
  ) {}

  async open(tab?: "value" | "access" | "replicas" | "policy" | "activity"): Promise<void> {
    const query = new URLSearchParams({ arn: this.arn, ...(tab && { tab }) });
    await this.page.goto(`/secret?${query}`);
    await expect(this.page.getByRole("heading", { level: 1 })).not.toHaveText("Secret");
  }

  async showKeys(): Promise<void> {
    await this.page.getByRole("button", { name: "Show the keys" }).click();
    await expect(this.page.getByText(/Each reveal and copy is recorded/)).toBeVisible();
  }

  async reveal(key: string): Promise<void> {
    await this.page.getByRole("button", { name: `Reveal ${key}`, exact: true }).click();
  }

  /** The field that holds a revealed value. */
  value(key: string): Locator {
    return this.page.getByLabel(`Value of ${key}`, { exact: true });
  }

  get anyValue(): Locator {
    return this.page.locator("[data-value]");
  }

  async editTags(): Promise<Locator> {
    await this.page.getByRole("button", { name: "Edit tags" }).click();
    const dialog = this.page.getByRole("dialog");
    await expect(dialog).toBeVisible();
    return dialog;
  }
}
