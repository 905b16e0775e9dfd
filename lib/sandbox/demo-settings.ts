import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
} from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import { CONSOLE_ACCOUNTS, CONSOLE_USER, EXTERNAL_ID } from "./console-roles";

/** Loopback ports of the four parts. */
export interface Ports {
  console: number;
  aws: number;
  oidc: number;
  database: number;
}

const Secrets = z.object({
  NEXTAUTH_SECRET: z.string(),
  OIDC_CLIENT_SECRET: z.string(),
  STRONGROOM_LEDGER_KEY: z.string(),
  STRONGROOM_SIGNING_KEY: z.string(),
});
type Secrets = z.infer<typeof Secrets>;

/** What the demo tells its console, in the two ways any installation does. */
export interface DemoSettings {
  publicUrl: string;
  issuer: string;
  awsUrl: string;
  databaseUrl: string;
  configFile: string;
  secrets: Secrets;
}

/** Writes the settings file and, on the first run, the secrets (0600) into the data folder. */
export function writeSettings(folder: string, ports: Ports): DemoSettings {
  mkdirSync(join(folder, "logs"), { recursive: true, mode: 0o700 });
  const issuer = `http://localhost:${ports.oidc}`;
  const configFile = join(folder, "strongroom.yaml");
  writeFileSync(configFile, stringify(settingsFor(issuer)), { mode: 0o600 });
  return {
    publicUrl: `http://localhost:${ports.console}`,
    issuer,
    awsUrl: `http://127.0.0.1:${ports.aws}`,
    databaseUrl: `postgres://postgres@127.0.0.1:${ports.database}/postgres?sslmode=disable`,
    configFile,
    secrets: secretsIn(folder),
  };
}

/** The environment of the production server: what its README asks for, and nothing of the demo. */
export function consoleEnvironment(settings: DemoSettings, folder: string): Record<string, string> {
  return {
    ...machineEnvironment(),
    STRONGROOM_CONFIG: settings.configFile,
    STRONGROOM_LEDGER_ANCHOR: join(folder, "ledger-anchor.jsonl"),
    DATABASE_URL: settings.databaseUrl,
    NEXTAUTH_URL: settings.publicUrl,
    ...settings.secrets,
    AWS_ENDPOINT_URL: settings.awsUrl,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: CONSOLE_USER.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CONSOLE_USER.secretAccessKey,
    // Whatever this machine's owner has set up for AWS stays out of the demo.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** What every part gets of this machine's environment, and no more. */
export function machineEnvironment(): Record<string, string> {
  const kept = ["PATH", "HOME", "LANG", "TZ", "TMPDIR"];
  const given = kept.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const path = [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter);
  return {
    ...Object.fromEntries(given),
    PATH: path,
    NEXT_TELEMETRY_DISABLED: "1",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

function settingsFor(issuer: string): object {
  const account = (id: string, name: string, colour: string) => ({
    id,
    name,
    colour,
    regions: ["eu-west-1", "us-east-1", "eu-central-1"],
    externalId: EXTERNAL_ID,
    roles: {
      operator: `arn:aws:iam::${id}:role/StrongroomOperator`,
      approver: `arn:aws:iam::${id}:role/StrongroomApprover`,
      auditor: `arn:aws:iam::${id}:role/StrongroomAuditor`,
    },
  });
  return {
    signIn: { issuer, clientId: "strongroom", groupsClaim: "groups" },
    groups: [
      { group: "secrets-operators", role: "operator" },
      { group: "secrets-approvers", role: "approver" },
      { group: "secrets-auditors", role: "auditor" },
    ],
    accounts: [
      account(CONSOLE_ACCOUNTS[0], "production", "red"),
      {
        ...account(CONSOLE_ACCOUNTS[1], "staging", "blue"),
        observer: `arn:aws:iam::${CONSOLE_ACCOUNTS[1]}:role/StrongroomObserver`,
      },
    ],
    sessions: { idleMinutes: 15, absoluteHours: 8, stepUpMinutes: 15 },
    ownerTag: "owner",
    restores: { breakGlassGroups: ["secrets-break-glass"] },
    reveals: { per10Minutes: 20, perDay: 100 },
    controls: {
      policies: [{ tag: { key: "team", value: "payments" }, maxAgeDays: 90, grace: 1.2 }],
      demands: [
        {
          tag: { key: "team", value: "payments" },
          resourcePolicy: "present",
          customerKey: true,
          deletionWindowDays: 30,
          tags: [{ key: "environment", values: ["production", "staging"] }],
        },
        { tag: { key: "tier", value: "1" }, replicaIn: "any" },
      ],
    },
    rotation: {
      timeZone: "Europe/Berlin",
      businessHours: { from: 8, to: 18 },
      sharedTags: ["DbCluster", "Host"],
    },
  };
}

function secretsIn(folder: string): Secrets {
  const file = join(folder, "secrets.json");
  // A folder of an earlier release may lack what this one needs: what is there is kept.
  const kept = existsSync(file)
    ? Secrets.partial().parse(JSON.parse(readFileSync(file, "utf8")))
    : {};
  const secrets: Secrets = {
    NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
    OIDC_CLIENT_SECRET: randomBytes(32).toString("base64url"),
    STRONGROOM_LEDGER_KEY: newKey(),
    STRONGROOM_SIGNING_KEY: newKey(),
    ...kept,
  };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  return privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");
}

/** Names the public part of the key that this demo made for itself to sign evidence bundles. */
export function signingKeyId({ secrets }: DemoSettings): string {
  const der = Buffer.from(secrets.STRONGROOM_SIGNING_KEY, "base64");
  const key = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  return createHash("sha256")
    .update(key.export({ format: "der", type: "spki" }))
    .digest("hex");
}
