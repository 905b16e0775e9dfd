import fc from "fast-check";
import { expect, test } from "vitest";
import { cents, portion, sumUsd, times, usdOf, usdText } from "./usd";

const amount = fc.bigInt({ min: 0n, max: 10n ** 20n });

test("decimal text is read and written without loss", () => {
  fc.assert(fc.property(amount, (usd) => usdOf(usdText(usd)) === usd));
  expect(usdText(usdOf("0.4"))).toBe("0.40");
  expect(usdText(usdOf("0.0000050000"))).toBe("0.000005");
  expect(usdText(usdOf("1.10") - usdOf("2"))).toBe("-0.90");
});

test.each(["", "-1", "1e3", ".5", "1.", "0,40", "0.1234567890123", "NaN"])(
  "%j is refused as an amount",
  (text) => expect(() => usdOf(text)).toThrow(RangeError),
);

// 10,000 calls at $0.05 per 10,000: floats give 0.05000000000000001.
test("ten thousand calls cost five cents exactly", () => {
  expect(usdText(times(usdOf("0.000005"), 10_000))).toBe("0.05");
});

test("a share is off by at most half a trillionth, also below nothing", () => {
  const part = fc.integer({ min: 0, max: 1e6 });
  const whole = fc.integer({ min: 1, max: 744 });
  fc.assert(
    fc.property(amount, part, whole, (usd, some, all) => {
      for (const signed of [usd, -usd]) {
        const error = portion(signed, some, all) * BigInt(all) - signed * BigInt(some);
        expect(error * 2n <= BigInt(all) && error * 2n > -BigInt(all)).toBe(true);
      }
    }),
  );
});

test("a sum of rounded shares that is half a cent exactly is rounded up as well", () => {
  // 53,991 hours of 720 at $0.40 are 2,999.5 cents, however they are shared out.
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 53_991 }), { maxLength: 30 }), (cuts) => {
      const ends = [...cuts.sort((a, b) => a - b), 53_991];
      const shares = ends.map((end, at) => portion(usdOf("0.40"), end - (ends[at - 1] ?? 0), 720));
      expect(cents(sumUsd(shares))).toBe(3_000n);
    }),
  );
});

test("cents are rounded half up", () => {
  expect(["0.005", "0.0049", "1.999", "0.40"].map((text) => cents(usdOf(text)))).toEqual([
    1n,
    0n,
    200n,
    40n,
  ]);
  expect(sumUsd([1n, 2n])).toBe(3n);
});
