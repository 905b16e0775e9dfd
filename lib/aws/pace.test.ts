import { describe, expect, test } from "vitest";
import { pace } from "./pace";

const SILENCE_MS = 1_000_000;

/** How many calls may go at one moment: the first that has to wait ends, for its signal has. */
async function atOnce(place: string, operation: string, now = SILENCE_MS): Promise<number> {
  const stop = AbortSignal.abort();
  let calls = 0;
  const isFree = () =>
    pace(place, operation, stop, now).then(
      () => true,
      () => false,
    );
  while (await isFree()) calls += 1;
  return calls;
}

describe("after silence", () => {
  // Facts 6.2, at 80 %: what silence saved up is a fifth of a second's share, never a whole quota.
  test.each([
    ["ListSecrets", 17],
    ["PutSecretValue", 9],
    ["LookupEvents", 1],
  ])("%s: %i calls at once", async (operation, calls) => {
    expect(await atOnce(`1/${operation}`, operation)).toBe(calls);
  });
});

test("operations that share AWS's quota share the pace, accounts and Regions do not", async () => {
  await atOnce("1/shared", "PutSecretValue");
  expect(await atOnce("1/shared", "UpdateSecret")).toBe(0);
  expect(await atOnce("1/other", "UpdateSecret")).toBe(9);
});

// Somebody waits at the screen: a queue of more than three seconds is said, not sat out.
test("an interactive call does not wait longer than three seconds, and takes no turn", async () => {
  const background = Array.from({ length: 270 }, () =>
    pace("1/queue", "ListSecrets", undefined, SILENCE_MS),
  );
  const { signal } = new AbortController();
  const asked = pace("1/queue", "ListSecrets", signal, SILENCE_MS);
  await expect(asked).rejects.toMatchObject({ code: "throttled-by-aws" });
  await Promise.all(background);
});
