import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../start";
import {
  ACCOUNT,
  allowing,
  assume,
  denied,
  putIam,
  refusal,
  roleArn,
  sessionKeys,
  stsClient,
  trusting,
} from "./standing.test-support";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  const policies = { all: allowing("*") };
  await putIam(sandbox, {
    users: [
      { name: "bob", accessKeyId: "AKIABOB", secretAccessKey: "bob", policies: {} },
      {
        name: "tagless",
        accessKeyId: "AKIATAGLESS",
        secretAccessKey: "t",
        policies: { some: allowing("sts:AssumeRole") },
      },
    ],
    roles: [
      { name: "Worker", trustPolicy: trusting(ACCOUNT), policies },
      { name: "Long", trustPolicy: trusting(ACCOUNT), policies, maxSessionSeconds: 43_200 },
      {
        name: "Next",
        trustPolicy: trusting(roleArn("Worker")),
        policies,
        maxSessionSeconds: 43_200,
      },
      {
        name: "Tagless",
        trustPolicy: trusting(roleArn("Worker"), undefined, {
          Null: { "aws:TagKeys": "true" },
        }),
      },
      { name: "Named", trustPolicy: trusting(`arn:aws:iam::${ACCOUNT}:user/bob`) },
      {
        name: "External",
        trustPolicy: trusting(ACCOUNT, ["sts:AssumeRole"], {
          StringEquals: { "sts:ExternalId": "right:id" },
        }),
      },
      { name: "Plain", trustPolicy: trusting(ACCOUNT, ["sts:AssumeRole"]) },
      { name: "Nobody", trustPolicy: trusting("444455556666") },
    ],
  });
});
afterAll(() => sandbox.close());

