import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Estate, estateNamed } from "./estates/index";

/** What the command line asked for. */
export interface Settings {
  port: number;
  seed: number;
  estateName: string;
  estate: Estate;
  /** Folder of the console's policy files; absent = the console's roles are not set up. */
  policies?: string;
  /** An OpenID provider that every account trusts for AssumeRoleWithWebIdentity. */
  oidcIssuer?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A wrong call of the command; its message is all that is printed. */
export class WrongCall extends Error {}

const USAGE = `Usage: npm run sandbox -- [--port <1-65535>] [--estate empty|demo|<number>] [--seed <number>]
                       [--policies <folder>] [--oidc-issuer <url>] [--even-in-production]`;

const OPTIONS = {
  port: { type: "string" },
  estate: { type: "string", default: "empty" },
  seed: { type: "string", default: "1" },
  policies: { type: "string" },
  "oidc-issuer": { type: "string" },
  "even-in-production": { type: "boolean", default: false },
} as const;

/** Reads the arguments; throws WrongCall with a sentence that says what to give instead. */
export function readSettings(argv: readonly string[], env: Environment): Settings {
  const given = readArguments(argv);
  refuseProduction(given["even-in-production"], env);
  const port = given.port ?? env.SANDBOX_PORT ?? "4566";
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new WrongCall(`"${port}" is not a port. Give a number from 1 to 65535.`);
  }
  if (!/^\d{1,15}$/.test(given.seed)) {
    throw new WrongCall(`"${given.seed}" is not a seed. Give a whole number.`);
  }
  const estate = estateNamed(given.estate);
  if (!estate) {
    throw new WrongCall(
      `There is no estate "${given.estate}". Choose empty, demo or a number of secrets.`,
    );
  }
  return {
    port: Number(port),
    seed: Number(given.seed),
    estateName: given.estate,
    estate,
    policies: policiesIn(given.policies),
    oidcIssuer: issuerFrom(given["oidc-issuer"]),
  };
}

function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, strict: true }).values;
  } catch (error) {
    throw new WrongCall(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}

/** A stand-in that answers where real AWS is expected would be a disaster: it takes two yeses. */
function refuseProduction(flag: boolean, env: Environment): void {
  if (env.NODE_ENV !== "production") return;
  if (flag && env.SANDBOX_EVEN_IN_PRODUCTION === "yes") return;
  throw new WrongCall(
    "This is a stand-in for AWS and NODE_ENV is production. If you mean it, pass --even-in-production and set SANDBOX_EVEN_IN_PRODUCTION=yes.",
  );
}

function policiesIn(folder: string | undefined): string | undefined {
  if (folder !== undefined) {
    if (existsSync(folder)) return folder;
    throw new WrongCall(`There is no folder "${folder}" with policy files.`);
  }
  const shipped = join("lib", "aws", "policies");
  return existsSync(shipped) ? shipped : undefined;
}

function issuerFrom(issuer: string | undefined): string | undefined {
  if (issuer === undefined || /^https?:\/\/[^/]/.test(issuer)) return issuer;
  throw new WrongCall(`"${issuer}" is not an issuer. Give an http or https address.`);
}
