import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LoggedCall, World } from "./contract";
import { JSON_CALL, rawCall, type Tally, testServices } from "./raw-calls.test-support";
import { type Sandbox, startSandbox } from "./start";

const tally: Tally = { writes: 0 };
let sandbox: Sandbox;

beforeEach(async () => {
  tally.writes = 0;
  sandbox = await startSandbox({ services: testServices(tally) });
  sandbox.controls.throttle.scale = null;
});
afterEach(() => sandbox.close());

const call = (region?: string) => rawCall(sandbox.url, { ...JSON_CALL, region });

async function control(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method,
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: answer.status, json: await answer.json() };
}

const calls = async (): Promise<LoggedCall[]> => (await control("GET", "calls")).json;

/** What became of some calls in a row: their status, or "broken". */
async function outcomes(count: number): Promise<(number | "broken")[]> {
  const seen: (number | "broken")[] = [];
  for (let index = 0; index < count; index++) {
    seen.push(
      await call().then(
        ({ status }) => status,
        () => "broken" as const,
      ),
    );
  }
  return seen;
}

describe("latency", () => {
  it("makes one Region slow", async () => {
    await control("POST", "latency", { region: "us-east-1", ms: 40 });
    const startedAt = performance.now();
    await call("us-east-1");
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(39);
    expect((await control("GET", "latency")).json).toEqual([{ region: "us-east-1", ms: 40 }]);
    await control("DELETE", "latency");
    expect((await control("GET", "latency")).json).toEqual([]);
  });
});

describe("throttling", () => {
  // Guarantees AWS's answer beyond a quota, per Region, and that tests can switch it off.
  it("answers Rate exceeded beyond the quota of an account and Region", async () => {
    await control("POST", "throttle", { scale: 0.0001 });
    expect(await outcomes(2)).toEqual([200, 400]);
    expect((await call("us-east-1")).status).toBe(200);
    const refused = await call();
    expect(JSON.parse(refused.text)).toEqual({
      __type: "ThrottlingException",
      message: "Rate exceeded",
    });
    expect(tally.writes).toBe(2);
    await control("POST", "throttle", { scale: null });
    expect(await outcomes(10)).toEqual(Array(10).fill(200));
  });
});

describe("the log of calls", () => {
  it("knows who called what, and goes on from where one stopped", async () => {
    await outcomes(3);
    expect(await calls()).toMatchObject(
      [0, 1, 2].map((index) => ({
        index,
        service: "echo",
        operation: "Echo",
        region: "eu-west-1",
        accountId: "111122223333",
        principalArn: "arn:aws:iam::111122223333:user/Administrator",
        outcome: "ok",
        tookEffect: true,
        status: 200,
      })),
    );
    expect((await control("GET", "calls?since=1")).json).toMatchObject([{ index: 2 }]);
    expect((await control("GET", "calls?since=yesterday")).status).toBe(400);
    await control("DELETE", "calls");
    await call();
    expect(await calls()).toMatchObject([{ index: 3 }]);
  });
});

describe("the clock", () => {
  it("is set, moved on, frozen and let run", async () => {
    await control("POST", "clock", { freeze: true });
    const set = await control("POST", "clock", { set: "2030-01-01T00:00:00Z" });
    expect(set.json).toEqual({ now: "2030-01-01T00:00:00.000Z" });
    const moved = await control("POST", "clock", { advance: 60_000 });
    expect(moved.json).toEqual({ now: "2030-01-01T00:01:00.000Z" });
    expect((await control("GET", "clock")).json).toEqual(moved.json);
    expect((await control("POST", "clock", { run: true })).status).toBe(200);
  });
});

describe("reset", () => {
  it("empties an empty estate and forgets every order", async () => {
    await call();
    await control("POST", "faults", { effect: { kind: "error", status: 500 } });
    await control("POST", "iam", { accountId: "444455556666" });
    await control("POST", "clock", { advance: 86_400_000 });
    expect((await control("POST", "reset")).status).toBe(200);
    expect(await calls()).toEqual([]);
    expect([...sandbox.world.accounts.keys()]).toEqual(["111122223333"]);
    expect(Math.abs(sandbox.world.clock.now().getTime() - Date.now())).toBeLessThan(10_000);
    expect((await call()).status).toBe(200);
    expect(await calls()).toMatchObject([{ index: 0 }]);
  });

  // Guarantees that nobody is answered out of half a world.
  it("lets calls wait until the estate stands", async () => {
    let open = () => {};
    const gate = new Promise<void>((done) => {
      open = done;
    });
    let isGated = false;
    const estate = async (world: World) => {
      if (isGated) await gate;
      world.account("444455556666");
    };
    const own = await startSandbox({ services: testServices(tally), estate });
    try {
      isGated = true;
      const reset = own.controls.reset();
      const waiting = rawCall(own.url, { ...JSON_CALL, accessKeyId: "AKIA444455556666" });
      const first = await Promise.race([waiting, new Promise((done) => setTimeout(done, 50))]);
      expect(first).toBeUndefined();
      open();
      await reset;
      expect((await waiting).status).toBe(200);
    } finally {
      await own.close();
    }
  });

  // Guarantees that the same seed makes the same world again.
  it("restores an estate, id for id", async () => {
    const own = await startSandbox({
      seed: 5,
      estate: (world) => void world.account("444455556666"),
    });
    try {
      const ids = () =>
        [...own.world.accounts.values()].map(({ iam }) => iam.users.get("Administrator")?.userId);
      const before = ids();
      own.world.account("777788889999");
      await own.controls.reset();
      expect(ids()).toEqual(before);
    } finally {
      await own.close();
    }
  });
});

describe("wrong orders", () => {
  const wrong: [string, unknown][] = [
    ["faults", {}],
    ["faults", { effect: { kind: "explode" } }],
    ["faults", { effect: { kind: "error", status: 200 } }],
    ["faults", { effect: { kind: "delay", ms: -1 } }],
    ["faults", { effect: { kind: "hang" }, nth: 0 }],
    ["faults", { effect: { kind: "hang" }, probability: 2 }],
    ["faults", { effect: { kind: "hang" }, operaton: "Echo" }],
    ["faults", "{"],
    ["latency", { ms: "fast" }],
    ["throttle", { scale: 0 }],
    ["clock", { set: "yesterday" }],
    ["clock", { set: "2030-01-01T00:00:00Z", advance: 1 }],
    ["clock", { advance: -1 }],
    ["clock", {}],
    ["iam", { accountId: "1" }],
    ["iam", { accountId: "111122223333", roles: [{ name: "x" }] }],
  ];
  it.each(wrong)("%s %j", async (path, body) => {
    const answer = await control("POST", path, body);
    expect(answer.status).toBe(400);
    expect(answer.json.error).toEqual(expect.stringMatching(/./));
    expect((await control("GET", "faults")).json).toEqual([]);
  });

  it("names the controls there are", async () => {
    expect((await control("GET", "nothing")).status).toBe(404);
    expect((await control("POST", "calls")).json.controls).toContain("GET calls");
  });

  // Guarantees that a web page cannot steer the stand-in by pointing its own name here.
  it("refuses a Host that is not this machine", async () => {
    const { hostname, port } = new URL(sandbox.url);
    const status = await new Promise((resolve, reject) => {
      const headers = { host: "evil.example" };
      const path = "/_sandbox/reset";
      request({ hostname, port, path, method: "POST", headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
  });
});
