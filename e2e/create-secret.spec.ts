import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import type { Page } from "@playwright/test";
import { administratorOf, expect, expectAccessible, test } from "./fixtures";
import { ValueEditor } from "./pages/value-editor";
import { production } from "./stack";

const person = "chief-1";
const name = (what: string) => `e2e/create-${process.pid}-${what}`;

async function open(page: Page): Promise<ValueEditor> {
  await page.goto("/create-secret?account=111122223333&region=eu-west-1");
  await expect(page.getByLabel("Name", { exact: true })).toBeVisible();
  return new ValueEditor(page);
}

const create = (page: Page) => page.getByRole("button", { name: "Create the secret" });

test("with replicas, one of which fails: ends on its page, which says both in words", async ({
  as,
  administrator,
}) => {
  const own = name("replicas");
  const elsewhere = administratorOf(production, "us-east-1");
  await elsewhere.send(new CreateSecretCommand({ Name: own, SecretString: "in the way" }));
  elsewhere.destroy();
  const page = await as(person);
  await page.goto("/inventory");
  await page.getByRole("link", { name: "Create a secret" }).click();
  await expect(page).toHaveURL(/create-secret/);
  await expectAccessible(page);
  const editor = await open(page);
  await page.getByLabel("Name", { exact: true }).fill(own);
  await editor.type("password", "a-new-secret");
  await page.getByRole("button", { name: "Add a tag" }).click();
  await page.getByRole("textbox", { name: "Key", exact: true }).fill("owner");
  await page.getByRole("textbox", { name: "Value", exact: true }).fill("team pay");
  await page.getByLabel("us-east-1", { exact: true }).check();
  await page.getByLabel("eu-central-1", { exact: true }).check();
  await expect(page.getByText("$1.20")).toBeVisible();
  await expectAccessible(page);
  await create(page).click();
  await expect(page.getByRole("heading", { level: 1, name: own })).toBeVisible();
  const replica = (region: string) => page.getByRole("row").filter({ hasText: region });
  await expect(replica("us-east-1")).toContainText("failed", { timeout: 20_000 });
  await expect(replica("us-east-1")).toContainText("Secret with this name already exists");
  await expect(replica("eu-central-1")).toContainText("in sync");
  await expectAccessible(page);
  const read = await administrator.send(new GetSecretValueCommand({ SecretId: own }));
  expect(read.SecretString).toBe('{"password":"a-new-secret"}');
});

test("by keyboard alone, from the database template", async ({ as, administrator }) => {
  const own = name("keyboard");
  const { page } = await open(await as(person));
  await page.getByLabel("Name", { exact: true }).focus();
  await page.keyboard.type(own);
  await page.getByLabel(/Database credentials/).focus();
  await page.keyboard.press("Space");
  await expect(page.getByLabel("Engine", { exact: true })).toHaveValue("postgres");
  await expectAccessible(page);
  for (const [key, text] of [
    ["host", "db.example.com"],
    ["username", "app"],
    ["password", "typed by hand"],
    ["dbname", "orders"],
  ] as const) {
    await page.getByLabel(`Value of ${key}`, { exact: true }).focus();
    await page.keyboard.type(text);
  }
  await create(page).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: own })).toBeVisible();
  const { SecretString = "" } = await administrator.send(
    new GetSecretValueCommand({ SecretId: own }),
  );
  expect(JSON.parse(SecretString)).toEqual({
    engine: "postgres",
    host: "db.example.com",
    username: "app",
    password: "typed by hand",
    dbname: "orders",
    port: 5432,
  });
});

test("a name is judged while it is typed; one that is held is said with a link", async ({
  as,
  secretWith,
  administrator,
}) => {
  const held = await secretWith("a value", { name: name("held") });
  const leaving = await secretWith("a value", { name: name("leaving") });
  await administrator.send(new DeleteSecretCommand({ SecretId: leaving.arn }));
  const { page } = await open(await as(person));
  const field = page.getByLabel("Name", { exact: true });
  await field.fill("app/db!");
  await expect(page.getByText("A name has letters, digits and /_+=.@- only").first()).toBeVisible();
  await field.fill("app/db-abc123");
  await expect(page.getByText(/ends in a hyphen and six characters/)).toBeVisible();
  await expectAccessible(page);
  await field.fill(leaving.name);
  await field.blur();
  await expect(page.getByText(/A secret of this name is pending deletion/)).toBeVisible();
  await field.fill(held.name);
  await field.blur();
  await expect(page.getByText(/There is a secret of this name here already/)).toBeVisible();
  await page.getByLabel("Value of the new key").fill("x");
  await page.getByPlaceholder("key").fill("k");
  await create(page).click();
  await expect(page.getByText("Nothing was created.")).toBeVisible();
  await expect(page.getByText("ResourceExistsException")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: `Open ${held.name}` }).click();
  await expect(page.getByRole("heading", { level: 1, name: held.name })).toBeVisible();
});

test("keys come by their aliases, and by ARN where aliases are denied", async ({ as, sandbox }) => {
  const { page } = await open(await as(person));
  const choice = page.getByLabel("KMS key in eu-west-1");
  await expect(choice.getByRole("option", { name: /^alias\// }).first()).toBeAttached();
  await sandbox.inject({
    service: "kms",
    operation: "ListAliases",
    effect: {
      kind: "error",
      status: 400,
      code: "AccessDeniedException",
      message: "User: x is not authorized to perform: kms:ListAliases on resource: *",
    },
  });
  await page.getByLabel("Region", { exact: true }).selectOption("us-east-1");
  await expect(page.getByText(/The keys of us-east-1 could not be listed/)).toBeVisible();
  await expect(page.getByText("kms:ListAliases").first()).toBeVisible();
  await page.getByLabel("KMS key in us-east-1").selectOption("another key");
  await expect(page.getByLabel("ARN, id or alias of a key in us-east-1")).toBeVisible();
  await expectAccessible(page);
});

test("a repeated click makes one secret, and what was typed is not on the next page", async ({
  as,
  administrator,
  sandbox,
}) => {
  const own = name("once");
  const { page } = await open(await as(person));
  await page.getByLabel("Name", { exact: true }).fill(own);
  await page.getByPlaceholder("key").fill("password");
  await page.getByLabel("Value of password").fill("typed-and-gone");
  await sandbox.inject({ operation: "CreateSecret", effect: { kind: "reset", when: "after" } });
  await create(page).click();
  await expect(page.getByRole("heading", { level: 1, name: own })).toBeVisible({ timeout: 40_000 });
  expect(await page.content()).not.toContain("typed-and-gone");
  const { VersionIdsToStages } = await administrator.send(
    new DescribeSecretCommand({ SecretId: own }),
  );
  expect(Object.values(VersionIdsToStages ?? {})).toEqual([["AWSCURRENT"]]);
});

test("an auditor and an approver read that they cannot, and get no code for it", async ({ as }) => {
  for (const other of ["auditor-1", "approver-1"] as const) {
    const page = await as(other);
    const scripts: Promise<string>[] = [];
    page.on("response", (response) => {
      if (response.url().endsWith(".js")) scripts.push(response.text().catch(() => ""));
    });
    await page.goto("/create-secret");
    await expect(page.getByText(/Secrets are created by operators/)).toBeVisible();
    await expectAccessible(page);
    await page.goto("/inventory");
    await expect(page.getByRole("link", { name: "Create a secret" })).toHaveCount(0);
    expect((await Promise.all(scripts)).join("\n")).not.toContain("Create the secret");
  }
});
