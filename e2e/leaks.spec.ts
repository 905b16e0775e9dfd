import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { actionIds } from "./actions";
import { canary, findings } from "./canary";
import { databaseDump } from "./database";
import { expect, type OwnSecret, test } from "./fixtures";
import { InventoryPage } from "./pages/inventory-page";
import { SecretPage } from "./pages/secret-page";
import { ValueEditor } from "./pages/value-editor";
import type { Person } from "./sign-in";
import { stack } from "./stack";

interface Heard {
  url: string;
  action?: string;
  text: string;
}

/**
 * Everything the server sends to a page, by the action that was asked for. What scripts fetch is
 * copied inside the page, since a browser may throw such bodies away before they can be asked for.
 */
async function listen(page: Page): Promise<() => Promise<Heard[]>> {
  const names = new Map([...actionIds()].map(([name, id]) => [id, name]));
  const heard: Heard[] = [];
  const loaded: Promise<void>[] = [];
  const note = (url: string, action: string | undefined, headers: string, body: Buffer) => {
    const text = [url, headers, body.toString("utf8"), body.toString("base64")].join("\n");
    heard.push({ url, action, text });
  };
  await page.exposeFunction("hear", (url: string, id: string, headers: string, text: string) =>
    note(url, names.get(id), headers, Buffer.from(text)),
  );
  await page.addInitScript(copyFetches);
  page.on("response", (response) => {
    if (response.request().resourceType() === "fetch") return;
    const body = response.body().catch(() => Buffer.alloc(0));
    loaded.push(
      body.then((bytes) =>
        note(response.url(), undefined, JSON.stringify(response.headers()), bytes),
      ),
    );
  });
  return async () => {
    await page.waitForLoadState("networkidle");
    await Promise.all(loaded);
    return heard;
  };
}

/** Runs in the page, before its own scripts. */
function copyFetches(): void {
  const tell = (window as unknown as { hear: (...told: string[]) => Promise<void> }).hear;
  const original = window.fetch;
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    const response = await original(input, init);
    const headers = JSON.stringify([...response.headers]);
    const text = await response.clone().text();
    await tell(request.url, request.headers.get("next-action") ?? "", headers, text);
    return response;
  };
}

/** What the browser itself keeps: storages, caches, history, addresses, the document. */
async function kept(page: Page): Promise<string> {
  const inPage = await page.evaluate(async () => {
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const cached = await Promise.all(
      (await caches.keys()).map(async (name) =>
        Promise.all((await (await caches.open(name)).keys()).map(({ url }) => url)),
      ),
    );
    const fields = [...document.querySelectorAll("input, textarea")].map(
      (field) => (field as HTMLInputElement).value,
    );
    return JSON.stringify({
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases,
      cached,
      fields,
      state: history.state,
      entries: performance.getEntries().map(({ name }) => name),
      title: document.title,
    });
  });
  const cookies = JSON.stringify(await page.context().cookies());
  return [inPage, cookies, page.url(), await page.content()].join("\n");
}

async function crawl(page: Page, secrets: readonly OwnSecret[]): Promise<void> {
  const inventory = new InventoryPage(page);
  await page.goto("/");
  await page.goto("/sessions");
  await inventory.open({ q: "e2e/canary" });
  await inventory.settled();
  for (const { arn } of secrets) {
    const secret = new SecretPage(page, arn);
    await secret.open();
    await secret.open("value");
  }
  for (const format of ["csv", "json"]) {
    const answer = await page.request.get(`/api/export/inventory?format=${format}`);
    expect(answer.ok()).toBe(true);
  }
}