describe("AssumeRole answers", () => {
  // Facts 3: session ARN, ids, an hour by default, no PackedPolicySize without policy or tags.
  it("credentials that are who they say", async () => {
    const before = Date.now();
    const answer = await assume(sandbox, {});
    expect(answer.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/Worker/ann`);
    expect(answer.AssumedRoleUser?.AssumedRoleId).toMatch(/^AROA[A-Z0-9]{17}:ann$/);
    expect(answer.Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z0-9]{16}$/);
    expect(answer).not.toHaveProperty("PackedPolicySize");
    expect(answer.SourceIdentity).toBeUndefined();
    const life = (answer.Credentials?.Expiration?.getTime() ?? 0) - before;
    expect(Math.abs(life - 3_600_000)).toBeLessThan(5_000);
    const { Credentials } = answer;
    const identity = await stsClient(sandbox, {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken,
    }).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({
      Account: ACCOUNT,
      Arn: answer.AssumedRoleUser?.Arn,
      UserId: answer.AssumedRoleUser?.AssumedRoleId,
    });
  });

  it("a packed size in percent once there is a policy or a tag", async () => {
    const withTags = await assume(sandbox, { Tags: [{ Key: "team", Value: "a" }] });
    expect(withTags.PackedPolicySize).toBeGreaterThan(0);
    const withPolicy = await assume(sandbox, { Policy: JSON.stringify(allowing("s3:*")) });
    expect(withPolicy.PackedPolicySize).toBeLessThanOrEqual(100);
  });

  it("the source identity, which stays for the chain", async () => {
    const first = await sessionKeys(sandbox, { SourceIdentity: "alice" });
    const kept = await assume(sandbox, { role: "Next" }, first);
    expect(kept.SourceIdentity).toBe("alice");
    await expect(assume(sandbox, { role: "Next", SourceIdentity: "eve" }, first)).rejects.toEqual(
      denied("sts:SetSourceIdentity", "Next", `arn:aws:sts::${ACCOUNT}:assumed-role/Worker/ann`),
    );
  });
});

describe("AssumeRole asks both sides", () => {
  it("the role's trust policy: another account, nobody, a role that is not there", async () => {
    for (const role of ["Nobody", "Missing"]) {
      await expect(assume(sandbox, { role })).rejects.toEqual(denied("sts:AssumeRole", role));
    }
  });

  // A trust policy that names the account leaves it to the account; one that names the user does not.
  it("the caller's own policies, unless the role names the caller", async () => {
    const bob = { accessKeyId: "AKIABOB", secretAccessKey: "bob" };
    await expect(assume(sandbox, {}, bob)).rejects.toEqual(
      denied("sts:AssumeRole", "Worker", `arn:aws:iam::${ACCOUNT}:user/bob`),
    );
    await expect(assume(sandbox, { role: "Named" }, bob)).resolves.toBeDefined();
  });

  it("for MFA, which nobody here has", async () => {
    const SerialNumber = `arn:aws:iam::${ACCOUNT}:mfa/bob`;
    await expect(assume(sandbox, { SerialNumber, TokenCode: "123456" })).rejects.toEqual(
      refusal("AccessDenied", /^MultiFactorAuthentication failed/, 403),
    );
  });

  it("for the external id", async () => {
    const answer = await assume(sandbox, { role: "External", ExternalId: "right:id" });
    expect(answer.Credentials).toBeDefined();
    for (const ExternalId of ["wrong", undefined]) {
      await expect(assume(sandbox, { role: "External", ExternalId })).rejects.toEqual(
        denied("sts:AssumeRole", "External"),
      );
    }
  });

  it("for sts:TagSession and sts:SetSourceIdentity, in the trust policy and for the caller", async () => {
    const Tags = [{ Key: "team", Value: "a" }];
    await expect(assume(sandbox, { role: "Plain", Tags })).rejects.toEqual(
      denied("sts:TagSession", "Plain"),
    );
    await expect(assume(sandbox, { role: "Plain", SourceIdentity: "ann" })).rejects.toEqual(
      denied("sts:SetSourceIdentity", "Plain"),
    );
    const tagless = { accessKeyId: "AKIATAGLESS", secretAccessKey: "t" };
    await expect(assume(sandbox, { Tags }, tagless)).rejects.toEqual(
      denied("sts:TagSession", "Worker", `arn:aws:iam::${ACCOUNT}:user/tagless`),
    );
  });
});

describe("AssumeRole limits", () => {
  it("the duration by the role, and by an hour in a chain", async () => {
    await expect(assume(sandbox, { DurationSeconds: 3_601 })).rejects.toEqual(
      refusal(
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
      ),
    );
    await expect(assume(sandbox, { role: "Long", DurationSeconds: 43_200 })).resolves.toBeDefined();
    const first = await sessionKeys(sandbox, {});
    await expect(assume(sandbox, { role: "Next", DurationSeconds: 3_601 }, first)).rejects.toEqual(
      refusal(
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
      ),
    );
    await expect(
      assume(sandbox, { role: "Next", DurationSeconds: 3_600 }, first),
    ).resolves.toBeDefined();
  });

  it("session policies to what a session can have", async () => {
    const broken = [
      "{",
      "[]",
      "{}",
      '{"Statement":[]}',
      '{"Statement":[{"Effect":"Maybe","Action":"*","Resource":"*"}]}',
      '{"Statement":{"Effect":"Allow","Action":"*"}}',
      '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}',
      '{"Version":"2020","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
    ];
    for (const Policy of broken) {
      await expect(assume(sandbox, { Policy }), Policy).rejects.toEqual(
        refusal("MalformedPolicyDocumentException", /./),
      );
    }
  });

  it("tags that follow cannot be set anew, in whatever case", async () => {
    const first = await sessionKeys(sandbox, {
      Tags: [{ Key: "team", Value: "a" }],
      TransitiveTagKeys: ["team"],
    });
    for (const Key of ["team", "TEAM"]) {
      await expect(
        assume(sandbox, { role: "Next", Tags: [{ Key, Value: "b" }] }, first),
      ).rejects.toEqual(
        refusal(
          "InvalidParameterValue",
          "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
        ),
      );
    }
    // A trust policy judges the tags of the request, not those that follow.
    const second = await sessionKeys(sandbox, { role: "Tagless" }, first);
    const tags = sandbox.world.sessions.get(second.accessKeyId)?.caller.sessionTags;
    expect(tags).toEqual({ team: "a" });
  });
});

describe("a session", () => {
  // Guarantees that credentials end by the simulated clock while signatures follow the real one.
  it("expires by the clock, with AWS's words", async () => {
    const own = await startSandbox();
    try {
      await putIam(own, { roles: [{ name: "Worker", trustPolicy: trusting(ACCOUNT) }] });
      const keys = await sessionKeys(own, { DurationSeconds: 900 });
      const who = () => stsClient(own, keys).send(new GetCallerIdentityCommand({}));
      own.world.clock.advance(880_000);
      await expect(who()).resolves.toBeDefined();
      own.world.clock.advance(30_000);
      await expect(who()).rejects.toEqual(
        refusal("ExpiredToken", "The security token included in the request is expired", 403),
      );
    } finally {
      await own.close();
    }
  });

  it("is nobody with another session's token, or without one", async () => {
    const [ann, eve] = [await sessionKeys(sandbox, {}), await sessionKeys(sandbox, {})];
    for (const sessionToken of [eve.sessionToken, undefined, "made-up"]) {
      await expect(
        stsClient(sandbox, { ...ann, sessionToken }).send(new GetCallerIdentityCommand({})),
      ).rejects.toEqual(
        refusal(
          "InvalidClientTokenId",
          "The security token included in the request is invalid.",
          403,
        ),
      );
    }
  });
});
