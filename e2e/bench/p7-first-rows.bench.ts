/**
 * P7: from the start of the navigation until the first 50 rows are on the screen, beside one raw
 * ListSecrets call, while each call to AWS takes 40 ms.
 *
 * Cold is the listing, not the program: the operator's looks warm the code, and the approver's and
 * the auditor's role then have lists of their own to begin. Measured with the AWS credentials that
 * signing in has fetched already, and on a console that has to assume the role first: one call to
 * AWS more, so that the bar is one call higher, as for P10.
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
/** So many looks let the server's compiler see what is called often. */
const WARMING_LOOKS = 20;

/** Milliseconds since the start of the navigation. */
interface Opening {
  /** The last byte of the page, rows and all, has arrived. */
  sent: number;
  shown: number;
}

/**
 * Runs in the page, as text so that no build step puts its own functions into it. Asks the browser
 * itself when it showed the last of the rows (Element Timing); rows that are still hidden, as what
 * is streamed is at first, do not count.
 */
const markFirstRows = `
  const watching = new MutationObserver(() => {
    // Rows may change places before they are shown: it is whichever is the last of them then.
    const row = document.querySelectorAll("main tbody th[scope=row] a")[${ROWS - 1}];
    const text = [...(row?.querySelectorAll("*") ?? [])].find((part) => !part.firstElementChild);
    if (text && !text.hasAttribute("elementtiming"))
      text.setAttribute("elementtiming", "first-rows");
  });
  watching.observe(document, { childList: true, subtree: true });
  new PerformanceObserver((list) => {
    const shown = list.getEntries().find(({ identifier }) => identifier === "first-rows");
    if (!shown || performance.getEntriesByName("first-rows").length > 0) return;
    watching.disconnect();
    performance.mark("first-rows", { startTime: shown.renderTime });
  }).observe({ type: "element", buffered: true });`;

const held: [Opening, number][] = [];
const assuming: [Opening, number][] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  await withDemo({ estate: "1000" }, async (demo) => {
    const sandbox = new Sandbox(demo.aws);
    const client = plainClient(demo);
    const oneCall = async () => {
      const { SecretList } = await client.send(new ListSecretsCommand({ MaxResults: 100 }));
      if (SecretList?.length !== 100) throw new Error("The call did not answer a full page");
    };
    await withBrowser(async (browser) => {
      const operator = await personOn(browser, demo.address, "operator-1");
      const others = [
        await personOn(browser, demo.address, "approver-1"),
        await personOn(browser, demo.address, "auditor-1"),
      ];
      await oneCall();
      const onConsole = async (address: string, operation: string) => {
        for (let look = 0; look < WARMING_LOOKS; look += 1) await open(operator, address);
        await operator.goto("about:blank");
        await quiet(sandbox);
        const waiting = [...others];
        return await pairs(
          others.length,
          () => opening(waiting.shift() ?? operator, address, sandbox, operation),
          () => wallMs(oneCall),
        );
      };
      await slowAsAws(demo);
      held.push(...(await onConsole(demo.address, "ListSecrets")));
      await withFreshConsole(async (address) => {
        assuming.push(...(await onConsole(address, "AssumeRole")));
      });
    });
  });
}

const unit = `ms until ${ROWS} rows are shown, cold`;
const runsOf = (from: [Opening, number][], moment: keyof Opening) =>
  from.map(([opened, call]) => [opened[moment], call] as const);
report({ bar: "P7", limit: 3, unit, runs: runsOf(held, "shown") });
report({ bar: "P7 role to assume", limit: 4, unit, runs: runsOf(assuming, "shown") });
const sentUnit = `ms until a page with ${ROWS} rows has arrived, cold`;
report({ bar: "P7 arrived", limit: 3, unit: sentUnit, runs: runsOf(held, "sent") });
report({
  bar: "P7 arrived, role to assume",
  limit: 4,
  unit: sentUnit,
  runs: runsOf(assuming, "sent"),
});

/** A page as high as 50 rows need, of a person who has signed in and listed nothing. */
async function personOn(browser: Browser, baseURL: string, person: Person): Promise<Page> {
  const viewport = { width: 1440, height: 2_400 };
  const page = await browser.newPage({ baseURL, viewport });
  await signIn(page, person, "/sessions");
  // Its scripts are in the browser's cache from here on.
  await page.reload();
  await page.addInitScript({ content: markFirstRows });
  return page;
}

/** Opens the inventory and waits for its rows. */
async function open(page: Page, address: string): Promise<Opening> {
  await page.goto(`${address}/inventory`);
  const mark = await page.waitForFunction(
    () => performance.getEntriesByName("first-rows")[0]?.startTime,
  );
  const sent = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation");
    return (navigation as PerformanceNavigationTiming).responseEnd;
  });
  return { sent, shown: Number(await mark.jsonValue()) };
}

/** Opens an inventory that this role has not listed yet, and makes sure of where AWS begins. */
async function opening(
  page: Page,
  address: string,
  sandbox: Sandbox,
  first: string,
): Promise<Opening> {
  const since = await sandbox.now();
  const took = await open(page, address);
  // Left open, it would go on asking.
  await page.goto("about:blank");
  const operations = (await sandbox.calls(since)).map(({ operation }) => operation);
  if (operations[0] !== first || !operations.includes("ListSecrets"))
    throw new Error(`AWS was asked for ${operations[0]} first, not for ${first}`);
  await quiet(sandbox);
  return took;
}

/** Waits until no listing is under way, so that none is in the way of the next figure. */
async function quiet(sandbox: Sandbox): Promise<void> {
  for (let [before, now] = [-2, -1]; before !== now; ) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 500));
    now = await sandbox.now();
  }
}
