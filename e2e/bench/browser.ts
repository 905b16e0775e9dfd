import { type Browser, type CDPSession, chromium } from "@playwright/test";
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

/** Milliseconds of script in the page while `act` runs; `Performance` has to be enabled. */
export async function scriptMs(cdp: CDPSession, act: () => Promise<unknown>): Promise<number> {
  const spent = async () => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? Number.NaN) * 1_000;
  };
  const before = await spent();
  await act();
  return (await spent()) - before;
}
