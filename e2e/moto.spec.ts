import { execFileSync } from "node:child_process";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { stringify } from "yaml";
import { expect, test } from "./fixtures";
import { InventoryPage } from "./pages/inventory-page";
import { SecretPage } from "./pages/secret-page";
import { type Server, stackSecrets, startConsole, startServer } from "./processes";
import { chooseAtProvider } from "./sign-in";
import { testPort } from "./stack";
import { writeStackFile } from "./stack-file";

/*
 * The same console, unchanged, pointed by its settings at a server that is not ours: the Python
 * stand-in `moto_server`. It is no dependency of this project; where it is not on the PATH, these
 * tests report themselves as skipped.
 */

const account = "123456789012";
const region = "us-east-1";
const moto = `http://127.0.0.1:${testPort(11)}`;
const issuer = `http://localhost:${testPort(6)}`;
const address = `http://localhost:${testPort(5)}`;
const count = 2_000;
const names: string[] = [];

const isThere = (() => {
  try {
    execFileSync("moto_server", ["--help"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

test.describe("against moto_server", () => {
  test.skip(!isThere, "moto_server is not on the PATH: nothing was tried against a foreign server");
  test.describe.configure({ mode: "serial" });

  const servers: Server[] = [];

  test.beforeAll(async () => {
    test.setTimeout(300_000);
    servers.push(
      await startServer({
        name: "moto",
        command: "moto_server",
        args: ["-H", "127.0.0.1", "-p", String(testPort(11))],
        environment: { PYTHONUNBUFFERED: "1" },
        address: moto,
        readyPath: "/moto-api/data.json",
      }),
    );
    await fill();
    servers.push(await startIssuer(), await startConsole(testPort(5), environment()));
  });
  test.afterAll(async () => {
    for (const server of servers) await server.end("SIGTERM");
  });

  test("signing in, listing, searching, opening and revealing work there too", async ({
    browser,
  }) => {
    test.setTimeout(240_000);
    const page = await browser.newPage({ baseURL: address });
    await page.goto("/sign-in");
    await page.getByRole("button", { name: /sign in/i }).click();
    await chooseAtProvider(page, "operator-1");
    await page.waitForURL(`${address}/`);

    const inventory = new InventoryPage(page);
    await inventory.open();
    await inventory.settled(120_000);
    // The one that is scheduled for deletion is listed too, and marked.
    await expect.poll(() => inventory.rowCount(), { timeout: 60_000 }).toBe(count);
    await inventory.search(names[1_234]?.split("/").at(-1) ?? "");
    await expect.poll(() => inventory.rowCount()).toBe(1);
    await inventory.rows.first().click();
    await expect(page).toHaveURL(/\/secret\?/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(names[1_234] ?? "");

    const arn = new URL(page.url()).searchParams.get("arn") ?? "";
    const secret = new SecretPage(page, arn);
    await secret.open("value");
    await secret.showKeys();
    await secret.reveal("password");
    await expect(secret.value("password")).toHaveValue("moto-1234");
    await page.close();
  });

  test("what that server cannot do is survived and named", async ({ browser }) => {
    const page = await browser.newPage({ baseURL: address });
    await page.goto("/sign-in");
    await page.getByRole("button", { name: /sign in/i }).click();
    await chooseAtProvider(page, "operator-1");
    await page.waitForURL(`${address}/`);
    // Home stands, with its set-up checks, whatever CloudTrail or others answer.
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("body")).not.toContainText("Application error");
    const gone = `arn:aws:secretsmanager:${region}:${account}:secret:nothing-AbCdEf`;
    await page.goto(`/secret?${new URLSearchParams({ arn: gone })}`);
    await expect(page.getByRole("main").getByText("ResourceNotFoundException")).toBeVisible();
    await page.close();
  });
});

async function fill(): Promise<void> {
  const client = new SecretsManagerClient({
    endpoint: moto,
    region,
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
  });
  for (let index = 0; index < count; index += 1) {
    names.push(`team-${index % 7}/service-${index % 40}/key-${String(index).padStart(5, "0")}`);
  }
  const pending = [...names.entries()];
  const work = async () => {
    for (let next = pending.shift(); next; next = pending.shift()) {
      const [index, name] = next;
      await client.send(
        new CreateSecretCommand({
          Name: name,
          SecretString: JSON.stringify({ user: "app", password: `moto-${index}` }),
          Tags: [{ Key: "owner", Value: `team-${index % 7}` }],
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  await client.send(new DeleteSecretCommand({ SecretId: names[7], RecoveryWindowInDays: 7 }));
  client.destroy();
}

function startIssuer(): Promise<Server> {
  return startServer({
    name: "moto-oidc",
    args: ["--import", "tsx", "lib/sandbox/oidc.ts"],
    environment: {
      OIDC_PORT: String(testPort(6)),
      OIDC_CLIENT_ID: "strongroom",
      OIDC_CLIENT_SECRET: stackSecrets().OIDC_CLIENT_SECRET ?? "",
      CONSOLE_URL: address,
    },
    address: issuer,
    readyPath: "/.well-known/openid-configuration",
  });
}

function environment(): Record<string, string> {
  const role = (name: string) => `arn:aws:iam::${account}:role/${name}`;
  const settings = {
    signIn: { issuer, clientId: "strongroom", groupsClaim: "groups" },
    groups: [{ group: "secrets-operators", role: "operator" }],
    accounts: [
      {
        id: account,
        name: "moto",
        regions: [region],
        roles: { operator: role("Ops"), approver: role("App"), auditor: role("Aud") },
      },
    ],
    sessions: { idleMinutes: 15, absoluteHours: 8, stepUpMinutes: 15 },
  };
  return {
    STRONGROOM_CONFIG: writeStackFile("moto.yaml", stringify(settings)),
    AWS_ENDPOINT_URL: moto,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
  };
}
