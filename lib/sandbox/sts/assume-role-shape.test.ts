import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../start";
import { ACCOUNT, assume, putIam, refusal, trusting } from "./standing.test-support";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  await putIam(sandbox, { roles: [{ name: "Worker", trustPolicy: trusting(ACCOUNT) }] });
});
afterAll(() => sandbox.close());

// Facts 11.12: shape first, whoever asks for whatever role. Texts as recorded.
describe("AssumeRole refuses by shape", () => {
  const detected = (count: number, what: string) =>
    `${count} validation error${count > 1 ? "s" : ""} detected: ${what}`;
  const cases: [string, Parameters<typeof assume>[1], string, string][] = [
    ...[
      "nothing-valid-in-here",
      "arn::b:::something/test-role",
      "arn:a::::something/test-role",
      "arn:a:::something/test-role",
      "arn:a:a::aaaaaaaaaa:",
    ].map((arn): [string, Parameters<typeof assume>[1], string, string] => [
      `role ARN ${arn}`,
      { RoleArn: arn },
      "ValidationError",
      `${arn} is invalid`,
    ]),
    [
      "a role ARN that is too short",
      { RoleArn: "arn" },
      "ValidationError",
      detected(
        1,
        "Value 'arn' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
      ),
    ],
    [
      "a session name with a colon",
      { RoleSessionName: "Session1:2" },
      "ValidationError",
      detected(
        1,
        "Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
      ),
    ],
    [
      "a session name of 65",
      { RoleSessionName: "s".repeat(65) },
      "ValidationError",
      detected(
        1,
        `Value '${"s".repeat(65)}' at 'roleSessionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
      ),
    ],
    [
      "a missing session name",
      { RoleSessionName: undefined },
      "ValidationError",
      detected(
        1,
        "Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null",
      ),
    ],
    [
      "a duration below 900",
      { DurationSeconds: 899 },
      "ValidationError",
      detected(
        1,
        "Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
      ),
    ],
    [
      "a duration above 43,200",
      { DurationSeconds: 43_201 },
      "ValidationError",
      detected(
        1,
        "Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
      ),
    ],
    [
      "an external id of one character",
      { ExternalId: "x" },
      "ValidationError",
      detected(
        1,
        "Value 'x' at 'externalId' failed to satisfy constraint: Member must have length greater than or equal to 2",
      ),
    ],
    [
      "a source identity with a space",
      { SourceIdentity: "a b" },
      "ValidationError",
      detected(
        1,
        "Value 'a b' at 'sourceIdentity' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
      ),
    ],
    [
      "a code of five digits",
      { SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/bob`, TokenCode: "12345" },
      "ValidationError",
      detected(
        1,
        "Value '12345' at 'tokenCode' failed to satisfy constraint: Member must have length greater than or equal to 6",
      ),
    ],
    [
      "a serial number of three characters",
      { SerialNumber: "abc", TokenCode: "123456" },
      "ValidationError",
      detected(
        1,
        "Value 'abc' at 'serialNumber' failed to satisfy constraint: Member must have length greater than or equal to 9",
      ),
    ],
    [
      "two wrong members",
      { RoleArn: "arn", RoleSessionName: "x" },
      "ValidationError",
      detected(
        2,
        "Value 'arn' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20; Value 'x' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2",
      ),
    ],
    [
      "tag keys that differ in case only",
      {
        Tags: [
          { Key: "team", Value: "a" },
          { Key: "TEAM", Value: "b" },
        ],
      },
      "InvalidParameterValue",
      "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    ],
    [
      "a transitive key without its tag",
      { Tags: [{ Key: "team", Value: "a" }], TransitiveTagKeys: ["env"] },
      "InvalidParameterValue",
      "The specified transitive tag key must be included in the requested tags.",
    ],
  ];
  it.each(cases)("%s", async (_name, input, code, message) => {
    await expect(assume(sandbox, input)).rejects.toEqual(refusal(code, message));
    // The role plays no part in it.
    if (!input.RoleArn) {
      await expect(assume(sandbox, { role: "Missing", ...input })).rejects.toEqual(
        refusal(code, message),
      );
    }
  });

  it("51 tags, a tag value of 257, a policy of 2,049 characters", async () => {
    const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "v" }));
    await expect(assume(sandbox, { Tags })).rejects.toEqual(refusal("ValidationError", /'tags'/));
    await expect(assume(sandbox, { Tags: [{ Key: "k", Value: "v".repeat(257) }] })).rejects.toEqual(
      refusal("ValidationError", /less than or equal to 256/),
    );
    const filler = "x".repeat(2_049);
    await expect(assume(sandbox, { Policy: filler })).rejects.toEqual(
      refusal("ValidationError", /at 'policy' .* less than or equal to 2048/),
    );
  });
});
