/** P1: the JavaScript of each route against an empty page of the same Next version. */
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { browserArguments, installedBrowser } from "../../lib/checks/browser";
import { signIn } from "../sign-in";
import { withDemo } from "./demo";
import { emptyPageScripts, scriptsOf } from "./empty-app";
import { report } from "./ratio";

const limits: Record<string, number> = {
  "/sign-in": 1.3,
  "/": 1.8,
  "/inventory": 1.8,
  "/sessions": 1.8,
  "/rotation": 2.2,
  "/pending-deletions": 1.8,
  "/restore-requests": 1.8,
  "/costs": 2.2,
  "/audit": 2.2,
  "/secret": 2.2,
  "/secret&tab=value": 2.2,
  "/secret&tab=timeline": 2.2,
  "/secret&tab=rotation": 2.2,
  "/secret&tab=access": 2.2,
  "/secret&tab=policy": 2.2,
};

const empty = bytesOf(emptyPageScripts());
await withDemo({ estate: "demo" }, async ({ address }) => {
  const browser = await chromium.launch({
    executablePath: installedBrowser(),
    args: browserArguments(),
  });
  const page = await browser.newPage({ baseURL: address });
  await signIn(page, "operator-1", "/inventory");
  await page.locator("tbody th a").first().waitFor();
  const href = (await page.locator("tbody th a").first().getAttribute("href")) ?? "";
  for (const [route, limit] of Object.entries(limits)) {
    const path = route.replace("/secret", href);
    const context = route === "/sign-in" ? await browser.newContext() : page.context();
    const html = await (await context.request.get(`${address}${path}`)).text();
    const scripts = await Promise.all(
      scriptsOf(html).map(async (script) =>
        (await context.request.get(`${address}${script}`)).text(),
      ),
    );
    const runs: [number, number][] = [[bytesOf(scripts), empty]];
    report({ bar: `P1 ${route}`, limit, unit: "bytes of gzipped script, first load", runs });
  }
  await browser.close();
});

function bytesOf(scripts: readonly string[]): number {
  return scripts.reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
}
