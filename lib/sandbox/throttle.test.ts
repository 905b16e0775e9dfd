import { describe, expect, it } from "vitest";
import { makeThrottle } from "./throttle";

const quota = { group: "list", perSecond: 10 };

/** How many of `count` requests in a row are let through. */
function granted(throttle: ReturnType<typeof makeThrottle>, count: number, account = "1"): number {
  let through = 0;
  for (let index = 0; index < count; index++) {
    try {
      throttle.take(account, "eu-west-1", quota);
      through += 1;
    } catch (error) {
      expect(error).toMatchObject({ code: "ThrottlingException", message: "Rate exceeded" });
    }
  }
  return through;
}

describe("a quota", () => {
  // Guarantees the rate that a caller can rely on: a second's worth at once, then as it fills.
  it("gives a second's worth, fills as time goes, and never more than that", () => {
    let now = 0;
    const throttle = makeThrottle(() => now);
    expect(granted(throttle, 15)).toBe(10);
    now += 300;
    expect(granted(throttle, 15)).toBe(3);
    now += 60_000;
    expect(granted(throttle, 15)).toBe(10);
  });

  it("is one for each account, and scales", () => {
    const throttle = makeThrottle(() => 0);
    expect(granted(throttle, 15)).toBe(10);
    expect(granted(throttle, 15, "2")).toBe(10);
    throttle.reset();
    throttle.scale = 0.5;
    expect(granted(throttle, 15)).toBe(5);
    throttle.scale = null;
    expect(granted(throttle, 100)).toBe(100);
  });
});
