import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { iamId, makeRandom } from "./random";

const sample = (seed: number) => {
  const random = makeRandom(seed);
  return [random.next(), random.hex(8), random.letters(6), random.uuid(), iamId(random, "AROA")];
};

describe("seeded randomness", () => {
  // Guarantees that a world can be made again, and that two seeds do not make the same one.
  it("repeats itself for the same seed, and for no other", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (one, other) => {
        fc.pre(one !== other);
        expect(sample(one)).toEqual(sample(one));
        expect(sample(one)).not.toEqual(sample(other));
      }),
    );
  });

  it("has the forms that AWS's ids have", () => {
    const random = makeRandom(1);
    for (let index = 0; index < 200; index++) {
      expect(random.uuid()).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      expect(random.letters(6)).toMatch(/^[A-Za-z0-9]{6}$/);
      expect(iamId(random, "AIDA")).toMatch(/^AIDA[A-Z2-7]{17}$/);
      expect(random.next()).toBeLessThan(1);
    }
  });
});
