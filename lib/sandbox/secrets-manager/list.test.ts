import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../start";
import { allRefused, clientOf, frozenSandbox, refusal } from "./secrets.test-support";
import { seedSecret } from "./seed";
import { timingOf } from "./timing";

let sandbox: Sandbox;
let client: ReturnType<typeof clientOf>;
beforeAll(async () => {
  sandbox = await frozenSandbox();
  client = clientOf(sandbox);
});
afterAll(() => sandbox.close());

const account = "111122223333";
const list = (input: ListSecretsCommandInput = {}, region = "us-east-1") =>
  clientOf(sandbox, region).send(new ListSecretsCommand(input));

async function allNames(input: ListSecretsCommandInput, region: string): Promise<string[]> {
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await list({ ...input, NextToken }, region);
    for (const each of page.SecretList ?? []) names.push(each.Name ?? "");
    NextToken = page.NextToken;
  } while (NextToken);
  return names;
}

describe("facts 1.2 ListSecrets: order and pages", () => {
  const region = "eu-west-1";
  beforeAll(() => {
    for (const [i, name] of ["delta", "alpha", "charlie", "bravo"].entries()) {
      const createdAt = new Date(Date.UTC(2026, 0, i + 1));
      const changedAt = new Date(Date.UTC(2026, 1, 10 - i));
      const readAt = i === 0 ? undefined : new Date(Date.UTC(2026, 2, (i * 7) % 5));
      seedSecret(sandbox.world, account, region, { name, createdAt, changedAt, readAt });
    }
  });

  it.each([
    [{}, "delta alpha charlie bravo"],
    [{ SortOrder: "desc" as const }, "bravo charlie alpha delta"],
    [{ SortBy: "name" as const }, "alpha bravo charlie delta"],
    [{ SortBy: "name" as const, SortOrder: "desc" as const }, "delta charlie bravo alpha"],
    [{ SortBy: "last-changed-date" as const }, "bravo charlie alpha delta"],
    [{ SortBy: "last-accessed-date" as const }, "delta bravo alpha charlie"],
  ])("%o", async (input, expected) => {
    expect(await allNames({ ...input, MaxResults: 1 }, region)).toEqual(expected.split(" "));
    expect(await allNames(input, region)).toEqual(expected.split(" "));
  });

  it("the last page has no NextToken member", async () => {
    expect(await list({}, region)).not.toHaveProperty("NextToken");
  });

  it("a filter on names gives the same in every order and page size", async () => {
    const Filters = [{ Key: "name" as const, Values: ["a", "c", "d"] }];
    for (const MaxResults of [1, 2, 100]) {
      const input = { Filters, MaxResults, SortOrder: "desc" as const };
      expect(await allNames(input, region)).toEqual(["charlie", "alpha", "delta"]);
    }
  });
});

// Someone deletes and someone creates while a third pages: nobody misses what stayed.
it("paging tokens survive changes between two pages", async () => {
  const region = "eu-central-1";
  for (let i = 0; i < 10; i++) {
    const name = `page/${i}`;
    seedSecret(sandbox.world, account, region, {
      name,
      createdAt: new Date(Date.UTC(2026, 0, i + 1)),
    });
  }
  const firstPage = await list({ MaxResults: 3 }, region);
  const there = clientOf(sandbox, region);
  for (const gone of ["page/1", "page/2", "page/5"]) {
    await there.send(new DeleteSecretCommand({ SecretId: gone, ForceDeleteWithoutRecovery: true }));
  }
  await there.send(new CreateSecretCommand({ Name: "page/new" }));
  const rest = await list({ NextToken: firstPage.NextToken }, region);
  expect(rest.SecretList?.map((each) => each.Name)).toEqual(
    ["3", "4", "6", "7", "8", "9", "new"].map((each) => `page/${each}`),
  );
});

it.each(["nonsense", Buffer.from('["x",{}]').toString("base64")])(
  "facts 1: the token %s is refused in all three paged operations",
  async (NextToken) => {
    await client.send(new CreateSecretCommand({ Name: `token-${NextToken.length}` }));
    const SecretId = `token-${NextToken.length}`;
    const Filters = [{ Key: "name" as const, Values: ["t"] }];
    for (const answer of await allRefused([
      list({ NextToken }),
      client.send(new ListSecretVersionIdsCommand({ SecretId, NextToken })),
      client.send(new BatchGetSecretValueCommand({ Filters, NextToken })),
    ])) {
      expect(answer.code).toBe("InvalidNextTokenException");
    }
  },
);

