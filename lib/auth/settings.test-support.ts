import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { stringify } from "yaml";

export const clientSecret = "a secret of the client in tests only";

/** Writes a settings file for tests; parts of it can be replaced. Answers its path. */
export function writeSettings(issuer: string, more: Record<string, unknown> = {}): string {
  const file = join(mkdtempSync(join(tmpdir(), "strongroom-settings-")), "strongroom.yaml");
  const usual = {
    signIn: { issuer, clientId: "strongroom", groupsClaim: "groups" },
    groups: [
      { group: "secrets-operators", role: "operator" },
      { group: "secrets-approvers", role: "approver" },
      { group: "secrets-auditors", role: "auditor" },
    ],
    accounts: [account("111122223333", "production"), account("444455556666", "staging")],
  };
  writeFileSync(file, stringify({ ...usual, ...more }));
  return file;
}

/** Points the console's settings there until all stubbed variables are taken away. */
export function stubSettings(file: string, consoleUrl: string): void {
  vi.stubEnv("STRONGROOM_CONFIG", file);
  vi.stubEnv("NEXTAUTH_URL", consoleUrl);
  vi.stubEnv("NEXTAUTH_SECRET", "the current secret, for tests only!!");
  vi.stubEnv("OIDC_CLIENT_SECRET", clientSecret);
  // biome-ignore lint/style/noProcessEnv: a database that the test has is kept
  if (!process.env.DATABASE_URL) vi.stubEnv("DATABASE_URL", "postgres://none@127.0.0.1:1/none");
}

function account(id: string, name: string) {
  const role = (title: string) => `arn:aws:iam::${id}:role/Strongroom${title}`;
  return {
    id,
    name,
    regions: ["eu-west-1", "us-east-1"],
    externalId: "strongroom-demo",
    roles: {
      operator: role("Operator"),
      approver: role("Approver"),
      auditor: role("Auditor"),
    },
  };
}
