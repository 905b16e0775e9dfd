import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rawCall } from "../raw-calls.test-support";
import type { Sandbox } from "../start";
import { inputs, type OperationName } from "./inputs";
import { frozenSandbox, trail } from "./secrets.test-support";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await frozenSandbox();
});
afterAll(() => sandbox.close());

/** Sends a signed body as it stands: the SDK would not let these through. */
async function send(operation: string, body: unknown) {
  const { status, text } = await rawCall(sandbox.url, {
    service: "secretsmanager",
    region: "us-east-1",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `secretsmanager.${operation}`,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const answer: Record<string, string> = JSON.parse(text);
  return { status, type: answer.__type, text: answer.Message ?? answer.message, answer };
}

const token = "t".repeat(32);
/** An input for each operation whose members are all of the right shape. */
const whole: Record<OperationName, object> = {
  BatchGetSecretValue: { SecretIdList: ["none"] },
  CancelRotateSecret: { SecretId: "none" },
  CreateSecret: { Name: "made", ClientRequestToken: token },
  DeleteResourcePolicy: { SecretId: "none" },
  DeleteSecret: { SecretId: "none" },
  DescribeSecret: { SecretId: "none" },
  GetRandomPassword: {},
  GetResourcePolicy: { SecretId: "none" },
  GetSecretValue: { SecretId: "none" },
  ListSecretVersionIds: { SecretId: "none" },
  ListSecrets: {},
  PutResourcePolicy: { SecretId: "none", ResourcePolicy: "{}" },
  PutSecretValue: { SecretId: "none", SecretString: "x", ClientRequestToken: token },
  RemoveRegionsFromReplication: { SecretId: "none", RemoveReplicaRegions: ["eu-west-1"] },
  ReplicateSecretToRegions: { SecretId: "none", AddReplicaRegions: [{ Region: "eu-west-1" }] },
  RestoreSecret: { SecretId: "none" },
  RotateSecret: { SecretId: "none", ClientRequestToken: token },
  StopReplicationToReplica: { SecretId: "none" },
  TagResource: { SecretId: "none", Tags: [{ Key: "a", Value: "b" }] },
  UntagResource: { SecretId: "none", TagKeys: ["a"] },
  UpdateSecret: { SecretId: "none", ClientRequestToken: token },
  UpdateSecretVersionStage: { SecretId: "none", VersionStage: "A", MoveToVersionId: token },
  ValidateResourcePolicy: { SecretId: "none", ResourcePolicy: "{}" },
};
const names = Object.keys(inputs) as OperationName[];
const withId = names.filter((name) => "SecretId" in whole[name]);
const optionalId = new Set<OperationName>(["ValidateResourcePolicy"]);

describe("facts 1.2: bad input", () => {
  it.each(withId.filter((name) => !optionalId.has(name)))("%s without SecretId", async (name) => {
    const { SecretId: _, ...rest } = whole[name] as Record<string, unknown>;
    expect(await send(name, rest)).toMatchObject({
      status: 400,
      type: "ValidationException",
      text: "1 validation error detected: Value null at 'secretId' failed to satisfy constraint: Member must not be null",
    });
  });

  it.each(withId)("%s with an empty, a too long and a wrongly spelled SecretId", async (name) => {
    const at = (SecretId: string) => send(name, { ...whole[name], SecretId });
    expect((await at("")).text).toBe(
      "1 validation error detected: Value '' at 'secretId' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
    expect((await at("x".repeat(2049))).text).toMatch(
      /at 'secretId' failed to satisfy constraint: Member must have length less than or equal to 2048$/,
    );
    expect(await at(" Inv *?!]Name\\-")).toMatchObject({
      status: 400,
      type: "ValidationException",
      text: "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
    });
  });

  it.each(withId)("%s with a SecretId that is no text", async (name) => {
    for (const SecretId of [7, true, ["a"], { a: 1 }]) {
      const answer = await send(name, { ...whole[name], SecretId });
      expect(answer).toMatchObject({ status: 400, type: "SerializationException" });
    }
  });

  it.each(names)(
    "%s ignores a member it does not know, and takes null for absent",
    async (name) => {
      const plain = await send(name, whole[name]);
      const more = await send(name, { ...whole[name], Unheard: { of: [1] }, NextToken: null });
      expect([more.status, more.type]).toEqual([plain.status, plain.type]);
      expect(plain.status).toBeLessThan(500);
    },
  );

  it.each(names)("%s with a body that is no JSON object", async (name) => {
    for (const body of ["{", "[]", '"text"', "7", "null{"]) {
      const answer = await send(name, body);
      expect(answer).toMatchObject({ status: 400, type: "SerializationException" });
    }
  });

  // Each limit of the model that a client could not be trusted to keep.
  it.each([
    [
      "CreateSecret",
      { Description: "x".repeat(2049) },
      "description",
      "length less than or equal to 2048",
    ],
    [
      "CreateSecret",
      { ClientRequestToken: "short" },
      "clientRequestToken",
      "length greater than or equal to 32",
    ],
    [
      "CreateSecret",
      { Tags: [{ Key: "k".repeat(129), Value: "" }] },
      "tags.1.member.key",
      "length less than or equal to 128",
    ],
    [
      "CreateSecret",
      { AddReplicaRegions: [] },
      "addReplicaRegions",
      "length greater than or equal to 1",
    ],
    ["GetSecretValue", { VersionId: "short" }, "versionId", "length greater than or equal to 32"],
    ["GetSecretValue", { VersionStage: "" }, "versionStage", "length greater than or equal to 1"],
    [
      "GetRandomPassword",
      { PasswordLength: 5000 },
      "passwordLength",
      "value less than or equal to 4096",
    ],
    ["ListSecrets", { MaxResults: 101 }, "maxResults", "value less than or equal to 100"],
    ["ListSecrets", { MaxResults: 0 }, "maxResults", "value greater than or equal to 1"],
    ["ListSecrets", { SortOrder: "up" }, "sortOrder", "satisfy enum value set: [asc, desc]"],
    [
      "ListSecrets",
      { Filters: [{ Key: "name", Values: ["ä"] }] },
      "filters.1.member.values.1.member",
      "satisfy regular expression pattern: ^\\!?[a-zA-Z0-9 :_@\\/\\+\\=\\.\\-\\!]*$",
    ],
    [
      "BatchGetSecretValue",
      { SecretIdList: Array(21).fill("a") },
      "secretIdList",
      "length less than or equal to 20",
    ],
    ["PutSecretValue", { VersionStages: [] }, "versionStages", "length greater than or equal to 1"],
    [
      "PutSecretValue",
      { VersionStages: ["x".repeat(257)] },
      "versionStages.1.member",
      "length less than or equal to 256",
    ],
    [
      "RotateSecret",
      { RotationRules: { Duration: "100h" } },
      "rotationRules.duration",
      "length less than or equal to 3",
    ],
    [
      "PutResourcePolicy",
      { ResourcePolicy: "x".repeat(20_481) },
      "resourcePolicy",
      "length less than or equal to 20480",
    ],
  ] as const)("%s: %o", async (name, change, path, rule) => {
    const answer = await send(name, { ...whole[name], ...change });
    expect(answer).toMatchObject({ status: 400, type: "ValidationException" });
    expect(answer.text).toMatch(/^1 validation error detected: Value/);
    expect(
      answer.text?.endsWith(
        `at '${path}' failed to satisfy constraint: Member must ${rule.startsWith("satisfy") ? "" : "have "}${rule}`,
      ),
    ).toBe(true);
  });

  it("counts all broken limits in one refusal, and never shows a value", async () => {
    const SecretString = "hidden".repeat(11_000);
    const answer = await send("PutSecretValue", { SecretString, ClientRequestToken: "short" });
    expect(answer.text).toMatch(/^3 validation errors detected: /);
    expect(answer.text).toContain("Value at 'secretString' failed");
    expect(JSON.stringify(answer)).not.toContain("hidden");
  });

  it.each([
    ["ListSecrets", { MaxResults: "7" }, "STRING_VALUE can not be converted to an Integer"],
    ["CreateSecret", { Description: 7 }, "NUMBER_VALUE can not be converted to a String"],
    ["CreateSecret", { Tags: {} }, "Start of structure or map found where not expected."],
    ["CreateSecret", { Tags: "a" }, "Unexpected value type in payload"],
    [
      "DeleteSecret",
      { ForceDeleteWithoutRecovery: "yes" },
      "STRING_VALUE can not be converted to a Boolean",
    ],
    ["RotateSecret", { RotationRules: [] }, "Start of list found where not expected"],
  ] as const)("%s with %o", async (name, change, text) => {
    const answer = await send(name, { ...whole[name], ...change });
    expect(answer).toMatchObject({ status: 400, type: "SerializationException", text });
  });
});

describe("facts 11 rule 2: a missing ClientRequestToken is refused before existence", () => {
  it.each([
    ["CreateSecret", "InvalidRequestException"],
    ["UpdateSecret", "InvalidRequestException"],
    ["PutSecretValue", "InvalidRequestException"],
    ["RotateSecret", "InvalidParameterException"],
  ] as const)("%s: %s", async (name, type) => {
    const { ClientRequestToken: _, ...rest } = whole[name] as Record<string, unknown>;
    const answer = await send(name, { ...rest, SecretString: "x", Description: "y" });
    expect([answer.status, answer.answer]).toEqual([
      400,
      {
        __type: type,
        Message: "You must provide a ClientRequestToken value. We recommend a UUID-type value.",
      },
    ]);
  });
});

it("facts 11 rule 1: a bad name comes before everything else that is wrong", async () => {
  for (const name of ["CreateSecret", "PutSecretValue", "RotateSecret"] as const) {
    const answer = await send(name, { Name: "in valid", SecretId: "in valid" });
    expect(answer.text).toMatch(/^Invalid name\./);
  }
});

it("bad input changes nothing and leaves no value behind", () => {
  const written = JSON.stringify([trail(sandbox), sandbox.world.calls]);
  expect(written).not.toContain("hidden");
});
