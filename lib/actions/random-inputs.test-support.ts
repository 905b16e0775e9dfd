import fc from "fast-check";
import { expect } from "vitest";
import type { Outcome } from "@/lib/domain/outcome";

/** Text as nobody would type it: any code unit, unpaired surrogates included. */
export const anyText = fc.string({ unit: "binary", maxLength: 40 });

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
    fc.asyncProperty(input, async (raw) => {
      const outcome = await action(raw as never);
      if (!outcome.ok) expect(codes).toContain(outcome.failure.code);
    }),
    { numRuns: 10_000 },
  );
}