test("a value is in the one answer to a reveal, and nowhere else", async ({
  as,
  secretWith,
  sandbox,
}) => {
  test.setTimeout(300_000);
  const values = Array.from({ length: 20 }, canary);
  const secrets = await Promise.all(
    values.map((value, index) => {
      const name = `e2e/canary-${process.pid}-${index}`;
      if (index % 4 === 3) return secretWith(Buffer.from(value, "utf8"), { name });
      if (index % 4 === 2) return secretWith(value, { name });
      return secretWith(JSON.stringify({ user: "app", password: value }), { name });
    }),
  );
  const heard: Heard[] = [];
  const found: string[] = [];

  for (const person of ["approver-1", "auditor-1", "chief-1"] satisfies Person[]) {
    const page = await as(person);
    const all = await listen(page);
    await crawl(page, secrets.slice(0, 3));
    found.push(...findings(`browser of ${person}`, await kept(page), values));
    heard.push(...(await all()));
  }

  const page = await as("operator-1");
  const all = await listen(page);
  await crawl(page, secrets);
  const [first = { arn: "", name: "" }, second = first, third = first] = secrets;
  const secret = new SecretPage(page, first.arn);
  await secret.open("value");
  await secret.showKeys();
  await secret.reveal("password");
  await expect(secret.value("password")).toHaveValue(values[0] ?? "");
  await page.keyboard.press("Escape");
  await expect(secret.anyValue).toHaveCount(0);

  // AWS fails in ways that carry the value along: in its words, and in an answer cut short.
  const showKeys = page.getByRole("button", { name: "Show the keys" });
  for (const effect of [
    { kind: "error", status: 400, code: "InvalidParameterException", message: values[1] },
    { kind: "error", status: 500, code: "InternalServiceError", message: values[1] },
    { kind: "truncate", bytes: 150 },
  ] as const) {
    await new SecretPage(page, second.arn).open("value");
    await sandbox.inject({ service: "secretsmanager", operation: "GetSecretValue", effect });
    await showKeys.click();
    await expect(page.getByText("Could not list the keys.")).toBeVisible({ timeout: 30_000 });
    found.push(...findings("page after a failure", await kept(page), values));
    await sandbox.clearFaults();
  }
  await sandbox.inject({
    service: "secretsmanager",
    operation: "DescribeSecret",
    effect: { kind: "error", status: 500, code: "InternalServiceError", message: "down" },
  });
  await page.goto(`/secret?${new URLSearchParams({ arn: third.arn })}`);
  await expect(page.locator("h1").first()).toBeVisible();
  await sandbox.clearFaults();

  found.push(...findings("browser of operator-1", await kept(page), values));
  heard.push(...(await all()));
  for (const { action, url, text } of heard) {
    const lines = findings(action ? `answer to ${action}` : `answer of ${url}`, text, values);
    found.push(...lines);
  }

  const servers = readdirSync(join(stack.data, "logs")).filter((name) => name.endsWith(".log"));
  for (const name of servers.filter((log) => log.startsWith("console"))) {
    found.push(...findings(name, readFileSync(join(stack.data, "logs", name), "utf8"), values));
  }
  found.push(...findings("database", await databaseDump(), values));
  const anchor = join(stack.data, "ledger-anchor.jsonl");
  if (existsSync(anchor)) found.push(...findings("anchor", readFileSync(anchor, "utf8"), values));
  found.push(...findings("build folder", builtTexts(), values));

  // Every click of this run was heard: once the keys, once the value, three refusals.
  const clicks = heard.flatMap(({ action }) => action ?? []).sort();
  const expected = ["listValueKeys", "listValueKeys", "listValueKeys", "listValueKeys"];
  expect(clicks.filter((action) => action.endsWith("Keys"))).toEqual(expected);
  expect(clicks.filter((action) => action === "revealValue")).toHaveLength(1);
  const answers = found.filter((line) => line.startsWith("answer to revealValue: canary 0, "));
  // Without this the search would prove nothing: it must see the one place that has a value.
  expect(answers.length).toBeGreaterThan(0);
  expect(found.filter((line) => !answers.includes(line))).toEqual([]);
});

// The other direction: what a person types goes to AWS, and its only way there is the request.
test("a value that is typed, compared, saved or created is nowhere else", async ({
  as,
  secretWith,
  sandbox,
}) => {
  test.setTimeout(120_000);
  const [typed = "", old = "", fresh = ""] = [canary(), canary(), canary()];
  const values = [typed, old, fresh];
  const { arn } = await secretWith(JSON.stringify({ user: "app", password: old }));
  const page = await as("operator-1");
  const all = await listen(page);
  await new SecretPage(page, arn).open("value");
  const editor = new ValueEditor(page);
  await editor.start("Start empty");
  await editor.type("password", typed);
  await editor.review();
  const found = findings("page before saving", await kept(page), values);
  await page.getByRole("button", { name: /^Compare with …\w{4}, masked$/ }).click();
  await expect(page.getByRole("row").filter({ hasText: "password" })).toContainText("changed");
  const message = `what was sent: ${typed}`;
  await sandbox.inject({
    operation: "PutSecretValue",
    effect: { kind: "error", status: 400, code: "InvalidParameterException", message },
  });
  await editor.save.click();
  await expect(page.getByText("Nothing was saved.")).toBeVisible({ timeout: 30_000 });
  found.push(...findings("page after a refusal", await kept(page), values));
  await sandbox.clearFaults();
  await editor.save.click();
  await expect(page.getByText(/Saved: version/)).toBeVisible();

  await page.goto("/create-secret?account=111122223333&region=eu-west-1");
  await page.getByLabel("Name", { exact: true }).fill(`e2e/canary-created-${process.pid}`);
  await editor.type("password", fresh);
  await page.getByRole("button", { name: "Create the secret" }).click();
  await expect(page).toHaveURL(/secret\?arn=/);

  found.push(...findings("browser", await kept(page), values));
  const heard = await all();
  expect(heard.flatMap(({ action }) => action ?? [])).toEqual(
    expect.arrayContaining(["compareDraft", "changeValue", "createSecret"]),
  );
  for (const { url, text } of heard) found.push(...findings(url, text, values));
  for (const name of readdirSync(join(stack.data, "logs")).filter((log) => log.endsWith(".log"))) {
    if (!name.startsWith("console")) continue;
    const text = readFileSync(join(stack.data, "logs", name), "utf8");
    found.push(...findings(name, text, values));
  }
  found.push(...findings("database", await databaseDump(), values));
  expect(found).toEqual([]);
});

/** What the running server may have written beside its build: Next keeps its caches there. */
function builtTexts(): string {
  return ["server/app", "cache/fetch-cache"]
    .map((folder) => join(".next", folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(html|rsc|json|body|meta)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}
