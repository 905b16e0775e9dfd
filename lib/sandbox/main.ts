import { PolicyFolderProblem, putConsoleRoles } from "./console-roles";
import type { World } from "./contract";
import { putIam } from "./iam/put";
import { readSettings, type Settings, WrongCall } from "./settings";
import { type Sandbox, startSandbox } from "./start";

/** The OpenID client that the console is registered as. */
const OIDC_CLIENT_ID = "strongroom";

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env);
  const sandbox = await start(settings);
  console.log(`The stand-in AWS is ready on ${sandbox.url} (estate ${settings.estateName}).`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      sandbox.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

async function start(settings: Settings): Promise<Sandbox> {
  const { port, seed } = settings;
  try {
    return await startSandbox({ port, seed, estate: (world) => fill(world, settings) });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") {
      throw new WrongCall(`Port ${port} is in use. Stop what listens there or pass --port.`);
    }
    if (code === "EACCES") throw new WrongCall(`This user may not listen on port ${port}.`);
    throw error;
  }
}

async function fill(world: World, settings: Settings): Promise<void> {
  if (settings.policies !== undefined) putConsoleRoles(world, settings.policies);
  await settings.estate(world);
  if (settings.oidcIssuer === undefined) return;
  for (const accountId of world.accounts.keys()) {
    const oidcProviders = [{ url: settings.oidcIssuer, clientIds: [OIDC_CLIENT_ID] }];
    putIam(world, { accountId, users: [], roles: [], oidcProviders, managedPolicies: {} });
  }
}

main().catch((error: unknown) => {
  const isPlain = error instanceof WrongCall || error instanceof PolicyFolderProblem;
  console.error(isPlain ? error.message : error);
  process.exit(1);
});
