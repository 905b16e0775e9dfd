import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../start";
import { allRefused, clientOf, frozenSandbox, noon, refusal } from "./secrets.test-support";
import { seedSecret } from "./seed";

let sandbox: Sandbox;
let client: ReturnType<typeof clientOf>;
beforeAll(async () => {
  sandbox = await frozenSandbox();
  client = clientOf(sandbox);
});
afterAll(() => sandbox.close());

let serial = 0;
const create = (input: Partial<CreateSecretCommandInput> = {}) =>
  client.send(new CreateSecretCommand({ Name: `made/${serial++}`, ...input }));
const described = (SecretId = "") => client.send(new DescribeSecretCommand({ SecretId }));
const token = "0123456789-0123456789-0123456789-abc";

describe("facts 1.2 CreateSecret", () => {
  it("without a value: no version, no labels, no VersionId; members without content are absent", async () => {
    const { $metadata: _made, ...made } = await create({ Description: "" });
    expect(Object.keys(made).sort()).toEqual(["ARN", "Name"]);
    const { $metadata: _seen, ...seen } = await described(made.ARN);
    expect(seen).toEqual({ ...made, CreatedDate: noon, LastChangedDate: noon });
  });

  it("facts 2.1: the ARN ends in six letters and digits, another each time", async () => {
    const suffixes = new Set<string>();
    for (let i = 0; i < 5; i++) {
      const { ARN = "", Name } = await create({ SecretString: "one" });
      const match =
        /^arn:aws:secretsmanager:us-east-1:111122223333:secret:(.+)-([A-Za-z0-9]{6})$/.exec(ARN);
      expect(match?.[1]).toBe(Name);
      suffixes.add(match?.[2] ?? "");
    }
    expect(suffixes.size).toBe(5);
  });

  it("same name, token and value repeats the first answer", async () => {
    const input = { Name: "made/once", SecretString: "one", ClientRequestToken: token };
    const { $metadata: _one, ...one } = await create(input);
    const { $metadata: _two, ...two } = await create(input);
    expect(two).toEqual(one);
    expect(one.VersionId).toBe(token);
  });

  it.each([
    [
      { SecretString: "two", ClientRequestToken: token },
      `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret `,
    ],
    [{ SecretString: "one" }, "The operation failed because the secret made/once already exists."],
    [{}, "The operation failed because the secret made/once already exists."],
  ])("refuses the name once more: %o", async (input, message) => {
    const answer = await refusal(create({ Name: "made/once", ...input }));
    expect(answer).toMatchObject({ code: "ResourceExistsException", status: 400 });
    expect(answer.message.startsWith(message)).toBe(true);
  });

  it("refuses both kinds of value, and a write neither", async () => {
    const both = { SecretString: "one", SecretBinary: Uint8Array.of(1) };
    expect((await refusal(create(both))).code).toBe("InvalidParameterException");
    const put = client.send(new PutSecretValueCommand({ SecretId: "made/once" }));
    expect(await refusal(put)).toMatchObject({
      code: "InvalidRequestException",
      message: "You must provide either SecretString or SecretBinary.",
    });
  });

  it("facts 6.2: a value may have 65,536 bytes, not one more", async () => {
    await create({ SecretString: "x".repeat(65_536) });
    await create({ SecretBinary: new Uint8Array(65_536) });
    expect(await refusal(create({ SecretString: "x".repeat(65_537) }))).toMatchObject({
      code: "ValidationException",
      message:
        "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
    });
    expect((await refusal(create({ SecretString: "ü".repeat(40_000) }))).status).toBe(400);
  });

  it("facts 2.1: names of 512 characters, slashes in front, every allowed character", async () => {
    for (const Name of ["n".repeat(512), "/begins/with/slash", "Valid/_+=.@-Name-a1b2c3-", "a!b"]) {
      const { ARN } = await create({ Name, SecretString: "one" });
      expect((await described(ARN)).Name).toBe(Name);
      expect((await described(Name)).ARN).toBe(ARN);
    }
    expect((await refusal(create({ Name: "n".repeat(513) }))).code).toBe("ValidationException");
  });
});

