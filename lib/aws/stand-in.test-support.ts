import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, vi } from "vitest";
import { stubSettings, writeSettings } from "../auth/settings.test-support";
import { CONSOLE_USER, putConsoleRoles } from "../sandbox/console-roles";
import { type Sandbox, startSandbox } from "../sandbox/start";

/** The two accounts of the settings file that tests use. */
export const production = "111122223333";
export const staging = "444455556666";

const settings = writeSettings("http://localhost:4567");

/**
 * A stand-in AWS with the shipped policy files for the tests of this block, and this process's
 * environment pointed at it, as the console's would be.
 */
export function standIn(): { sandbox: Sandbox; secret(name: string): Promise<string> } {
  const world = {} as { sandbox: Sandbox; secret(name: string): Promise<string> };
  beforeAll(async () => {
    world.sandbox = await startSandbox({
      estate: (made) => putConsoleRoles(made, "lib/aws/policies"),
    });
    world.secret = (name) => makeSecret(world.sandbox, name);
  });
  beforeEach(() => {
    stubSettings(settings, "http://localhost:3000");
    vi.stubEnv("AWS_ENDPOINT_URL", world.sandbox.url);
    vi.stubEnv("AWS_ACCESS_KEY_ID", CONSOLE_USER.accessKeyId);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", CONSOLE_USER.secretAccessKey);
  });
  afterAll(async () => {
    await world.sandbox.close();
    vi.unstubAllEnvs();
  });
  return world;
}

async function makeSecret(sandbox: Sandbox, name: string): Promise<string> {
  const administrator = new SecretsManagerClient({
    endpoint: sandbox.url,
    region: "eu-west-1",
    credentials: { accessKeyId: `AKIA${production}`, secretAccessKey: "sandbox" },
  });
  const { ARN = "" } = await administrator.send(
    new CreateSecretCommand({ Name: name, SecretString: `value of ${name}` }),
  );
  administrator.destroy();
  return ARN;
}
