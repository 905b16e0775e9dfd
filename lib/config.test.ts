import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ConfigError, config, databaseSettings } from "./config";

const folder = mkdtempSync(join(tmpdir(), "strongroom-config-"));
const example = readFileSync("lib/config.example.yaml", "utf8");
const key = generateKeyPairSync("ed25519").privateKey.export({ format: "der", type: "pkcs8" });

const right = {
  STRONGROOM_CONFIG: "lib/config.example.yaml",
  DATABASE_URL: "postgres://strongroom:hunter2-hunter2@db.example.com/strongroom",
  NEXTAUTH_URL: "https://strongroom.example.com",
  NEXTAUTH_SECRET: "0123456789abcdef0123456789abcdef",
  NEXTAUTH_SECRET_PREVIOUS: "",
  OIDC_CLIENT_SECRET: "client-secret-of-the-test",
  STRONGROOM_LEDGER_KEY: key.toString("base64"),
  STRONGROOM_LEDGER_ANCHOR: "/var/lib/strongroom/anchor.jsonl",
  STRONGROOM_WEBHOOK_KEY: "0123456789abcdef0123456789abcdef",
  STRONGROOM_SMTP_PASSWORD: "smtp-password-of-the-test",
  STRONGROOM_WEBHOOK_URL_ONCALL: "https://hooks.example.com/token-of-the-test",
};

beforeEach(() => {
  for (const [name, value] of Object.entries(right)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function problems(read: () => unknown = config): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("nothing was wrong");
}

/** The example with changes: text to find and text to put there. */
function withFile(...changes: [string, string][]): void {
  const file = join(mkdtempSync(join(folder, "case-")), "strongroom.yaml");
  const text = changes.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`the example has no ${from}`);
    return before.replace(from, to);
  }, example);
  writeFileSync(file, text);
  vi.stubEnv("STRONGROOM_CONFIG", file);
}