describe("facts 2.1: look-up", () => {
  it("takes name, full ARN and partial ARN", async () => {
    const { ARN = "", Name } = await create({ SecretString: "one" });
    for (const id of [Name, ARN, ARN.slice(0, -7)]) expect((await described(id)).ARN).toBe(ARN);
  });

  it("reads a partial ARN whose name ends in hyphen and six characters as a full one", async () => {
    const Name = "Invalid/_+=.@-Name-a1b2c3";
    const { ARN = "" } = await create({ Name, SecretString: "one" });
    expect((await described(Name)).ARN).toBe(ARN);
    expect((await described(ARN)).Name).toBe(Name);
    expect(await refusal(described(ARN.slice(0, -7)))).toEqual({
      code: "ResourceNotFoundException",
      message: "Secrets Manager can't find the specified secret.",
      status: 400,
    });
  });

  it.each([
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:made/once",
    "arn:aws:secretsmanager:us-east-1:999988887777:secret:made/once",
  ])("finds nothing elsewhere: %s", async (arn) => {
    expect((await refusal(described(arn))).status).toBe(400);
  });
});

describe("facts 2.7: tags", () => {
  it("are absent at first, an empty list after the last one went", async () => {
    const { Name: SecretId = "" } = await create();
    expect(await described(SecretId)).not.toHaveProperty("Tags");
    sandbox.world.clock.advance(1000);
    await client.send(new TagResourceCommand({ SecretId, Tags: [{ Key: "a", Value: "1" }] }));
    await client.send(
      new TagResourceCommand({
        SecretId,
        Tags: [
          { Key: "a", Value: "2" },
          { Key: "b", Value: "" },
        ],
      }),
    );
    const tagged = await described(SecretId);
    expect(tagged.Tags).toEqual([
      { Key: "a", Value: "2" },
      { Key: "b", Value: "" },
    ]);
    expect(tagged.LastChangedDate?.getTime()).toBeGreaterThan(tagged.CreatedDate?.getTime() ?? 0);
    await client.send(new UntagResourceCommand({ SecretId, TagKeys: ["a", "b", "unknown"] }));
    expect((await described(SecretId)).Tags).toEqual([]);
  });

  it("refuses aws: keys and a 51st tag", async () => {
    const tags = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ Key: `k${i}`, Value: "v" }));
    expect((await refusal(create({ Tags: [{ Key: "aws:x", Value: "y" }] }))).status).toBe(400);
    expect((await refusal(create({ Tags: tags(51) }))).status).toBe(400);
    await create({ Tags: tags(50) });
  });
});

describe("facts 2.9: kinds of secret", () => {
  it("a secret that a service owns shows it, and refuses edits", async () => {
    const SecretId = "events!connection/test/fb5f86c9";
    const value = { string: "secret" };
    seedSecret(sandbox.world, "111122223333", "us-east-1", {
      name: SecretId,
      value,
      owningService: "events",
    });
    const seen = await described(SecretId);
    expect(seen).toMatchObject({
      OwningService: "events",
      Tags: [{ Key: "aws:secretsmanager:owningService", Value: "events" }],
    });
    expect(seen).not.toHaveProperty("KmsKeyId");
    for (const answer of await allRefused([
      client.send(new PutSecretValueCommand({ SecretId, SecretString: "x" })),
      client.send(new UpdateSecretCommand({ SecretId, Description: "x" })),
    ])) {
      expect(answer).toEqual({
        code: "InvalidRequestException",
        message:
          "This secret is managed by an AWS service, and you must use that service to update it.",
        status: 400,
      });
    }
    const read = await client.send(new GetSecretValueCommand({ SecretId }));
    expect(read.SecretString).toBe("secret");
  });

  it("a managed external secret has a Type, which is free text", async () => {
    const { ARN } = await create({ Type: "SomethingNobodyKnows", SecretString: "{}" });
    expect((await described(ARN)).Type).toBe("SomethingNobodyKnows");
  });
});
