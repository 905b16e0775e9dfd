import {
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Sandbox } from "../start";
import {
  addFunction,
  allRefused,
  clientOf,
  frozenSandbox,
  recordNames,
  refusal,
  trail,
} from "./secrets.test-support";
import { timingOf } from "./timing";

const day = 86_400_000;
let sandbox: Sandbox;
let client: ReturnType<typeof clientOf>;
beforeAll(async () => {
  sandbox = await frozenSandbox();
  client = clientOf(sandbox);
});
afterAll(() => sandbox.close());

let SecretId = "";
let arn = "";
let serial = 0;
beforeEach(async () => {
  SecretId = `doomed/${serial++}`;
  const made = await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: "one" }));
  arn = made.ARN ?? "";
});

const remove = (input: object) => client.send(new DeleteSecretCommand({ SecretId, ...input }));
const described = () => client.send(new DescribeSecretCommand({ SecretId }));
const marked = {
  code: "InvalidRequestException",
  message: "You can't perform this operation on the secret because it was marked for deletion.",
  status: 400,
};

describe("facts 2.3: planned deletion", () => {
  it("answers the end of the window, and shows the moment of the request afterwards", async () => {
    const now = sandbox.world.clock.now();
    const { DeletionDate } = await remove({ RecoveryWindowInDays: 7 });
    expect(DeletionDate).toEqual(new Date(now.getTime() + 7 * day));
    sandbox.world.clock.advance(1000);
    expect((await described()).DeletedDate).toEqual(now);
  });

  it("has a window of 30 days unless told otherwise", async () => {
    const { DeletionDate } = await remove({});
    expect(DeletionDate?.getTime()).toBe(sandbox.world.clock.now().getTime() + 30 * day);
  });

  it("turns rotation off for good, and keeps the function, versions and labels", async () => {
    const RotationLambdaARN = addFunction(sandbox, "rotate-doomed");
    const RotationRules = { AutomaticallyAfterDays: 10 };
    await client.send(new RotateSecretCommand({ SecretId, RotationLambdaARN, RotationRules }));
    sandbox.world.clock.advance(10_000);
    const before = await described();
    expect(before.NextRotationDate).toBeDefined();
    await remove({});
    const after = await described();
    expect(after).toMatchObject({ RotationEnabled: false, RotationLambdaARN });
    expect(after.NextRotationDate).toBeUndefined();
    expect(after.VersionIdsToStages).toEqual(before.VersionIdsToStages);
    await client.send(new RestoreSecretCommand({ SecretId }));
    expect((await described()).RotationEnabled).toBe(false);
  });

  it.each([0, 6, 31])("refuses a window of %i days", async (RecoveryWindowInDays) => {
    expect(await refusal(remove({ RecoveryWindowInDays }))).toEqual({
      code: "InvalidParameterException",
      message: "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
      status: 400,
    });
  });

  it("refuses force together with a window, but not force=false", async () => {
    const RecoveryWindowInDays = 7;
    const force = remove({ RecoveryWindowInDays, ForceDeleteWithoutRecovery: true });
    expect((await refusal(force)).code).toBe("InvalidParameterException");
    await remove({ RecoveryWindowInDays, ForceDeleteWithoutRecovery: false });
  });

  it("blocks the name, hides from lists and refuses changes until it is restored", async () => {
    await remove({});
    expect(
      await refusal(client.send(new CreateSecretCommand({ Name: SecretId, SecretString: "two" }))),
    ).toEqual({
      code: "InvalidRequestException",
      message:
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      status: 400,
    });
    const Filters = [{ Key: "name" as const, Values: [SecretId] }];
    const listed = (IncludePlannedDeletion?: boolean) =>
      client.send(new ListSecretsCommand({ Filters, IncludePlannedDeletion }));
    expect((await listed()).SecretList?.map((each) => each.Name)).not.toContain(SecretId);
    expect((await listed(true)).SecretList?.map((each) => each.Name)).toContain(SecretId);
    for (const answer of await allRefused([
      client.send(new GetSecretValueCommand({ SecretId })),
      client.send(new TagResourceCommand({ SecretId, Tags: [{ Key: "a", Value: "b" }] })),
      client.send(new UntagResourceCommand({ SecretId, TagKeys: ["a"] })),
      client.send(new DeleteResourcePolicyCommand({ SecretId })),
      client.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage: "X" })),
      client.send(new RotateSecretCommand({ SecretId })),
      remove({}),
    ])) {
      expect(answer).toEqual(marked);
    }
    await client.send(new ListSecretVersionIdsCommand({ SecretId }));
    await client.send(new RestoreSecretCommand({ SecretId }));
    expect((await described()).DeletedDate).toBeUndefined();
    await client.send(new GetSecretValueCommand({ SecretId }));
  });

  it("erases some time after the window, never before, and frees the name", async () => {
    const from = trail(sandbox).length;
    await remove({ RecoveryWindowInDays: 7 });
    sandbox.world.clock.advance(7 * day - 1);
    await described();
    sandbox.world.clock.advance(timingOf(sandbox.world).purgeDelayMs + 1);
    expect((await refusal(described())).code).toBe("ResourceNotFoundException");
    expect(recordNames(sandbox, from)).toContain("EndSecretVersionDelete");
    const again = await client.send(new CreateSecretCommand({ Name: SecretId }));
    expect(again.ARN).not.toBe(arn);
  });
});

