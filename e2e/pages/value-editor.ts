import { expect, type Locator, type Page } from "@playwright/test";

/** The editor of a value: on the Value tab and where a secret is created. */
export class ValueEditor {
  constructor(readonly page: Page) {}

  async start(from: "Start empty" | "Start from the current value"): Promise<void> {
    await this.page.getByRole("button", { name: from }).click();
    await expect(this.page.getByRole("button", { name: "Review before saving" })).toBeVisible();
  }

  async type(key: string, value: string): Promise<void> {
    await this.page.getByPlaceholder("key").last().fill(key);
    await this.value(key).fill(value);
  }

  value(key: string): Locator {
    return this.page.getByLabel(`Value of ${key}`, { exact: true });
  }

  async review(): Promise<void> {
    await this.page.getByRole("button", { name: "Review before saving" }).click();
    await expect(this.page.getByRole("heading", { name: "Before it is saved" })).toBeVisible();
  }

  get save(): Locator {
    return this.page.getByRole("button", { name: "Save as the current value" });
  }
}
