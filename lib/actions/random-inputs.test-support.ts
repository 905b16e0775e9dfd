import fc from "fast-check";
import { expect } from "vitest";
import type { Outcome } from "@/lib/domain/outcome";

/** Text as nobody would type it: any code unit, unpaired surrogates included. */
export const anyText = fc.string({ unit: "binary", maxLength: 40 });

/** How many inputs are on their way at once, as from impatient people. */
const AT_ONCE = 10;

/**
 * Calls an action with 10,000 random inputs: anything at all, and records of these fields with any
 * of them left out. Each answer must be an outcome whose failure is one of `codes`; a code that
 * is not expected, such as `unexpected`, would be a fault of ours.
 */
export async function answersAnything(
  action: (raw: never) => Promise<Outcome<unknown>>,
  fields: Record<string, fc.Arbitrary<unknown>>,
  codes: readonly string[] = ["invalid-input"],
): Promise<void> {
  const input = fc.oneof(fc.anything(), fc.record(fields, { requiredKeys: [] }));
  await fc.assert(
    fc.asyncProperty(fc.tuple(...Array.from({ length: AT_ONCE }, () => input)), async (inputs) => {
      const outcomes = await Promise.all(inputs.map((raw) => action(raw as never)));
      const answers = outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.failure.code));
      expect(answers.filter((code) => !codes.includes(code))).toEqual([]);
    }),
    { numRuns: 10_000 / AT_ONCE },
  );
}
