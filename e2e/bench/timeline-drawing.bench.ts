/**
 * The timeline of a secret with 130 versions and 5,000 events: milliseconds of script that the
 * browser needs to draw it, from the click on its tab until it stands, and to draw it anew at
 * another zoom. The limit is 100 ms (issue 4), so the reference is that figure itself.
 */
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { Page } from "@playwright/test";
import { signIn } from "../sign-in";
import { scriptMs, withBrowser } from "./browser";
import { withDemo } from "./demo";
import { report } from "./ratio";

const VERSIONS = 130;
const EVENTS = 5_000;
const LIMIT_MS = 100;
const ROUNDS = 9;

/** As text, and without the test tool's own way to find things: its script would be counted. */
const openTimeline = `new Promise((done) => {
  [...document.querySelectorAll("main nav a")].find((a) => a.textContent === "Timeline").click();
  requestAnimationFrame(function look() {
    const row = document.querySelector("main table[aria-rowcount] time");
    requestAnimationFrame(row ? done : look);
  });
})`;
const zoomIn = `new Promise((done) => {
  document.querySelector("main [aria-label='Zoom in']").click();
  requestAnimationFrame(() => requestAnimationFrame(done));
})`;

await withDemo({ estate: "empty" }, async (demo) => {
  const client = new SecretsManagerClient({
    endpoint: demo.aws,
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIA111122223333", secretAccessKey: "sandbox" },
  });
  const arn = await busySecret(client);
  await withBrowser(async (browser) => {
    const viewport = { width: 1440, height: 900 };
    const page = await browser.newPage({ baseURL: demo.address, viewport });
    await signIn(page, "operator-1", "/sessions");
    const address = `/secret?arn=${encodeURIComponent(arn)}`;
    await untilAllIsRead(page, address);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable");
    const opened: [number, number][] = [];
    const zoomed: [number, number][] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await page.goto(address);
      await page.waitForLoadState("networkidle");
      opened.push([await scriptMs(cdp, () => page.evaluate(openTimeline)), LIMIT_MS]);
      zoomed.push([await scriptMs(cdp, () => page.evaluate(zoomIn)), LIMIT_MS]);
    }
    const unit = `ms of script; ${VERSIONS} versions, ${EVENTS} events`;
    report({ bar: "timeline opened", limit: 1, unit, runs: opened });
    report({ bar: "timeline zoomed", limit: 1, unit, runs: zoomed });
  });
});

async function busySecret(client: SecretsManagerClient): Promise<string> {
  const SecretId = "bench/busy";
  const { ARN = "" } = await client.send(
    new CreateSecretCommand({ Name: SecretId, SecretString: "0" }),
  );
  for (let version = 1; version < VERSIONS; version += 1) {
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: `${version}` }));
  }
  const readers = Array.from({ length: 20 }, async (_, reader) => {
    for (let read = reader; read < EVENTS - VERSIONS; read += 20) {
      await client.send(new GetSecretValueCommand({ SecretId }));
    }
  });
  await Promise.all(readers);
  return ARN;
}

/** CloudTrail is read at two look-ups a second: the page says when it has read all of it. */
async function untilAllIsRead(page: Page, address: string): Promise<void> {
  for (;;) {
    await page.goto(`${address}&tab=timeline`);
    const response = await page.request.get(`/api/read/history?${address.split("?")[1]}`, {
      headers: { "sec-fetch-site": "same-origin" },
    });
    const { data } = await response.json();
    if (data?.rows?.length >= EVENTS && data.trail.isWhole) return;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}