describe("settings", () => {
  // The example is what people copy: it must be right, and mean what its comments say.
  test("the example file is accepted as it stands", () => {
    expect(config()).toMatchObject({
      signIn: { issuer: "https://id.example.com", clientId: "strongroom", groupsClaim: "groups" },
      sessions: { idleMinutes: 15, absoluteHours: 8, stepUpMinutes: 15 },
      reveals: { per10Minutes: 20, perDay: 100 },
      ownerTag: "owner",
      allowedHosts: ["strongroom.example.com"],
      ledger: { anchorFile: right.STRONGROOM_LEDGER_ANCHOR },
    });
    expect(config().accounts.map(({ id, name }) => [id, name])).toEqual([
      ["111122223333", "production"],
      ["444455556666", "staging"],
    ]);
    expect(config()).toBe(config());
  });

  test("everything optional may be left out", () => {
    const file = join(folder, "small.yaml");
    const text = example.replace(/^allowedHosts.*$/m, "").replace(/^sessions:[\s\S]*$/m, "");
    writeFileSync(file, text);
    vi.stubEnv("STRONGROOM_CONFIG", file);
    expect(config()).toMatchObject({
      allowedHosts: ["strongroom.example.com"],
      sessions: { idleMinutes: 15, absoluteHours: 8, stepUpMinutes: 15 },
      reveals: { per10Minutes: 20, perDay: 100 },
    });
  });

  // One start, one list: nobody should have to start six times to learn of six mistakes.
  test("every missing setting is named at once, each with an example", () => {
    for (const name of Object.keys(right)) vi.stubEnv(name, "");
    vi.stubEnv("NEXTAUTH_URL", "https://strongroom.example.com");
    const said = problems();
    expect(said).toContain("5 settings are missing or wrong:");
    for (const name of Object.keys(right)) {
      if (/URL$|_URL|PREVIOUS|ANCHOR|WEBHOOK|SMTP/.test(name) && name !== "DATABASE_URL") continue;
      expect(said).toMatch(new RegExp(`- ${name} is missing.*\\n    ${name}=`));
    }
  });

  test("what a webhook and a mail server need is asked for where the file names them", () => {
    vi.stubEnv("STRONGROOM_WEBHOOK_KEY", "");
    vi.stubEnv("STRONGROOM_SMTP_PASSWORD", "");
    vi.stubEnv("STRONGROOM_WEBHOOK_URL_ONCALL", "http://hooks.example.com/token-of-the-test");
    const said = problems();
    expect(said).toContain("STRONGROOM_WEBHOOK_KEY is missing");
    expect(said).toContain("STRONGROOM_SMTP_PASSWORD is missing");
    expect(said).toContain("STRONGROOM_WEBHOOK_URL_ONCALL must be set to an https address");
    expect(said).not.toContain("token-of-the-test");
  });

  test.each([
    ["tls: starttls", "tls: none", /notifications\.mail\.tls may be none on loopback only/],
    ["- name: on-call", "- name: security", /webhooks\[1\]\.name is another webhook's name too/],
    ["url: https://hooks", "url: http://hooks", /webhooks\[0\]\.url must be an https address/],
    ["kinds: [restore-", "kinds: [restored-", /webhooks\[1\]\.kinds\[0\]/],
  ])("notifications with %s as %s are refused", (from, to, says) => {
    withFile([from, to]);
    expect(problems()).toMatch(says);
  });

  test("every mistake of the file is named with path, line and example", () => {
    withFile(
      ["issuer: https://id.example.com", "issuer: http://id.example.com"],
      ["role: approver", "role: boss"],
      ['id: "111122223333"', "id: 111122223333"],
      ["idleMinutes: 15", "idleMinutes: 0"],
      ["ownerTag:", "ownerTagg:"],
      ["operator: arn:aws:iam::444455556666", "operator: arn:aws:iam::444455556667"],
    );
    const said = problems();
    const line = (path: string) => new RegExp(`strongroom\\.yaml:\\d+ ${path}`);
    expect(said).toMatch(line("signIn\\.issuer must be an https address"));
    expect(said).toMatch(line("groups\\[1\\]\\.role "));
    expect(said).toMatch(line("accounts\\[0\\]\\.id must be twelve digits in quotes"));
    expect(said).toMatch(line("sessions\\.idleMinutes "));
    expect(said).toMatch(line("accounts\\[1\\]\\.roles\\.operator belongs to another account"));
    expect(said).toMatch(line("ownerTagg is not a setting this console knows"));
    expect(said).toContain("role: operator | approver | auditor");
    expect(said).toContain('id: "111122223333"');
  });

  test.each<[string, [string, string], string]>([
    [
      "a role of another account",
      ["operator: arn:aws:iam::444455556666", "operator: arn:aws:iam::111122223333"],
      "accounts[1].roles.operator belongs to another account",
    ],
    [
      "an account twice",
      ['id: "444455556666"', 'id: "111122223333"'],
      "accounts[1].id is listed twice",
    ],
    [
      "a name twice",
      ["name: staging", "name: production"],
      "accounts[1].name is another account's name too",
    ],
    [
      "a Region twice",
      ["[eu-west-1, us-east-1, eu-central-1]", "[eu-west-1, eu-west-1]"],
      "accounts[0].regions[1] is listed twice",
    ],
    [
      "one IAM role for two console roles",
      ["111122223333:role/StrongroomApprover", "111122223333:role/StrongroomOperator"],
      "accounts[0].roles.approver is the ARN of another role here too",
    ],
    [
      "a role without ARN",
      ["auditor: arn:aws:iam::111122223333", "other: arn:aws:iam::111122223333"],
      "roles.auditor is missing",
    ],
    ["a Region that is none", ["us-east-1, eu-central-1]", "Ireland]"], "accounts[0].regions[1]"],
  ])("%s is refused", (_name, change, says) => {
    withFile(change);
    expect(problems()).toContain(says);
  });

  // A secret in the file ends up in backups and in git.
  test.each([
    ["clientSecret", "OIDC_CLIENT_SECRET"],
    ["DATABASE_URL", "DATABASE_URL"],
    ["nextauthSecret", "NEXTAUTH_SECRET"],
    ["ledgerKey", "STRONGROOM_LEDGER_KEY"],
    ["signingKey", "STRONGROOM_SIGNING_KEY"],
    ["apiToken", "the environment"],
  ])("a secret in the file is refused: %s", (name, variable) => {
    withFile(["ownerTag: owner", `ownerTag: owner\n${name}: pasted-here`]);
    expect(problems()).toContain(
      `${name} looks like a secret: secrets are read from ${variable} only`,
    );
  });

  test("no message repeats what stands in a secret or in the file", () => {
    withFile(
      ["role: approver", "role: pasted-by-mistake"],
      ["ownerTag: owner", "password: pasted-too"],
    );
    vi.stubEnv("DATABASE_URL", "mysql://root:hunter2-hunter2@db");
    vi.stubEnv("NEXTAUTH_SECRET", "short-secret");
    vi.stubEnv("STRONGROOM_LEDGER_KEY", "not-a-key-at-all");
    vi.stubEnv("STRONGROOM_SIGNING_KEY", "not-a-key-either");
    const said = problems();
    expect(said).toMatch(/DATABASE_URL must begin with postgres:/);
    expect(said).toMatch(/NEXTAUTH_SECRET is shorter than 32 characters/);
    expect(said).toMatch(/STRONGROOM_LEDGER_KEY is not an Ed25519 private key/);
    expect(said).toMatch(/STRONGROOM_SIGNING_KEY is not an Ed25519 private key/);
    for (const value of [
      "hunter2",
      "short-secret",
      "not-a-key",
      "pasted-by-mistake",
      "pasted-too",
    ]) {
      expect(said).not.toContain(value);
    }
  });

  test("https is demanded everywhere but on loopback, where no ledger key is needed either", () => {
    vi.stubEnv("NEXTAUTH_URL", "http://strongroom.example.com");
    expect(problems()).toContain("NEXTAUTH_URL must be an https address");
    vi.stubEnv("NEXTAUTH_URL", "https://strongroom.example.com");
    vi.stubEnv("STRONGROOM_LEDGER_KEY", "");
    expect(problems()).toContain("STRONGROOM_LEDGER_KEY is missing");
    vi.stubEnv("NEXTAUTH_URL", "http://localhost:3000");
    expect(config().publicUrl.host).toBe("localhost:3000");
  });

  test("a file that is no YAML, or is not there, is said with its line or its path", () => {
    withFile(["signIn:", "signIn: ]["]);
    expect(problems()).toMatch(/strongroom\.yaml:\d+ is not valid YAML here/);
    vi.stubEnv("STRONGROOM_CONFIG", "/nowhere/strongroom.yaml");
    expect(problems()).toContain("cannot be read (ENOENT): /nowhere/strongroom.yaml");
  });

  test("scripts get along with the database's settings alone, and a key in PEM will do", () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    vi.stubEnv("STRONGROOM_CONFIG", "");
    vi.stubEnv("NEXTAUTH_URL", "");
    vi.stubEnv(
      "STRONGROOM_LEDGER_KEY",
      String(privateKey.export({ format: "pem", type: "pkcs8" })),
    );
    const { databaseUrl, ledger } = databaseSettings();
    expect(databaseUrl).toBe(right.DATABASE_URL);
    expect(ledger.signingKey?.asymmetricKeyType).toBe("ed25519");
    vi.stubEnv("DATABASE_URL", "");
    expect(problems(databaseSettings)).toMatch(/^1 setting is missing or wrong:\n- DATABASE_URL/);
  });
});
