import "server-only";
import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  type ConfigFile,
  isLoopback,
  isSafeUrl,
  type Problem,
  readConfigFile,
} from "./config-file";

/** Where entries are kept and how they are proven. The only part that scripts need. */
export interface DatabaseSettings {
  databaseUrl: string;
  ledger: {
    /** Ed25519. Signs checkpoints; the database never sees it. */
    signingKey?: KeyObject;
    /** Append-only file outside the database that repeats every checkpoint. */
    anchorFile?: string;
  };
}

/** Everything that the console is told from outside, checked. */
export interface Config extends DatabaseSettings {
  publicUrl: URL;
  /** `Host` headers that are answered; anything else is refused. */
  allowedHosts: string[];
  signIn: ConfigFile["signIn"] & {
    clientSecret: string;
    /** Encrypts the cookie; `previousSecret` is still accepted while one replaces the other. */
    secret: string;
    previousSecret?: string;
  };
  accounts: ConfigFile["accounts"];
  groups: ConfigFile["groups"];
  sessions: ConfigFile["sessions"];
  ownerTag: string;
  reveals: ConfigFile["reveals"];
  restores: ConfigFile["restores"];
  costs: ConfigFile["costs"];
  rotation: ConfigFile["rotation"];
  controls: ConfigFile["controls"];
  notifications: Notifications;
  evidence: {
    /** Ed25519. Signs evidence bundles; without it none are built. */
    signingKey?: KeyObject;
  };
}

/** A place that hears of events. Its address comes from the file or a variable, never from data. */
export type Webhook = Omit<ConfigFile["notifications"]["webhooks"][number], "url" | "urlFrom"> & {
  url: string;
};

export interface Notifications {
  webhooks: Webhook[];
  /** Signs what is sent to webhooks. */
  webhookKey?: string;
  mail?: NonNullable<ConfigFile["notifications"]["mail"]> & { password?: string };
}

/** Thrown when settings are missing or wrong. Its message names every one of them, and no value. */
export class ConfigError extends Error {
  constructor(readonly problems: Problem[]) {
    const lines = problems.map(({ where, says, example }) => `- ${where} ${says}.\n    ${example}`);
    const count = problems.length === 1 ? "1 setting is" : `${problems.length} settings are`;
    super(`${count} missing or wrong:\n${lines.join("\n")}`);
    this.name = "ConfigError";
  }
}

const SECRET_CHARACTERS_MIN = 32;
/** How the variables begin that hold a webhook's address. */
const WEBHOOK_URLS = "STRONGROOM_WEBHOOK_URL_";

const examples = {
  STRONGROOM_CONFIG: "STRONGROOM_CONFIG=/etc/strongroom.yaml (start from lib/config.example.yaml)",
  DATABASE_URL: "DATABASE_URL=postgres://strongroom:…@db.example.com:5432/strongroom",
  NEXTAUTH_URL: "NEXTAUTH_URL=https://strongroom.example.com",
  NEXTAUTH_SECRET: "NEXTAUTH_SECRET=$(openssl rand -base64 32)",
  NEXTAUTH_SECRET_PREVIOUS: "leave it unset, or the value NEXTAUTH_SECRET had before",
  OIDC_CLIENT_SECRET: "OIDC_CLIENT_SECRET=… (from your OpenID provider)",
  STRONGROOM_LEDGER_KEY:
    "STRONGROOM_LEDGER_KEY=$(openssl genpkey -algorithm ed25519 -outform DER | base64 -w0)",
  STRONGROOM_SIGNING_KEY:
    "STRONGROOM_SIGNING_KEY=$(openssl genpkey -algorithm ed25519 -outform DER | base64 -w0)",
  STRONGROOM_WEBHOOK_KEY: "STRONGROOM_WEBHOOK_KEY=$(openssl rand -base64 32)",
  STRONGROOM_SMTP_PASSWORD: "STRONGROOM_SMTP_PASSWORD=… (of notifications.mail.user)",
  STRONGROOM_LEDGER_ANCHOR: "STRONGROOM_LEDGER_ANCHOR=/var/lib/strongroom/ledger-anchor.jsonl",
} as const;
type Variable = keyof typeof examples;

const databaseVariables: readonly Variable[] = [
  "DATABASE_URL",
  "STRONGROOM_LEDGER_KEY",
  "STRONGROOM_LEDGER_ANCHOR",
];

let parsed: { names: readonly string[]; from: string; config: Config } | undefined;
let database: { from: string; settings: DatabaseSettings } | undefined;

/**
 * The console's settings, parsed on the first call and kept. Importing this file reads nothing.
 *
 * @throws ConfigError naming every missing or wrong setting.
 */
export function config(): Config {
  // Asked several times in each request, so the environment is not listed anew each time.
  if (parsed && valuesOf(parsed.names) === parsed.from) return parsed.config;
  const hooks = Object.keys(process.env).filter((name) => name.startsWith(WEBHOOK_URLS));
  const names = [...Object.keys(examples), ...hooks];
  parsed = { names, from: valuesOf(names), config: readConfig() };
  return parsed.config;
}

/**
 * Only what the database and the ledger need, for scripts that run without the rest.
 *
 * @throws ConfigError as `config` does.
 */
export function databaseSettings(): DatabaseSettings {
  const from = valuesOf(databaseVariables);
  if (database?.from === from) return database.settings;
  const problems: Problem[] = [];
  const settings = readDatabaseSettings(problems);
  if (problems.length > 0) throw new ConfigError(problems);
  database = { from, settings };
  return settings;
}

