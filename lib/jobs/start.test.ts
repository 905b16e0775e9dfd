import { spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { useDatabase } from "@/lib/db/databases.test-support";

const folder = mkdtempSync(join(tmpdir(), "strongroom-start-"));
const anchor = join(folder, "anchor.jsonl");
const program = [
  "--import",
  "tsx",
  "--conditions=react-server",
  "--input-type=module",
  "-e",
  // Stands in for the server: something that keeps the process up after the start.
  `import { start } from "./instrumentation.node.ts"; await start(); setInterval(() => {}, 1000);`,
];

beforeAll(() => {
  const key = generateKeyPairSync("ed25519").privateKey.export({ format: "der", type: "pkcs8" });
  vi.stubEnv("STRONGROOM_CONFIG", "lib/config.example.yaml");
  vi.stubEnv("NEXTAUTH_URL", "https://strongroom.example.com");
  vi.stubEnv("NEXTAUTH_SECRET", "0123456789abcdef0123456789abcdef");
  vi.stubEnv("OIDC_CLIENT_SECRET", "client-secret-of-the-test");
  vi.stubEnv("STRONGROOM_LEDGER_KEY", key.toString("base64"));
  vi.stubEnv("STRONGROOM_LEDGER_ANCHOR", anchor);
  vi.stubEnv("STRONGROOM_WEBHOOK_KEY", "0123456789abcdef0123456789abcdef");
  vi.stubEnv("STRONGROOM_SMTP_PASSWORD", "smtp-password-of-the-test");
  vi.stubEnv("STRONGROOM_WEBHOOK_URL_ONCALL", "https://hooks.example.com/strongroom");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the start of the console", () => {
  const database = useDatabase("postgres");

  // A server that stays up and answers 500 to everything looks like an outage, not a mistake.
  test("ends with the names of missing settings", () => {
    vi.stubEnv("OIDC_CLIENT_SECRET", "");
    const { status, stderr } = spawnSync(process.execPath, program, { encoding: "utf8" });
    vi.stubEnv("OIDC_CLIENT_SECRET", "client-secret-of-the-test");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^Strongroom cannot start\. 1 setting is missing or wrong:\n- OIDC_CLIENT/,
    );
  });

  test("ends when the database does not answer, without repeating its address", () => {
    const url = database.url();
    vi.stubEnv("DATABASE_URL", "postgres://console:hunter2@127.0.0.1:1/strongroom");
    const { status, stderr, stdout } = spawnSync(process.execPath, program, { encoding: "utf8" });
    vi.stubEnv("DATABASE_URL", url);
    expect(status).toBe(1);
    expect(stderr).toContain("The database does not answer");
    expect(stderr + stdout).not.toContain("hunter2");
  });

  test("starts the jobs, and the end signs where the ledger stood", async () => {
    const child = spawn(process.execPath, program, { stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface({ input: child.stdout })) {
      if (JSON.parse(line).msg === "Ledger checkpoint") break;
    }
    const before = readFileSync(anchor, "utf8").split("\n").length;
    child.kill("SIGTERM");
    await expect
      .poll(() => readFileSync(anchor, "utf8").split("\n").length, { timeout: 20_000 })
      .toBe(before + 1);
    child.kill("SIGKILL");
  });
});
