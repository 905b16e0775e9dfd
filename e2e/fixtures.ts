import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { Sandbox } from "./sandbox";
import { type Person, signIn } from "./sign-in";
import { production, stack } from "./stack";

export { expect };

/** A secret that a test made for itself. */
export interface OwnSecret {
  arn: string;
  name: string;
}

type Value = Pick<CreateSecretCommandInput, "SecretString" | "SecretBinary">;
type More = Omit<CreateSecretCommandInput, "Name" | "SecretString" | "SecretBinary">;

interface Given {
  /** A page of that person, signed in through the real provider once and kept. */
  as: (person: Person) => Promise<Page>;
  /** Makes a secret with a name of its own through the SDK, as the account's administrator. */
  secretWith: (value: string | Uint8Array, more?: More & { name?: string }) => Promise<OwnSecret>;
  /** The stand-in's control door; what a test injects is gone when it ends. */
  sandbox: Sandbox;
}

interface Kept {
  sessions: Map<Person, { state: Awaited<ReturnType<BrowserContext["storageState"]>>; at: number }>;
  administrator: SecretsManagerClient;
}

/** Below the idle limit and the step-up limit of the stack's settings. */
const sessionKeptMs = 8 * 60_000;

/**
 * Lets `goto` and `reload` end once what the server streamed stands in its place: React moves it
 * there some frames after it came, and until then it may be in the page twice. A page that was drawn
 * anew before that leaves the streamed part behind, hidden and without a place: it is taken away.
 */
function waitForStreamedParts(page: Page): void {
  const inPlace = async () => {
    await page.waitForFunction(() => {
      const parts = [...document.querySelectorAll('div[hidden][id^="S:"]')];
      const isAwaited = (part: Element) => document.getElementById(part.id.replace("S:", "B:"));
      if (parts.some(isAwaited)) return false;
      for (const part of parts) part.remove();
      return true;
    });
  };
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  page.goto = async (...given) => {
    const response = await goto(...given);
    await inPlace();
    return response;
  };
  page.reload = async (...given) => {
    const response = await reload(...given);
    await inPlace();
    return response;
  };
}

export const test = base.extend<Given, Kept>({
  sessions: [async ({}, use) => use(new Map()), { scope: "worker" }],

  administrator: [
    async ({}, use) => {
      const client = administratorOf(production, "eu-west-1");
      await use(client);
      client.destroy();
    },
    { scope: "worker" },
  ],

  as: async ({ browser, sessions }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (person) => {
      const kept = sessions.get(person);
      const fresh = kept !== undefined && Date.now() - kept.at < sessionKeptMs;
      const context = await browser.newContext(fresh ? { storageState: kept.state } : {});
      contexts.push(context);
      const page = await context.newPage();
      waitForStreamedParts(page);
      if (!fresh) {
        await signIn(page, person);
        sessions.set(person, { state: await context.storageState(), at: Date.now() });
      }
      return page;
    });
    for (const context of contexts) await context.close();
  },

  secretWith: async ({ administrator }, use, testInfo) => {
    let made = 0;
    await use(async (value, { name, ...more } = {}) => {
      made += 1;
      const own = name ?? `e2e/${testInfo.testId}-${made}`;
      const content: Value =
        typeof value === "string" ? { SecretString: value } : { SecretBinary: value };
      const { ARN: arn = "" } = await administrator.send(
        new CreateSecretCommand({ Name: own, ...content, ...more }),
      );
      return { arn, name: own };
    });
  },

  sandbox: async ({}, use) => {
    const sandbox = new Sandbox(stack.aws);
    await use(sandbox);
    await sandbox.clearFaults();
  },
});

/** A client under the key that every account of the stand-in has for arranging tests. */
export function administratorOf(accountId: string, region: string): SecretsManagerClient {
  return new SecretsManagerClient({
    endpoint: stack.aws,
    region,
    credentials: { accessKeyId: `AKIA${accountId}`, secretAccessKey: "sandbox" },
  });
}

/** The rules whose verdict a theme can change; the second theme is judged by these alone. */
const THEMED = ["color-contrast", "link-in-text-block"];

/**
 * No violation of WCAG 2.2 A or AA in what the page shows now, in either theme; prints theme, rule
 * and target otherwise.
 */
export async function expectAccessible(page: Page): Promise<void> {
  const found: string[] = [];
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    // Colours that are still on their way from one theme to the other are nobody's to read.
    await page.evaluate(() =>
      Promise.allSettled(
        document
          .getAnimations()
          .filter((animation) => animation instanceof CSSTransition)
          .map(({ finished }) => finished),
      ),
    );
    // Legacy mode looks at this page alone, at half the time: none of ours has frames.
    const scan = new AxeBuilder({ page }).setLegacyMode(true);
    const { violations } = await (colorScheme === "dark"
      ? scan.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
      : scan.withRules(THEMED)
    ).analyze();
    for (const { id, nodes } of violations) {
      for (const { target, failureSummary } of nodes) {
        found.push(`${colorScheme}: ${id} at ${target.join(" ")}: ${failureSummary}`);
      }
    }
  }
  expect(found, found.join("\n")).toEqual([]);
}
