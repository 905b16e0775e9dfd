import { parseArgs } from "node:util";
import type { World } from "./contract";
import { startSandbox } from "./start";

const USAGE = `Usage: npm run sandbox -- [--port <1-65535>] [--estate empty|demo|<number>] [--seed <number>]
                       [--oidc-issuer <url>] [--policies <folder>] [--even-in-production]`;

type Estate = (world: World) => void | Promise<void>;

/** A wrong call of the command; its message is all that is printed. */
class WrongCall extends Error {}

interface Settings {
  port: number;
  seed: number;
  estate: string;
}

function readSettings(argv: readonly string[], env: NodeJS.ProcessEnv): Settings {
  const options = {
    port: { type: "string" },
    estate: { type: "string", default: "empty" },
    seed: { type: "string", default: "1" },
    "even-in-production": { type: "boolean", default: false },
  } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];
  try {
    values = parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    throw new WrongCall(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
  refuseProduction(values["even-in-production"], env);
  const port = values.port ?? env.SANDBOX_PORT ?? "4566";
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new WrongCall(`"${port}" is not a port. Give a number from 1 to 65535.`);
  }
  if (!/^\d{1,15}$/.test(values.seed)) {
    throw new WrongCall(`"${values.seed}" is not a seed. Give a whole number.`);
  }
  if (!/^(empty|demo|\d{1,6})$/.test(values.estate)) {
    throw new WrongCall(
      `There is no estate "${values.estate}". Choose empty, demo or a number of secrets.`,
    );
  }
  return { port: Number(port), seed: Number(values.seed), estate: values.estate };
}

/** A stand-in that answers where real AWS is expected would be a disaster: it takes two yeses. */
function refuseProduction(flag: boolean | undefined, env: NodeJS.ProcessEnv): void {
  if (env.NODE_ENV !== "production") return;
  if (flag && env.SANDBOX_EVEN_IN_PRODUCTION === "yes") return;
  throw new WrongCall(
    "This is a stand-in for AWS and NODE_ENV is production. If you mean it, pass --even-in-production and set SANDBOX_EVEN_IN_PRODUCTION=yes.",
  );
}

async function estateOf(name: string): Promise<Estate | undefined> {
  if (name === "empty") return undefined;
  throw new WrongCall(`The estate "${name}" is not built yet. Choose empty.`);
}

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env);
  const estate = await estateOf(settings.estate);
  const { port, seed } = settings;
  const sandbox = await startSandbox({ port, seed, estate }).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") {
      throw new WrongCall(`Port ${port} is in use. Stop what listens there or pass --port.`);
    }
    if (code === "EACCES") throw new WrongCall(`This user may not listen on port ${port}.`);
    throw error;
  });
  console.log(`The stand-in AWS is ready on ${sandbox.url} (estate ${settings.estate}).`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      sandbox.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof WrongCall ? error.message : error);
  process.exit(1);
});
