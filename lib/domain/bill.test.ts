import fc from "fast-check";
import { expect, test } from "vitest";
import { type BilledLine, billedMonths, billedUsd, keptUntil } from "./bill";
import { usdOf } from "./usd";

const line = (more: Partial<BilledLine>): BilledLine => ({
  month: "2026-10",
  accountId: "111122223333",
  region: "eu-west-1",
  usageType: "EU-AWSSecretsManager-Secrets",
  usd: usdOf("1.00"),
  isEstimated: false,
  ...more,
});

test("an answer is kept until the next 06:00 UTC", () => {
  const kept = (now: string) => keptUntil(new Date(now)).toISOString();
  expect(kept("2026-10-31T05:59:59.999Z")).toBe("2026-10-31T06:00:00.000Z");
  expect(kept("2026-10-31T06:00:00.000Z")).toBe("2026-11-01T06:00:00.000Z");
});

// Cost Explorer writes amounts as decimal text, in scientific notation if they are small.
test("any amount of a bill is read exactly, to trillionths", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
      fc.integer({ min: 0, max: 12 }),
      (amount, shift) => {
        const size = amount < 0n ? -amount : amount;
        const sign = amount < 0n ? "-" : "";
        const text = String(size).padStart(13, "0");
        const decimal = `${sign}${text.slice(0, -12)}.${text.slice(-12)}`;
        expect(billedUsd(decimal)).toBe(amount);
        const moved = String(size).padStart(shift + 1, "0");
        const fraction = shift > 0 ? `.${moved.slice(-shift)}` : "";
        const whole = shift > 0 ? moved.slice(0, -shift) : moved;
        if (whole.length <= 12)
          expect(billedUsd(`${sign}${whole}${fraction}E${shift - 12}`)).toBe(amount);
      },
    ),
  );
  expect(billedUsd("0.00000000000051")).toBe(1n);
  expect(billedUsd("-0.00000000000051")).toBe(-1n);
  expect(billedUsd("0E-10")).toBe(0n);
  for (const text of ["", "1,5", "$1", "NaN", "1e999", "--1"])
    expect(() => billedUsd(text), text).toThrow(RangeError);
});

test("a month is split into storage and calls, and set against the estimate", () => {
  const lines = [
    line({}),
    line({ usageType: "EU-AWSSecretsManager-APIRequests", usd: usdOf("0.30") }),
    line({
      region: "us-east-1",
      usageType: "USE1-AWSSecretsManagerAPIRequest",
      usd: usdOf("2.00"),
    }),
    line({ month: "2026-11", usd: -usdOf("0.10"), isEstimated: true }),
  ];
  const name = (id: string) => (id === "111122223333" ? "production" : id);
  const estimate = (month: string) => (month === "2026-10" ? usdOf("3.50") : undefined);
  expect(billedMonths(lines, name, estimate)).toEqual([
    {
      month: "2026-11",
      storage: "-0.10",
      calls: "0.00",
      total: "-0.10",
      isEstimated: true,
      parts: [{ accountName: "production", region: "eu-west-1", total: "-0.10" }],
    },
    {
      month: "2026-10",
      storage: "1.00",
      calls: "2.30",
      total: "3.30",
      isEstimated: false,
      estimate: "3.50",
      difference: "-0.20",
      parts: [
        { accountName: "production", region: "us-east-1", total: "2.00" },
        { accountName: "production", region: "eu-west-1", total: "1.30" },
      ],
    },
  ]);
});
