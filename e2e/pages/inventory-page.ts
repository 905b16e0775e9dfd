import { expect, type Locator, type Page } from "@playwright/test";

/** `/inventory`: one table for all accounts and Regions. */
export class InventoryPage {
  constructor(readonly page: Page) {}

  async open(query: Record<string, string> = {}): Promise<void> {
    const search = new URLSearchParams(query);
    await this.page.goto(search.size > 0 ? `/inventory?${search}` : "/inventory");
    await expect(this.page.getByRole("heading", { level: 1, name: "Inventory" })).toBeVisible();
  }

  get filter(): Locator {
    return this.page.getByLabel("Filter secrets");
  }

  /** The links of the rows that are drawn now. */
  get rows(): Locator {
    return this.page.locator("tbody th[scope=row] a");
  }

  get totals(): Locator {
    return this.page.getByRole("navigation", { name: "Totals, each a filter" });
  }

  /** Waits until the page hears keys, which is a moment after it was painted. */
  async hearsKeys(): Promise<void> {
    await expect(this.filter).toHaveAttribute("aria-keyshortcuts", "/");
  }

  async search(text: string): Promise<void> {
    await this.filter.fill(text);
  }

  /** Waits until every Region has answered or failed. */
  async settled(timeout = 20_000): Promise<void> {
    await expect(this.page.getByRole("main").getByText(/ in \d+ of \d+ Regions?\./)).toBeVisible({
      timeout,
    });
    await expect(this.page.getByText("Verifying that none is missing")).toHaveCount(0, { timeout });
  }

  /** How many rows the table says it has, whether drawn or not. */
  async rowCount(): Promise<number> {
    const count = await this.page.locator("main table").getAttribute("aria-rowcount");
    return Number(count) - 1;
  }
}
