/**
 * P11: what the secret page asks for when it opens with its policy, all at once as the browser
 * does it, beside the slowest of these questions alone, while each call to AWS takes 300 ms. Each
 * round asks about a secret that nobody has looked at yet; the credentials are there.
 */
import { ListSecretsCommand } from "@aws-sdk/client-secrets-manager";
import type { Page } from "@playwright/test";
import { signIn } from "../sign-in";
import { withBrowser } from "./browser";
import { plainClient, withDemo } from "./demo";
import { pairs, report } from "./ratio";

const PAIRS = 15;
const LATENCY_MS = 300;
/** Describe and versions; the policy; who read it, from what is known of CloudTrail. */
const READS = ["secret", "policy", "readers"] as const;

await withDemo({ estate: "1000" }, async (demo) => {
  const { SecretList = [] } = await plainClient(demo).send(new ListSecretsCommand({}));
  const arns = SecretList.map(({ ARN = "" }) => ARN);
  if (arns.length < 2 * PAIRS + 1) throw new Error("The estate has too few secrets");
  await withBrowser(async (browser) => {
    const page = await browser.newPage({ baseURL: demo.address });
    await signIn(page, "operator-1", "/sessions");
    const next = () => arns.pop() ?? "";
    await answersMs(page, READS, next());
    const response = await fetch(`${demo.aws}/_sandbox/latency`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ms: LATENCY_MS }),
    });
    if (!response.ok) throw new Error(`/_sandbox/latency: ${response.status}`);
    const runs = await pairs(
      PAIRS,
      () => answersMs(page, READS, next()),
      () => answersMs(page, ["secret"], next()),
    );
    report({ bar: "P11", limit: 1.3, unit: `ms for ${READS.length} reads at once`, runs });
  });
});

/** Milliseconds in the browser until the last of these reads has answered. */
async function answersMs(page: Page, reads: readonly string[], arn: string): Promise<number> {
  return await page.evaluate(
    async ([names, of]) => {
      const startedAt = performance.now();
      const answers = names.map(async (name) => {
        const response = await fetch(`/api/read/${name}?arn=${encodeURIComponent(of)}`);
        const { ok } = await response.json();
        if (!ok) throw new Error(`${name} was not answered`);
      });
      await Promise.all(answers);
      return performance.now() - startedAt;
    },
    [[...reads], arn] as const,
  );
}
