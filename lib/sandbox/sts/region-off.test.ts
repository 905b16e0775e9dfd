import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../start";
import { ACCOUNT, assume, putIam, refusal, stsClient, trusting } from "./standing.test-support";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  await putIam(sandbox, { roles: [{ name: "Worker", trustPolicy: trusting(ACCOUNT) }] });
});
afterAll(() => sandbox.close());

// Facts 3, RegionDisabledException (403): STS off in that Region, and nowhere else.
describe("STS that is switched off in a Region", () => {
  it("hands out nothing there, until it is on again; who one is can still be asked", async () => {
    await putIam(sandbox, { stsOffIn: ["eu-west-1"] });
    await expect(assume(sandbox, {})).rejects.toEqual(
      refusal(
        "RegionDisabledException",
        `STS is not activated in this region for account:${ACCOUNT}. Your account administrator can activate STS in this region using the IAM Console.`,
        403,
      ),
    );
    const who = stsClient(sandbox).send(new GetCallerIdentityCommand({}));
    await expect(who).resolves.toBeDefined();
    await putIam(sandbox, { stsOffIn: ["eu-south-1"] });
    await expect(assume(sandbox, {})).resolves.toBeDefined();
  });
});
