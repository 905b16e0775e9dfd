import type { Locator, Page } from "@playwright/test";

/** The Timeline tab of a secret. */
export class TimelinePage {
  constructor(
    readonly page: Page,
    readonly arn: string,
  ) {}

  async open(): Promise<void> {
    await this.page.goto(`/secret?${new URLSearchParams({ arn: this.arn, tab: "timeline" })}`);
    await this.page.getByRole("heading", { name: "Who held which label" }).waitFor();
  }

  /** The lines of the table below the drawing that hold all of these words. */
  rows(...words: (string | RegExp)[]): Locator {
    const table = this.page.getByRole("table", { name: /Changes and events/ });
    return words.reduce((rows, hasText) => rows.filter({ hasText }), table.getByRole("row"));
  }

  /** The line of one version in the table of what can be done. */
  version(versionId: string): Locator {
    return this.page
      .getByRole("table", { name: /what can be done/ })
      .getByRole("row")
      .filter({ hasText: versionId.slice(-12) });
  }

  /** What held each label at the moment asked for, or now: a sentence each. */
  get answers(): Locator {
    return this.page.getByRole("region", { name: "Who held which label" }).getByRole("listitem");
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  async askFor(moment: Date): Promise<void> {
    await this.page.getByLabel("What was current at").fill(moment.toISOString().slice(0, 19));
  }
}
