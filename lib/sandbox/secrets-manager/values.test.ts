import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Sandbox } from "../start";
import {
  allRefused,
  clientOf,
  frozenSandbox,
  noon,
  recordNames,
  refusal,
  trail,
} from "./secrets.test-support";

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
  SecretId = `secret/${serial++}`;
  const made = await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: "one" }));
  first = made.VersionId ?? "";
});

const token = (n: number) => `token-${n}`.padEnd(36, "0");

describe("reading values", () => {
  // Each text and its code are AWS's own, recorded.
  it.each([
    [
      "an unknown secret",
      { SecretId: "nothing" },
      "ResourceNotFoundException",
      "Secrets Manager can't find the specified secret.",
    ],
    [
      "a label nobody holds",
      { VersionStage: "AWSPREVIOUS" },
      "ResourceNotFoundException",
      "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS",
    ],
    [
      "an unknown version",
      { VersionId: token(9) },
      "ResourceNotFoundException",
      `Secrets Manager can't find the specified secret value for VersionId: ${token(9)}`,
    ],
    [
      "a bad character",
      { SecretId: "in valid" },
      "ValidationException",
      "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
    ],
  ])("facts 1.1: %s", async (_what, input, code, message) => {
    const call = client.send(new GetSecretValueCommand({ SecretId, ...input }));
    expect(await refusal(call)).toEqual({ code, message, status: 400 });
  });

  it("facts 1.1: version and label that disagree", async () => {
    const input = { SecretId, VersionId: first, VersionStage: "AWSPENDING" };
    expect(await refusal(client.send(new GetSecretValueCommand(input)))).toEqual({
      code: "InvalidRequestException",
      message: "You provided a VersionStage that is not associated to the provided VersionId.",
      status: 400,
    });
  });

  it("facts 1.1: a secret made without a value has no AWSCURRENT", async () => {
    await client.send(new CreateSecretCommand({ Name: `${SecretId}-empty` }));
    const call = client.send(new GetSecretValueCommand({ SecretId: `${SecretId}-empty` }));
    expect((await refusal(call)).message).toBe(
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    );
  });

  it("facts 0.3: a binary value comes back byte for byte", async () => {
    const SecretBinary = Uint8Array.from([0, 1, 2, 255]);
    const Name = `${SecretId}-binary`;
    await client.send(new CreateSecretCommand({ Name, SecretBinary }));
    const read = await client.send(new GetSecretValueCommand({ SecretId: Name }));
    expect([...(read.SecretBinary ?? [])]).toEqual([0, 1, 2, 255]);
    expect(read.SecretString).toBeUndefined();
  });

  // Reading is the only thing that moves it, and it knows days only.
  it("facts 2.10: LastAccessedDate is the UTC day of a value read, on secret and version", async () => {
    const before = await client.send(new DescribeSecretCommand({ SecretId }));
    expect(before.LastAccessedDate).toBeUndefined();
    await client.send(new GetSecretValueCommand({ SecretId }));
    const day = new Date("2026-03-10T00:00:00Z");
    const after = await client.send(new DescribeSecretCommand({ SecretId }));
    expect(after.LastAccessedDate).toEqual(day);
    const { Versions } = await client.send(new ListSecretVersionIdsCommand({ SecretId }));
    expect(Versions?.[0]?.LastAccessedDate).toEqual(day);
  });

  it("facts 1.2 BatchGetSecretValue: what cannot be read is an entry, not a failed call", async () => {
    const SecretIdList = [SecretId, "missing"];
    const from = trail(sandbox).length;
    const answer = await client.send(new BatchGetSecretValueCommand({ SecretIdList }));
    expect(answer.SecretValues?.map((value) => value.SecretString)).toEqual(["one"]);
    expect(answer.Errors).toEqual([
      {
        SecretId: "missing",
        ErrorCode: "ResourceNotFoundException",
        Message: "Secrets Manager can't find the specified secret.",
      },
    ]);
    expect(recordNames(sandbox, from).sort()).toEqual([
      "BatchGetSecretValue",
      "GetSecretValue",
      "GetSecretValue",
    ]);
  });

  it("facts 1.2 BatchGetSecretValue: by filter, in pages", async () => {
    const Filters = [{ Key: "name" as const, Values: ["secret/1"] }];
    const all = new Set<string>();
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new BatchGetSecretValueCommand({ Filters, MaxResults: 1, NextToken }),
      );
      for (const value of page.SecretValues ?? []) all.add(value.Name ?? "");
      NextToken = page.NextToken;
    } while (NextToken);
    expect(all).toContain("secret/1");
    expect([...all].every((name) => name.startsWith("secret/1"))).toBe(true);
  });
});

