import { type Browser, chromium } from "@playwright/test";
import { browserArguments, installedBrowser } from "../../lib/checks/browser";

/** Works with the installed Chromium, and closes it whatever happened. */
export async function withBrowser(work: (browser: Browser) => Promise<void>): Promise<void> {
  const browser = await chromium.launch({
    executablePath: installedBrowser(),
    args: browserArguments(),
  });
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}
