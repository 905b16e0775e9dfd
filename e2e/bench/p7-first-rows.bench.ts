/**
 * P7: from the start of the navigation until the first 50 rows are painted, beside one raw
 * ListSecrets call, while each call to AWS takes 40 ms.
 *
 * Cold is the listing, not the program: each console is new and has listed nothing, and the
 * operator's look warms its code. The approver's and the auditor's role then have lists of their
 * own to begin, and credentials to ask STS for. The browser has the scripts from the round before.
 */
import { ListSecretsCommand } from "@aws-sdk/client-secrets-manager";
import type { Browser, Page } from "@playwright/test";
import { Sandbox } from "../sandbox";
import { type Person, signIn } from "../sign-in";
import { withBrowser } from "./browser";
import { plainClient, slowAsAws, withDemo, withFreshConsole } from "./demo";
import { pairs, report, wallMs } from "./ratio";

const ROUNDS = 8;
const ROWS = 50;

/**
 * Runs in the page, as text so that no build step puts its own functions into it. The frame that
 * holds the rows is painted before the next one begins.
 */
const markFirstRows = `
  requestAnimationFrame(function look() {
    const rows = document.querySelectorAll("tbody th[scope=row] a").length;
    if (rows < ${ROWS}) requestAnimationFrame(look);
    else requestAnimationFrame(() => performance.mark("first-rows"));
  });`;

await withDemo({ estate: "1000" }, async (demo) => {
  const client = plainClient(demo);
  const oneCall = async () => {
    const { SecretList } = await client.send(new ListSecretsCommand({ MaxResults: 100 }));
    if (SecretList?.length !== 100) throw new Error("The call did not answer a full page");
  };
  const sandbox = new Sandbox(demo.aws);
  await withBrowser(async (browser) => {
    const operator = await personOn(browser, demo.address, "operator-1");
    const approver = await personOn(browser, demo.address, "approver-1");
    const auditor = await personOn(browser, demo.address, "auditor-1");
    await slowAsAws(demo);
    await oneCall();
    const runs: [number, number][] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      await withFreshConsole(async (address) => {
        await operator.goto(`${address}/inventory`);
        await painted(operator);
        await quiet(sandbox);
        const others = [approver, auditor];
        const taken = await pairs(
          others.length,
          () => firstRows(others.shift() ?? operator, address, sandbox),
          () => wallMs(oneCall),
        );
        // In the first round the two browsers have no scripts yet.
        if (round > 0) runs.push(...taken);
      });
    }
    report({ bar: "P7", limit: 3, unit: `ms until ${ROWS} rows are painted, cold`, runs });
  });
});

/** A page as high as 50 rows need, of a person who has signed in. */
async function personOn(browser: Browser, baseURL: string, person: Person): Promise<Page> {
  const viewport = { width: 1440, height: 2_400 };
  const page = await browser.newPage({ baseURL, viewport });
  await signIn(page, person, "/sessions");
  await page.addInitScript({ content: markFirstRows });
  return page;
}

/** Milliseconds from the start of the navigation until the rows were painted. */
async function painted(page: Page): Promise<number> {
  const mark = await page.waitForFunction(
    () => performance.getEntriesByName("first-rows")[0]?.startTime,
  );
  return Number(await mark.jsonValue());
}

/** Opens an inventory that this role has not listed yet, and makes sure of it. */
async function firstRows(page: Page, address: string, sandbox: Sandbox): Promise<number> {
  const since = await sandbox.now();
  await page.goto(`${address}/inventory`);
  const tookMs = await painted(page);
  // Left open, it would go on asking, and warm the console of the next round.
  await page.goto("about:blank");
  const operations = (await sandbox.calls(since)).map(({ operation }) => operation);
  for (const needed of ["AssumeRole", "ListSecrets"]) {
    if (!operations.includes(needed)) throw new Error(`It was not cold: no ${needed}`);
  }
  await quiet(sandbox);
  return tookMs;
}

/** Waits until no listing is under way, so that none is in the way of the next figure. */
async function quiet(sandbox: Sandbox): Promise<void> {
  for (let [before, now] = [-2, -1]; before !== now; ) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 500));
    now = await sandbox.now();
  }
}