describe("writing values", () => {
  it("facts 2.2 rule 10: the token is the version id; same value repeats, another is refused", async () => {
    const ClientRequestToken = token(1);
    const put = (SecretString: string) =>
      client.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }));
    const one = await put("two");
    const { $metadata: _one, ...answer } = one;
    const { $metadata: _two, ...again } = await put("two");
    expect(answer).toMatchObject({ VersionId: ClientRequestToken, VersionStages: ["AWSCURRENT"] });
    expect(again).toEqual(answer);
    expect(await refusal(put("three"))).toEqual({
      code: "ResourceExistsException",
      message: `You can't use ClientRequestToken ${ClientRequestToken} because that value is already in use for a version of secret ${answer.ARN}.`,
      status: 400,
    });
  });

  it("facts 2.2 rule 11: the same value under a new token is a new version", async () => {
    sandbox.world.clock.advance(5);
    const put = await client.send(new PutSecretValueCommand({ SecretId, SecretString: "one" }));
    expect(put.VersionId).not.toBe(first);
    const { LastChangedDate } = await client.send(new DescribeSecretCommand({ SecretId }));
    expect(LastChangedDate?.getTime()).toBeGreaterThan(noon.getTime());
  });

  it("facts 1.2 UpdateSecret: empty clears, absent keeps, and only a value makes a version", async () => {
    const update = (input: object) => client.send(new UpdateSecretCommand({ SecretId, ...input }));
    const described = () => client.send(new DescribeSecretCommand({ SecretId }));
    expect((await update({ Description: "words" })).VersionId).toBeUndefined();
    expect((await update({})).VersionId).toBeUndefined();
    expect((await described()).Description).toBe("words");
    expect((await update({ SecretString: "two" })).VersionId).toBeDefined();
    await update({ KmsKeyId: "alias/aws/secretsmanager" });
    expect((await described()).KmsKeyId).toBe("alias/aws/secretsmanager");
    await update({ Description: "", KmsKeyId: "" });
    const { Description, KmsKeyId } = await described();
    expect([Description, KmsKeyId]).toEqual([undefined, undefined]);
  });

  it("facts 1.2 UpdateSecret: a key alone makes no version and keeps the reference as typed", async () => {
    await client.send(new UpdateSecretCommand({ SecretId, KmsKeyId: "alias/mine" }));
    const { KmsKeyId } = await client.send(new DescribeSecretCommand({ SecretId }));
    const { Versions } = await client.send(new ListSecretVersionIdsCommand({ SecretId }));
    expect(KmsKeyId).toBe("alias/mine");
    expect(Versions?.map((version) => version.KmsKeyIds)).toEqual([
      ["arn:aws:kms:us-east-1:111122223333:alias/mine"],
    ]);
  });

  // More writes than AWS cleans up, spread over more than a day.
  it("facts 2.2 rule 9: old versions without a label go once there are more than 100", async () => {
    for (let i = 0; i < 120; i++) {
      await client.send(new PutSecretValueCommand({ SecretId, SecretString: `v${i}` }));
    }
    const count = async () => {
      let total = 0;
      let NextToken: string | undefined;
      do {
        const page = await client.send(
          new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true, NextToken }),
        );
        total += page.Versions?.length ?? 0;
        NextToken = page.NextToken;
      } while (NextToken);
      return total;
    };
    expect(await count()).toBe(121);
    sandbox.world.clock.advance(25 * 3_600_000);
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: "last" }));
    expect(await count()).toBe(102);
  });

  it("facts 2.3: nothing is written to a secret that is pending deletion", async () => {
    await client.send(new DeleteSecretCommand({ SecretId }));
    const expected = {
      code: "InvalidRequestException",
      message: "You can't perform this operation on the secret because it was marked for deletion.",
      status: 400,
    };
    const SecretString = "two";
    for (const answer of await allRefused([
      client.send(new GetSecretValueCommand({ SecretId })),
      client.send(new PutSecretValueCommand({ SecretId, SecretString })),
      client.send(new UpdateSecretCommand({ SecretId, SecretString })),
    ])) {
      expect(answer).toEqual(expected);
    }
  });
});
