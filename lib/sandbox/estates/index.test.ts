import { paginateListSecrets, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect, test } from "vitest";
import { storeOf } from "../secrets-manager/store";
import { startSandbox } from "../start";
import { type Estate, estateNamed, estates, numbered } from "./index";

/** The names of every secret in one Region of a sandbox that starts with the estate. */
async function namesIn(estate: Estate, region = "us-east-1"): Promise<string[]> {
  const startedAt = performance.now();
  const sandbox = await startSandbox({ estate });
  console.info(`ready after ${Math.round(performance.now() - startedAt)} ms`);
  sandbox.controls.throttle.scale = null;
  const client = new SecretsManagerClient({
    endpoint: sandbox.url,
    region,
    credentials: { accessKeyId: "AKIA111122223333", secretAccessKey: "sandbox" },
  });
  try {
    const names: string[] = [];
    for await (const page of paginateListSecrets({ client }, { MaxResults: 100 })) {
      names.push(...(page.SecretList ?? []).map((entry) => entry.Name ?? ""));
    }
    return names;
  } finally {
    client.destroy();
    await sandbox.close();
  }
}

test("the empty estate has one account and no secret", async () => {
  expect(await namesIn(estates.empty)).toEqual([]);
});

test("a numbered estate has exactly that many secrets, the same every time", async () => {
  const names = await namesIn(numbered(1_234));
  expect(new Set(names).size).toBe(1_234);
  expect(await namesIn(numbered(1_234))).toEqual(names);
  const prefixes = new Set(names.map((name) => name.split("/")[0]));
  expect(prefixes.size).toBe(4);
});

test("a numbered estate rotates if its name says so", async () => {
  const rotating = estateNamed("60-rotating") ?? estates.empty;
  const { world, close } = await startSandbox({ estate: rotating });
  const { all } = storeOf(world.region("111122223333", "us-east-1"));
  expect([...all].filter(({ rotation }) => rotation?.nextAt)).toHaveLength(60);
  await close();
});

test("100,000 secrets are made", async () => {
  const startedAt = performance.now();
  const { world, close } = await startSandbox({ estate: numbered(100_000) });
  const mebibytes = Math.round(process.memoryUsage().rss / 1024 ** 2);
  console.info(`ready after ${Math.round(performance.now() - startedAt)} ms, ${mebibytes} MiB`);
  expect(storeOf(world.region("111122223333", "us-east-1")).size).toBe(100_000);
  await close();
});

test("an estate is named by word or by number, and by nothing else", () => {
  expect(estateNamed("empty")).toBe(estates.empty);
  expect(estateNamed("demo")).toBe(estates.demo);
  expect(estateNamed("250")).toBeTypeOf("function");
  for (const name of ["", "nothing", "-1", "1.5", "1e5", "constructor", "12345678", "10-turning"]) {
    expect(estateNamed(name)).toBeUndefined();
  }
});