/** Tells whether the environment is still the one that was read. */
function valuesOf(names: readonly string[]): string {
  return JSON.stringify(names.map((name) => process.env[name] ?? null));
}

function readConfig(): Config {
  const problems: Problem[] = [];
  const database = readDatabaseSettings(problems);
  const publicUrl = readPublicUrl(problems);
  const secret = longEnough(problems, "NEXTAUTH_SECRET", required(problems, "NEXTAUTH_SECRET"));
  const previousSecret = longEnough(
    problems,
    "NEXTAUTH_SECRET_PREVIOUS",
    variable("NEXTAUTH_SECRET_PREVIOUS"),
  );
  const clientSecret = required(problems, "OIDC_CLIENT_SECRET");
  if (publicUrl && !isLoopback(publicUrl) && !variable("STRONGROOM_LEDGER_KEY")) {
    complain(problems, "STRONGROOM_LEDGER_KEY", "is missing, so no checkpoint could be signed");
  }
  const bundleKey = readSigningKey(problems, "STRONGROOM_SIGNING_KEY");
  const settings = readSettings(problems);
  const notifications = settings && readNotifications(problems, settings.notifications);
  if (problems.length > 0 || !settings || !notifications || !publicUrl)
    throw new ConfigError(problems);
  const { signIn, allowedHosts, ...rest } = settings;
  return {
    ...rest,
    ...database,
    notifications,
    evidence: bundleKey ? { signingKey: bundleKey } : {},
    publicUrl,
    allowedHosts: allowedHosts ?? [publicUrl.host],
    signIn: {
      ...signIn,
      clientSecret,
      secret: secret ?? "",
      ...(previousSecret && { previousSecret }),
    },
  };
}

function readSettings(problems: Problem[]): ConfigFile | undefined {
  const path = required(problems, "STRONGROOM_CONFIG");
  if (!path) return undefined;
  let text: string;
  try {
    text = readFileSync(/* turbopackIgnore: true */ path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    complain(problems, "STRONGROOM_CONFIG", `names a file that cannot be read (${code}): ${path}`);
    return undefined;
  }
  const read = readConfigFile(text, path);
  if (read.ok) return read.settings;
  problems.push(...read.problems);
  return undefined;
}

function readNotifications(
  problems: Problem[],
  { webhooks, mail }: ConfigFile["notifications"],
): Notifications {
  const key = variable("STRONGROOM_WEBHOOK_KEY");
  const webhookKey = longEnough(problems, "STRONGROOM_WEBHOOK_KEY", key);
  const password = variable("STRONGROOM_SMTP_PASSWORD");
  if (webhooks.some(({ shape }) => shape === "json") && !webhookKey)
    complain(problems, "STRONGROOM_WEBHOOK_KEY", "is missing, so no webhook could be signed");
  if (mail?.user && !password) complain(problems, "STRONGROOM_SMTP_PASSWORD", "is missing");
  return {
    ...(webhookKey && { webhookKey }),
    ...(mail && { mail: { ...mail, ...(password && { password }) } }),
    webhooks: webhooks.map(({ url, urlFrom = "", ...rest }) => {
      const address = url ?? process.env[urlFrom]?.trim() ?? "";
      if (!isSafeUrl(address)) {
        const says = "must be set to an https address: a webhook of the settings names it";
        problems.push({ where: urlFrom, says, example: `${urlFrom}=https://hooks.example.com/…` });
      }
      return { ...rest, url: address };
    }),
  };
}

function readDatabaseSettings(problems: Problem[]): DatabaseSettings {
  const databaseUrl = required(problems, "DATABASE_URL");
  if (databaseUrl && !/^postgres(ql)?:\/\/./.test(databaseUrl)) {
    complain(problems, "DATABASE_URL", "must begin with postgres://");
  }
  const anchorFile = variable("STRONGROOM_LEDGER_ANCHOR");
  const signingKey = readSigningKey(problems, "STRONGROOM_LEDGER_KEY");
  return {
    databaseUrl,
    ledger: { ...(signingKey && { signingKey }), ...(anchorFile && { anchorFile }) },
  };
}

function readSigningKey(problems: Problem[], name: Variable): KeyObject | undefined {
  const text = variable(name);
  if (!text) return undefined;
  try {
    const key = text.includes("-----BEGIN")
      ? createPrivateKey(text)
      : createPrivateKey({ key: Buffer.from(text, "base64"), format: "der", type: "pkcs8" });
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // The library's words may quote the key; ours below do not.
  }
  complain(problems, name, "is not an Ed25519 private key (PKCS #8, base64 or PEM)");
  return undefined;
}

function readPublicUrl(problems: Problem[]): URL | undefined {
  const text = required(problems, "NEXTAUTH_URL");
  if (!text) return undefined;
  if (isSafeUrl(text) && new URL(text).pathname === "/") return new URL(text);
  complain(
    problems,
    "NEXTAUTH_URL",
    "must be an https address without a path (http only on loopback)",
  );
  return undefined;
}

function longEnough(problems: Problem[], name: Variable, value: string | undefined) {
  if (value && value.length < SECRET_CHARACTERS_MIN) {
    complain(problems, name, `is shorter than ${SECRET_CHARACTERS_MIN} characters`);
  }
  return value;
}

function required(problems: Problem[], name: Variable): string {
  const value = variable(name);
  if (!value) complain(problems, name, "is missing");
  return value ?? "";
}

/** Empty is unset: that is how compose files and shells spell "none". */
function variable(name: Variable): string | undefined {
  return process.env[name]?.trim() || undefined;
}

function complain(problems: Problem[], name: Variable, says: string): void {
  problems.push({ where: name, says, example: examples[name] });
}
