/**
 * P10: a reveal as the page asks for it, beside a raw GetSecretValue of the same secret, while each
 * call to AWS takes 40 ms. The reveal holds everything: session, rights, budget, both rows of the
 * ledger. A person's second reveal of a secret finds the credentials for it in memory; the first
 * has to ask STS before.
 */
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { Browser } from "@playwright/test";
import { callAction } from "../actions";
import { Sandbox } from "../sandbox";
import { type Person, signIn } from "../sign-in";
import { withBrowser } from "./browser";
import { type Demo, plainClient, slowAsAws, withDemo } from "./demo";
import { pairs, report, wallMs } from "./ratio";

/** With the reveal before them they fit into one person's budget for ten minutes. */
const PAIRS = 15;
const WARM_UP = 50;

await withDemo({ estate: "1000" }, async (demo) => {
  const client = plainClient(demo);
  const { SecretList = [] } = await client.send(new ListSecretsCommand({ MaxResults: PAIRS + 1 }));
  const [first = "", ...others] = SecretList.map(({ ARN = "" }) => ARN);
  if (others.length !== PAIRS) throw new Error(`The estate has too few secrets`);
  await withBrowser(async (browser) => {
    const cached = await revealer(browser, demo, "operator-1");
    const uncached = await revealer(browser, demo, "operator-2");
    await slowAsAws(demo);
    // The first calls load code, connect and run uncompiled; they are nobody's usual ones. Listing
    // keys goes the same way as a reveal, but takes nothing from the budget.
    for (let call = 0; call < WARM_UP; call += 1) {
      await Promise.all([cached.listKeys(first), uncached.listKeys(first), raw(client, first)]);
    }
    await Promise.all([cached.reveal(first), uncached.reveal(first)]);
    const again = Array.from(others, () => first);
    report({
      bar: "P10 STS cached",
      limit: 1.6,
      unit: "ms for the reveal action",
      runs: await measured(demo, client, cached.reveal, again, 0),
    });
    report({
      bar: "P10 STS uncached",
      limit: 2.6,
      unit: "ms for the reveal action",
      runs: await measured(demo, client, uncached.reveal, others, PAIRS),
    });
  });
});

type Reveal = (arn: string) => Promise<void>;

/** Asks as that person, over HTTP as the browser would; rejects if nothing comes back. */
async function revealer(
  browser: Browser,
  demo: Demo,
  person: Person,
): Promise<{ reveal: Reveal; listKeys: Reveal }> {
  const { address } = demo;
  const page = await browser.newPage({ baseURL: address });
  await signIn(page, person, "/sessions");
  const cookies = await page.context().cookies(address);
  await page.close();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const asking = (action: string) => async (arn: string) => {
    const answer = await callAction(action, { arn }, { cookie, address });
    if (!answer.ok) throw new Error(`${action}: ${answer.failure.code}`);
  };
  return { reveal: asking("revealValue"), listKeys: asking("listValueKeys") };
}

async function raw(client: SecretsManagerClient, arn: string): Promise<void> {
  await client.send(new GetSecretValueCommand({ SecretId: arn }));
}

/** Times both, and makes sure that STS was asked as often as the bar says. */
async function measured(
  { aws }: Demo,
  client: SecretsManagerClient,
  reveal: Reveal,
  arns: readonly string[],
  roles: number,
): Promise<[number, number][]> {
  const sandbox = new Sandbox(aws);
  const since = await sandbox.now();
  let [mine, theirs] = [0, 0];
  const runs = await pairs(
    arns.length,
    () => wallMs(() => reveal(arns[mine++] ?? "")),
    () => wallMs(() => raw(client, arns[theirs++] ?? "")),
  );
  const calls = await sandbox.calls(since);
  const asked = calls.filter(({ operation }) => operation === "AssumeRole").length;
  if (asked !== roles) throw new Error(`STS was asked ${asked} times, not ${roles}`);
  return runs;
}
