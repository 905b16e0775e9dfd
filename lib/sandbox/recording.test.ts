import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AwsError, type Caller } from "./contract";
import { dispatch } from "./dispatch";
import { JSON_CALL, rawCall, type Tally, testServices } from "./raw-calls.test-support";
import { services } from "./services";
import { type Sandbox, startSandbox } from "./start";
import {
  ACCOUNT,
  allowing,
  assume,
  putIam,
  roleArn,
  sessionKeys,
  trusting,
} from "./sts/standing.test-support";

const tally: Tally = { writes: 0 };
let sandbox: Sandbox;
const trail = (account = ACCOUNT) => sandbox.world.trailOf(account, "eu-west-1");

beforeAll(async () => {
  sandbox = await startSandbox({ services: [...testServices(tally), ...services] });
  sandbox.controls.throttle.scale = null;
  const role = { name: "Worker", trustPolicy: trusting(ACCOUNT) };
  await putIam(sandbox, {
    roles: [
      { ...role, policies: { all: allowing("*") } },
      { ...role, name: "Powerless" },
    ],
  });
  const closed = { name: "Closed", trustPolicy: trusting("777788889999") };
  const open = { name: "Open", trustPolicy: trusting(ACCOUNT) };
  await putIam(sandbox, { accountId: "444455556666", roles: [closed, open] });
});
afterAll(() => sandbox.close());

describe("CloudTrail", () => {
  // Guarantees that what was done and what was refused are both on record, with who and why.
  it("keeps a call with its caller, parameters and request id", async () => {
    const answer = await rawCall(sandbox.url, { ...JSON_CALL, body: '{"Name":"n"}' });
    expect(trail().at(-1)).toMatchObject({
      eventName: "Echo",
      eventSource: "echo.amazonaws.com",
      eventType: "AwsApiCall",
      requestId: answer.headers["x-amzn-requestid"],
      requestParameters: { Name: "n" },
      sourceIpAddress: "127.0.0.1",
      caller: { arn: `arn:aws:iam::${ACCOUNT}:user/Administrator` },
    });
    expect(trail().at(-1)?.errorCode).toBeUndefined();
  });

  it("keeps a refused call with code and text", async () => {
    const keys = await sessionKeys(sandbox, { role: "Powerless", SourceIdentity: "ann" });
    await rawCall(sandbox.url, {
      ...JSON_CALL,
      ...keys,
      headers: { ...JSON_CALL.headers, "x-amz-security-token": keys.sessionToken ?? "" },
    });
    expect(trail().at(-1)).toMatchObject({
      eventName: "Echo",
      errorCode: "AccessDeniedException",
      errorMessage: expect.stringContaining("because no identity-based policy allows"),
      caller: { sourceIdentity: "ann", roleName: "Powerless" },
      responseElements: null,
    });
    expect(sandbox.world.calls.at(-1)).toMatchObject({
      outcome: "refused",
      tookEffect: false,
      sourceIdentity: "ann",
      status: 400,
    });
  });

  it("keeps one AssumeRole in both accounts, and never what signs", async () => {
    const closed = assume(sandbox, { RoleArn: roleArn("Closed", "444455556666") });
    await expect(closed).rejects.toThrow("is not authorized to perform: sts:AssumeRole");
    expect(trail().at(-1)).toMatchObject({
      eventName: "AssumeRole",
      errorCode: "AccessDeniedException",
    });
    // Turned away: the other account is not told.
    expect(trail("444455556666")).toEqual([]);
    const { Credentials } = await assume(sandbox, { RoleArn: roleArn("Open", "444455556666") });
    for (const account of [ACCOUNT, "444455556666"]) {
      const record = trail(account).at(-1);
      expect(record).toMatchObject({ eventName: "AssumeRole", accountId: account });
      const text = JSON.stringify(record);
      expect(text).not.toContain(Credentials?.SecretAccessKey);
      expect(text).not.toContain(Credentials?.SessionToken);
    }
  });
});

describe("calls without the wire", () => {
  const caller = (): Caller => ({
    kind: "user",
    accountId: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:user/nobody`,
    userId: "AIDANOBODY",
    accessKeyId: "AKIANOBODY",
    userName: "nobody",
    sessionTags: {},
  });
  const request = (more: object = {}) => ({
    service: "echo",
    operation: "Echo",
    region: "eu-west-1",
    input: { Name: "n" },
    caller: caller(),
    sourceIpAddress: "203.0.113.7",
    userAgent: "terraform",
    ...more,
  });

  it("are authorized like any other", async () => {
    await expect(dispatch(sandbox.world, request())).rejects.toThrow(AwsError);
    expect(trail().at(-1)).toMatchObject({ errorCode: "AccessDeniedException" });
  });

  it("are let in unasked, recorded at their own time, or not at all", async () => {
    const before = trail().length;
    const output = await dispatch(sandbox.world, request({ unauthorized: true }));
    expect(output).toMatchObject({ Name: "n" });
    expect(trail().at(-1)).toMatchObject({
      userAgent: "terraform",
      sourceIpAddress: "203.0.113.7",
    });
    await dispatch(sandbox.world, request({ unauthorized: true, unrecorded: true }));
    expect(trail().length).toBe(before + 1);
  });
});

describe("two people at once", () => {
  // Guarantees that no call is ever answered, logged or recorded under somebody else's name.
  it("stay apart over 4,000 interleaved calls", async () => {
    const people = await Promise.all(
      ["ann", "eve"].map(async (name) => ({
        name,
        keys: await sessionKeys(sandbox, {
          RoleSessionName: name,
          SourceIdentity: name,
          Tags: [{ Key: "who", Value: name }],
        }),
      })),
    );
    const from = sandbox.world.calls.length;
    const one = async (index: number) => {
      const person = people[(index * 7 + (index >> 3)) % 2];
      if (!person) throw new Error("There are two people.");
      const answer = await rawCall(sandbox.url, {
        ...JSON_CALL,
        ...person.keys,
        headers: { ...JSON_CALL.headers, "x-amz-security-token": person.keys.sessionToken ?? "" },
        body: JSON.stringify({ Name: person.name }),
      });
      return { requestId: answer.headers["x-amzn-requestid"], name: person.name };
    };
    const made: Awaited<ReturnType<typeof one>>[] = [];
    for (let batch = 0; batch < 4_000; batch += 50) {
      made.push(...(await Promise.all(Array.from({ length: 50 }, (_, i) => one(batch + i)))));
    }
    const logged = new Map(sandbox.world.calls.slice(from).map((each) => [each.requestId, each]));
    const recorded = new Map(trail().map((each) => [each.requestId, each]));
    for (const { requestId, name } of made) {
      const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/Worker/${name}`;
      expect(logged.get(String(requestId))).toMatchObject({
        principalArn: arn,
        sourceIdentity: name,
        sessionTags: { who: name },
        resource: name,
        outcome: "ok",
      });
      expect(recorded.get(String(requestId))).toMatchObject({
        caller: { arn },
        requestParameters: { Name: name },
      });
    }
    expect(logged.size).toBe(4_000);
  });
});