it("a token of one question does not answer another", async () => {
  const { NextToken } = await list({ MaxResults: 1 });
  const other = list({ NextToken, SortBy: "name" });
  expect((await refusal(other)).code).toBe("InvalidNextTokenException");
});

it("facts 1.2: an entry names its labels SecretVersionsToStages", async () => {
  const SecretId = "entry";
  const made = await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: "one" }));
  const Filters = [{ Key: "name" as const, Values: [SecretId] }];
  const [entry] = (await list({ Filters })).SecretList ?? [];
  expect(entry?.SecretVersionsToStages).toEqual({ [made.VersionId ?? ""]: ["AWSCURRENT"] });
  expect(entry).not.toHaveProperty("VersionIdsToStages");
});

it("facts 2.11: ListSecrets may lag behind", async () => {
  timingOf(sandbox.world).listLagMs = 300_000;
  await client.send(new CreateSecretCommand({ Name: "lagging" }));
  const Filters = [{ Key: "name" as const, Values: ["lagging"] }];
  expect((await list({ Filters })).SecretList).toEqual([]);
  sandbox.world.clock.advance(300_000);
  expect((await list({ Filters })).SecretList).toHaveLength(1);
  timingOf(sandbox.world).listLagMs = 0;
});

it("the order follows changes and reads", async () => {
  const region = "ap-south-1";
  const there = clientOf(sandbox, region);
  for (const Name of ["one", "two", "three"]) {
    await there.send(new CreateSecretCommand({ Name, SecretString: "x" }));
    sandbox.world.clock.advance(1000);
  }
  await there.send(new UpdateSecretCommand({ SecretId: "one", Description: "changed" }));
  await there.send(new GetSecretValueCommand({ SecretId: "two" }));
  expect(await allNames({ SortBy: "last-changed-date" }, region)).toEqual(["two", "three", "one"]);
  expect(await allNames({ SortBy: "last-accessed-date", SortOrder: "desc" }, region)).toEqual([
    "two",
    "three",
    "one",
  ]);
});

describe("facts 1.2, 11 ListSecretVersionIds", () => {
  const SecretId = "versions";
  const ids: string[] = [];
  beforeAll(async () => {
    await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: "0" }));
    for (let i = 1; i < 5; i++) {
      sandbox.world.clock.advance(1000);
      const put = await client.send(new PutSecretValueCommand({ SecretId, SecretString: `${i}` }));
      ids.push(put.VersionId ?? "");
    }
  });

  it("shows labelled versions, with full ARN, key and real dates", async () => {
    const { $metadata: _, ...answer } = await client.send(
      new ListSecretVersionIdsCommand({ SecretId }),
    );
    expect(answer).toEqual({
      ARN: expect.stringMatching(/-[A-Za-z0-9]{6}$/),
      Name: SecretId,
      Versions: [
        {
          VersionId: ids[2],
          VersionStages: ["AWSPREVIOUS"],
          CreatedDate: expect.any(Date),
          KmsKeyIds: ["DefaultEncryptionKey"],
        },
        {
          VersionId: ids[3],
          VersionStages: ["AWSCURRENT"],
          CreatedDate: expect.any(Date),
          KmsKeyIds: ["DefaultEncryptionKey"],
        },
      ],
    });
  });

  it("lists deprecated versions without a VersionStages member, in pages", async () => {
    const found: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new ListSecretVersionIdsCommand({
          SecretId,
          IncludeDeprecated: true,
          MaxResults: 2,
          NextToken,
        }),
      );
      for (const version of page.Versions ?? []) {
        found.push(version.VersionId ?? "");
        if (version.VersionStages === undefined)
          expect(version).not.toHaveProperty("VersionStages");
      }
      NextToken = page.NextToken;
    } while (NextToken);
    expect(found).toHaveLength(5);
    expect(found.slice(1)).toEqual(ids);
  });

  it("facts 2.2 rule 7: a deprecated version can still be read by its id", async () => {
    const read = await client.send(new GetSecretValueCommand({ SecretId, VersionId: ids[0] }));
    expect(read.SecretString).toBe("1");
    expect(read).not.toHaveProperty("VersionStages");
  });
});
