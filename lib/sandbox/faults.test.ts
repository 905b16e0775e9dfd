import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LoggedCall } from "./contract";
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

describe("faults", () => {
  // Guarantees the promise that tests of the console lean on: done, not done, and not known.
  it.each([
    ["before", 0, false],
    ["after", 1, true],
  ] as const)("cut the connection %s the effect", async (when, writes, tookEffect) => {
    await control("POST", "faults", { operation: "Echo", effect: { kind: "reset", when } });
    expect(await outcomes(1)).toEqual(["broken"]);
    expect(tally.writes).toBe(writes);
    expect(await calls()).toMatchObject([{ outcome: "fault", status: 0, tookEffect }]);
  });

  it.each([400, 429, 500, 503])("answer %i with a code, before the effect", async (status) => {
    const effect = { kind: "error", status, code: "SomeException", message: "as ordered" };
    await control("POST", "faults", { effect });
    const answer = await call();
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toEqual({ __type: "SomeException", Message: "as ordered" });
    expect(tally.writes).toBe(0);
    expect(await calls()).toMatchObject([{ outcome: "fault", status, errorCode: "SomeException" }]);
  });

  it("answer an error after the effect", async () => {
    const effect = { kind: "error", when: "after", status: 500 };
    await control("POST", "faults", { effect });
    expect((await call()).status).toBe(500);
    expect(tally.writes).toBe(1);
  });

  it("cut the body short", async () => {
    await control("POST", "faults", { effect: { kind: "truncate", bytes: 4 } });
    await expect(call()).rejects.toThrow();
    expect(tally.writes).toBe(1);
  });

  it("hang until the server closes, which it can", async () => {
    await control("POST", "faults", { effect: { kind: "hang" }, count: 1 });
    const hanging = call().then(
      () => "answered",
      () => "broken",
    );
    // The next call is answered while the first one still hangs.
    expect((await call()).status).toBe(200);
    await sandbox.close();
    expect(await hanging).toBe("broken");
    sandbox = await startSandbox({ services: testServices(tally) });
  });

  it("delay", async () => {
    await control("POST", "faults", { effect: { kind: "delay", ms: 30 } });
    const startedAt = performance.now();
    expect((await call()).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(29);
  });

  it("hold calls until they are let go", async () => {
    await control("POST", "faults", { effect: { kind: "delay", ms: 600_000 } });
    const held = Array.from({ length: 12 }, () => call());
    await vi.waitFor(async () => {
      expect((await control("GET", "faults")).json).toMatchObject([{ hits: 12 }]);
    });
    expect(tally.writes).toBe(0);
    expect((await control("DELETE", "faults")).status).toBe(200);
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual(Array(12).fill(200));
  });

  it("hit the calls that were counted, and only so many", async () => {
    const effect = { kind: "error", status: 503 };
    await control("POST", "faults", { effect, nth: [2, 4] });
    expect(await outcomes(5)).toEqual([200, 503, 200, 503, 200]);
    await control("DELETE", "faults");
    await control("POST", "faults", { effect, count: 2 });
    expect(await outcomes(4)).toEqual([503, 503, 200, 200]);
  });

  it("hit the Region, account, service and operation that are meant", async () => {
    const effect = { kind: "error", status: 503 };
    await control("POST", "faults", [
      { effect, region: "us-east-1" },
      { effect, service: "query" },
      { effect, operation: "Other" },
      { effect, accountId: "444455556666" },
    ]);
    expect((await call("eu-west-1")).status).toBe(200);
    expect((await call("us-east-1")).status).toBe(503);
  });

  // Guarantees that a failed run can be run again: the same seed hits the same calls.
  it("with a probability are the same for the same seed", async () => {
    const run = async (seed: number) => {
      await control("DELETE", "faults");
      const effect = { kind: "error", status: 503 };
      await control("POST", "faults", { effect, probability: 0.5, seed });
      return outcomes(24);
    };
    const first = await run(7);
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
  });

  it("are listed with what they did, and end", async () => {
    await control("POST", "faults", { effect: { kind: "error", status: 500 }, nth: 2 });
    await outcomes(3);
    expect((await control("GET", "faults")).json).toMatchObject([{ seen: 3, hits: 1 }]);
    await control("DELETE", "faults");
    expect((await control("GET", "faults")).json).toEqual([]);
  });
});
