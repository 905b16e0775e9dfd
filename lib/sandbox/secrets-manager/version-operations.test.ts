import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
  type UpdateSecretVersionStageCommandInput,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Sandbox } from "../start";
import { clientOf, frozenSandbox, refusal } from "./secrets.test-support";

let sandbox: Sandbox;
let client: ReturnType<typeof clientOf>;
beforeAll(async () => {
  sandbox = await frozenSandbox();
  client = clientOf(sandbox);
});
afterAll(() => sandbox.close());

let SecretId = "";
let first = "";
let serial = 0;
beforeEach(async () => {
  SecretId = `labels/${serial++}`;
  const made = await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: "S1" }));
  first = made.VersionId ?? "";
});

const put = async (SecretString: string, ...VersionStages: string[]) => {
  const stages = VersionStages.length > 0 ? { VersionStages } : {};
  const answer = await client.send(
    new PutSecretValueCommand({ SecretId, SecretString, ...stages }),
  );
  return answer.VersionId ?? "";
};
const move = (input: Omit<UpdateSecretVersionStageCommandInput, "SecretId">) =>
  client.send(new UpdateSecretVersionStageCommand({ SecretId, ...input }));
const labels = async () =>
  (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages;
const value = async () => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;

describe("facts 11 rule 4: moving AWSCURRENT", () => {
  it("changes what a plain read answers; AWSPREVIOUS follows each move", async () => {
    const second = await put("S2", "AWSPENDING");
    expect(await value()).toBe("S1");
    const VersionStage = "AWSCURRENT";
    const answer = await move({
      VersionStage,
      RemoveFromVersionId: first,
      MoveToVersionId: second,
    });
    expect(answer).toMatchObject({ Name: SecretId, ARN: expect.any(String) });
    expect(await value()).toBe("S2");
    expect(await labels()).toEqual({
      [first]: ["AWSPREVIOUS"],
      [second]: expect.arrayContaining(["AWSCURRENT", "AWSPENDING"]),
    });
    await move({ VersionStage, RemoveFromVersionId: second, MoveToVersionId: first });
    expect(await value()).toBe("S1");
    expect((await labels())?.[second]).toEqual(expect.arrayContaining(["AWSPREVIOUS"]));
  });

  it("facts 11 rule 5: the next plain write takes AWSPENDING off", async () => {
    const second = await put("S2", "AWSPENDING");
    const VersionStage = "AWSCURRENT";
    await move({ VersionStage, RemoveFromVersionId: first, MoveToVersionId: second });
    const third = await put("S3");
    expect(await labels()).toEqual({ [second]: ["AWSPREVIOUS"], [third]: ["AWSCURRENT"] });
  });

  it("facts 1.1: must name the version that holds the label", async () => {
    const second = await put("S2", "AWSPENDING");
    const answer = await refusal(move({ VersionStage: "AWSCURRENT", MoveToVersionId: second }));
    expect(answer).toEqual({
      code: "InvalidParameterException",
      message: `The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version ${first}, so you must explicitly reference that version in RemoveFromVersionId.`,
      status: 400,
    });
    expect(await value()).toBe("S1");
  });

  it("facts 2.2: not to a version without a value, and not to nowhere", async () => {
    const gone = await refusal(move({ VersionStage: "AWSCURRENT", RemoveFromVersionId: first }));
    expect(gone.code).toBe("InvalidParameterException");
    const unknown = "f".repeat(36);
    const far = move({ VersionStage: "X", MoveToVersionId: unknown });
    expect((await refusal(far)).code).toBe("ResourceNotFoundException");
    expect(await labels()).toEqual({ [first]: ["AWSCURRENT"] });
  });
});

describe("facts 2.2: other labels", () => {
  it("rule 4: custom labels leave AWSCURRENT where it is, and stay when it moves", async () => {
    const second = await put("S2", "AWSSOMETHING", "PUT1");
    const third = await put("S3");
    expect(await labels()).toEqual({
      [first]: ["AWSPREVIOUS"],
      [second]: ["AWSSOMETHING", "PUT1"],
      [third]: ["AWSCURRENT"],
    });
  });

  it("rule 7: a version that loses its last label is listed as deprecated only", async () => {
    const second = await put("S2", "MINE");
    await move({ VersionStage: "MINE", RemoveFromVersionId: second });
    expect(await labels()).toEqual({ [first]: ["AWSCURRENT"] });
    const ids = async (IncludeDeprecated: boolean) => {
      const input = { SecretId, IncludeDeprecated };
      const { Versions } = await client.send(new ListSecretVersionIdsCommand(input));
      return Versions?.map((version) => version.VersionId);
    };
    expect(await ids(false)).toEqual([first]);
    expect(await ids(true)).toEqual([first, second]);
  });

  it("rule 8: twenty labels across all versions, the 21st is LimitExceededException", async () => {
    await put("S2", ...Array.from({ length: 19 }, (_, i) => `LABEL${i}`));
    const call = move({ VersionStage: "ONEMORE", MoveToVersionId: first });
    expect((await refusal(call)).code).toBe("LimitExceededException");
    const write = put("S3", "ANOTHER");
    expect((await refusal(write)).code).toBe("LimitExceededException");
    const { Versions } = await client.send(
      new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true }),
    );
    expect(Versions).toHaveLength(2);
  });

  it("rule 2: the first value gets AWSCURRENT whatever was asked for", async () => {
    SecretId = `${SecretId}/empty`;
    await client.send(new CreateSecretCommand({ Name: SecretId }));
    const id = await put("S1", "AWSPENDING");
    expect(await labels()).toEqual({ [id]: ["AWSPENDING", "AWSCURRENT"] });
  });
});
