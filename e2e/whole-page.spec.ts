import { expect, test } from "./fixtures";

/** What the server streams is put in place by its own script; a copy that stays keeps this id. */
const leftBehind = "[hidden][id^='S:']";

// A page drawn anew before it has woken up leaves the server's copy of it hidden in the document:
// every heading and row twice for whoever looks, and twice the memory.
test.describe("whole pages", () => {
  for (const path of ["/", "/inventory", "/sessions"]) {
    test(`${path} is there once, whatever the browser's zone is`, async ({ browser, as }) => {
      const known = await as("operator-1");
      const state = await known.context().storageState();
      // Without the cookie the server does not know the zone: the clock changes while waking up.
      const cookies = state.cookies.filter(({ name }) => name.startsWith("__Host-"));
      for (let load = 0; load < 3; load += 1) {
        const context = await browser.newContext({
          storageState: { ...state, cookies },
          timezoneId: "Asia/Tokyo",
        });
        const page = await context.newPage();
        const slow = await context.newCDPSession(page);
        await slow.send("Emulation.setCPUThrottlingRate", { rate: 2 });
        await page.goto(path);
        await expect(page.getByRole("button", { name: /Times in UTC/ })).toContainText("Tokyo");
        await expect(page.locator(leftBehind)).toHaveCount(0);
        await expect(page.locator("h1")).toHaveCount(1);
        await context.close();
      }
    });
  }
});
