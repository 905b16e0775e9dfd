import { CreatePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventOf } from "../cloudtrail/event-text";
import { type Sandbox, startSandbox } from "../start";
import {
  ACCOUNT,
  administrator,
  allowing,
  assume,
  denied,
  type Keys,
  putIam,
  refusal,
  sessionKeys,
  trusting,
} from "./standing.test-support";

let sandbox: Sandbox;
const OTHER = "444455556666";
const policyArn = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:policy/${name}`;
const arns = (...names: string[]) => names.map((name) => ({ arn: policyArn(name) }));

const LIST = "secretsmanager:ListSecrets";
const DESCRIBE = "secretsmanager:DescribeSecret";
const RANDOM = "secretsmanager:GetRandomPassword";
const denying = (action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Action: action, Resource: "*" }],
});

beforeAll(async () => {
  sandbox = await startSandbox();
  await putIam(sandbox, {
    roles: [
      {
        name: "Worker",
        trustPolicy: trusting(ACCOUNT),
        policies: { some: allowing(LIST, DESCRIBE) },
      },
    ],
    managedPolicies: {
      list: allowing(LIST),
      describe: allowing(DESCRIBE),
      random: allowing(RANDOM),
      "no-list": denying(LIST),
    },
  });
  await putIam(sandbox, { accountId: OTHER, managedPolicies: { foreign: allowing("*") } });
});
afterAll(() => sandbox.close());

/** Which of three calls a session may make: the operations that were let through. */
async function granted(credentials: Keys): Promise<string[]> {
  const { url: endpoint } = sandbox;
  const client = new SecretsManagerClient({
    endpoint,
    region: "eu-west-1",
    credentials,
    maxAttempts: 1,
  });
  const tried = {
    [LIST]: () => client.send(new ListSecretsCommand({})),
    [DESCRIBE]: () => client.send(new DescribeSecretCommand({ SecretId: "none" })),
    [RANDOM]: () => client.send(new GetRandomPasswordCommand({})),
  };
  const passed: string[] = [];
  for (const [action, send] of Object.entries(tried)) {
    const name = await send().then(
      () => "",
      (error: Error) => error.name,
    );
    if (name !== "AccessDeniedException") passed.push(action);
  }
  return passed;
}

// Facts 3, PolicyArns: up to ten managed policies that limit the session.
describe("PolicyArns of AssumeRole", () => {
  const cases: [string, Parameters<typeof assume>[1], string[]][] = [
    ["none: the role's own rights", {}, [LIST, DESCRIBE]],
    ["one", { PolicyArns: arns("list") }, [LIST]],
    ["two: either may allow", { PolicyArns: arns("list", "describe") }, [LIST, DESCRIBE]],
    ["never more than the role has", { PolicyArns: arns("random", "list") }, [LIST]],
    [
      "beside an inline policy: either may allow",
      { PolicyArns: arns("list"), Policy: JSON.stringify(allowing(DESCRIBE)) },
      [LIST, DESCRIBE],
    ],
    [
      "a deny in one counts for all",
      { PolicyArns: arns("no-list"), Policy: JSON.stringify(allowing("*")) },
      [DESCRIBE],
    ],
    [
      "one that AWS offers",
      { PolicyArns: [{ arn: "arn:aws:iam::aws:policy/SecretsManagerReadWrite" }] },
      [LIST, DESCRIBE],
    ],
    ["exactly ten", { PolicyArns: Array(10).fill(arns("describe")[0]) }, [DESCRIBE]],
  ];
  it.each(cases)("%s", async (_name, input, expected) => {
    expect(await granted(await sessionKeys(sandbox, input))).toEqual(expected);
  });

  it("takes a policy that IAM made", async () => {
    const { url: endpoint } = sandbox;
    const iam = new IAMClient({ endpoint, region: "us-east-1", credentials: administrator });
    const PolicyDocument = JSON.stringify(allowing(DESCRIBE));
    const made = await iam.send(new CreatePolicyCommand({ PolicyName: "made", PolicyDocument }));
    const PolicyArns = [{ arn: made.Policy?.Arn }];
    expect(await granted(await sessionKeys(sandbox, { PolicyArns }))).toEqual([DESCRIBE]);
  });

  // Only the ARN travels with the session, so a change of the policy is a change of the session.
  it("asks the policy as it stands, and gives nothing once it is gone", async () => {
    await putIam(sandbox, { managedPolicies: { moving: allowing(LIST) } });
    const keys = await sessionKeys(sandbox, { PolicyArns: arns("moving") });
    expect(await granted(keys)).toEqual([LIST]);
    await putIam(sandbox, { managedPolicies: { moving: allowing(DESCRIBE) } });
    expect(await granted(keys)).toEqual([DESCRIBE]);
    sandbox.world.account(ACCOUNT).iam.managedPolicies.delete(policyArn("moving"));
    expect(await granted(keys)).toEqual([]);
  });

  it("refuses an eleventh, one without an ARN, and one that the role's account lacks", async () => {
    const eleven = Array(11).fill(arns("list")[0]);
    await expect(assume(sandbox, { PolicyArns: eleven })).rejects.toEqual(
      refusal("ValidationError", /'policyArns'.*length less than or equal to 10$/),
    );
    await expect(assume(sandbox, { PolicyArns: [{ arn: "short" }] })).rejects.toEqual(
      refusal("ValidationError", /'policyArns\.1\.member\.arn'.*greater than or equal to 20$/),
    );
    for (const arn of [policyArn("missing"), policyArn("foreign", OTHER)]) {
      await expect(assume(sandbox, { PolicyArns: [{ arn }] })).rejects.toEqual(
        refusal("ValidationError", `Policy ${arn} does not exist or is not attachable.`),
      );
    }
    // Consent comes first: a stranger learns nothing about the account's policies.
    const stranger = assume(sandbox, { role: "Missing", PolicyArns: arns("missing") });
    await expect(stranger).rejects.toEqual(denied("sts:AssumeRole", "Missing"));
  });

  // Facts 3, PackedPolicySize and PackedPolicyTooLarge: ARNs are packed with policy and tags.
  it("takes up packed space", async () => {
    const Policy = JSON.stringify(allowing(LIST));
    const alone = await assume(sandbox, { Policy });
    const beside = await assume(sandbox, { Policy, PolicyArns: arns("list", "describe") });
    expect(beside.PackedPolicySize).toBeGreaterThan(alone.PackedPolicySize ?? 0);
    expect((await assume(sandbox, { PolicyArns: arns("list") })).PackedPolicySize).toBeGreaterThan(
      0,
    );
    const names = Array.from({ length: 10 }, () => sandbox.world.random.letters(128));
    await putIam(sandbox, {
      managedPolicies: Object.fromEntries(names.map((name) => [name, allowing(LIST)])),
    });
    await expect(assume(sandbox, { PolicyArns: arns(...names) })).rejects.toEqual(
      refusal("PackedPolicyTooLargeException", /^Packed size of session tags and policies/),
    );
  });

  it("is on CloudTrail's record", async () => {
    await assume(sandbox, { PolicyArns: arns("list") });
    const record = sandbox.world.trailOf(ACCOUNT, "eu-west-1").at(-1);
    if (!record) throw new Error("There is no record.");
    expect(eventOf(record)).toMatchObject({
      eventName: "AssumeRole",
      requestParameters: { policyArns: arns("list") },
    });
  });
});
