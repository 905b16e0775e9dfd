import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, vi } from "vitest";
import { putConsoleRoles } from "../sandbox/console-roles";
import { type Sandbox, type SandboxOptions, startSandbox } from "../sandbox/start";

/** A stand-in AWS with the console's own roles, made from the policies that the product ships. */
export interface TestAws {
  readonly sandbox: Sandbox;
  /** A client of the account's administrator, for arranging. */
  admin(region: string, accountId?: string): SecretsManagerClient;
  /** Calls of one operation so far, optionally those under one role. */
  calls(operation: string, role?: string): Sandbox["world"]["calls"];
}

/** Starts it for the tests of this block, empty or filled, and points the AWS SDK at it. */
export function useAws(estate?: NonNullable<SandboxOptions["estate"]>): TestAws {
  let sandbox: Sandbox | undefined;
  const started = () => {
    if (!sandbox) throw new Error("The stand-in runs only while tests do");
    return sandbox;
  };
  beforeAll(async () => {
    forgetListings();
    sandbox = await startSandbox({ port: 0, ...(estate && { estate }) });
    putConsoleRoles(sandbox.world, "lib/aws/policies");
  });
  beforeEach(() => {
    vi.stubEnv("AWS_ENDPOINT_URL", started().url);
    vi.stubEnv("AWS_REGION", "eu-west-1");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIASTRONGROOMCONSOLE");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "sandbox-console");
  });
  afterAll(async () => {
    await trailTurnsEnded();
    await sandbox?.close();
    vi.unstubAllEnvs();
  });
  return {
    get sandbox() {
      return started();
    },
    admin: (region, accountId = "111122223333") =>
      new SecretsManagerClient({
        region,
        endpoint: started().url,
        credentials: { accessKeyId: `AKIA${accountId}`, secretAccessKey: "sandbox" },
      }),
    calls: (operation, role = "") =>
      started().world.calls.filter(
        (call) => call.operation === operation && call.principalArn.includes(role),
      ),
  };
}

/** What still reads CloudTrail would ask the next block's stand-in, and be counted there. */
async function trailTurnsEnded(): Promise<void> {
  const store = globalThis as { [key: symbol]: Map<string, { done: Promise<void> }> | undefined };
  const turns = store[Symbol.for("strongroom.trail-turns")]?.values() ?? [];
  await Promise.all([...turns].map(({ done }) => done));
}

/** A new stand-in is another AWS: what this process listed from an earlier one is not its estate. */
function forgetListings(): void {
  const store = globalThis as { [key: symbol]: unknown };
  store[Symbol.for("strongroom.estates")] = undefined;
  store[Symbol.for("strongroom.recent-secrets")] = undefined;
  store[Symbol.for("strongroom.bills")] = undefined;
}