describe("facts 4.3: events of version deletion", () => {
  it("start, cancel and end are written once per version, by the service", async () => {
    const from = trail(sandbox).length;
    await remove({});
    await client.send(new RestoreSecretCommand({ SecretId }));
    await remove({ ForceDeleteWithoutRecovery: true });
    const events = trail(sandbox)
      .slice(from)
      .filter((record) => record.eventType === "AwsServiceEvent");
    expect(events.map((record) => record.eventName)).toEqual([
      "StartSecretVersionDelete",
      "CancelSecretVersionDelete",
      "StartSecretVersionDelete",
      "EndSecretVersionDelete",
    ]);
    expect(events[0]).toMatchObject({
      additionalEventData: { SecretId: arn },
      requestParameters: null,
      responseElements: null,
      readOnly: false,
    });
  });
});

describe("facts 1.2 DeleteSecret: without recovery", () => {
  it("is gone at once, and works on a secret already planned to go", async () => {
    await remove({});
    const { DeletionDate } = await remove({ ForceDeleteWithoutRecovery: true });
    expect(DeletionDate).toEqual(sandbox.world.clock.now());
    expect((await refusal(described())).code).toBe("ResourceNotFoundException");
  });

  it("answers as if a secret that never was had been deleted", async () => {
    const input = { SecretId: "never/was", ForceDeleteWithoutRecovery: true };
    const answer = await client.send(new DeleteSecretCommand(input));
    expect(answer.Name).toBe("never/was");
    expect(answer.ARN).toMatch(/:secret:never\/was-[A-Za-z0-9]{6}$/);
    expect(answer.DeletionDate).toBeDefined();
  });

  it("facts 11 rule 1: a bad name is refused even then", async () => {
    const input = { SecretId: "Inv Name", ForceDeleteWithoutRecovery: true };
    const call = client.send(new DeleteSecretCommand(input));
    expect((await refusal(call)).code).toBe("ValidationException");
  });

  it("facts 2.3: can lag, and the name is held meanwhile", async () => {
    timingOf(sandbox.world).forceDeleteMs = 5000;
    await remove({ ForceDeleteWithoutRecovery: true });
    const create = () => client.send(new CreateSecretCommand({ Name: SecretId }));
    expect((await refusal(create())).message).toMatch(/already scheduled for deletion/);
    sandbox.world.clock.advance(5000);
    await create();
    timingOf(sandbox.world).forceDeleteMs = 0;
  });
});

it("facts 1.2 RestoreSecret: harmless on an active secret", async () => {
  const answer = await client.send(new RestoreSecretCommand({ SecretId }));
  expect(answer).toMatchObject({ ARN: arn, Name: SecretId });
});
