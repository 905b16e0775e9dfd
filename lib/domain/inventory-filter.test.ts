import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type FilterField,
  type FilterTerm,
  filterFields,
  parseFilter,
  printFilter,
} from "./inventory-filter";

const anyText = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });

function valuesOf(field: FilterField): fc.Arbitrary<string> {
  const rule = filterFields[field];
  if ("values" in rule) return fc.constantFrom(...rule.values);
  if (field === "region") return fc.constantFrom("eu-west-1", "us-east-1");
  if ("pattern" in rule) {
    return fc
      .tuple(fc.constantFrom("<", ">"), fc.nat(99_999))
      .map(([sign, days]) => `${sign}${days}d`);
  }
  return anyText;
}

const fields = Object.keys(filterFields) as FilterField[];
const term: fc.Arbitrary<FilterTerm> = fc.oneof(
  fc.record({ field: fc.constant("text" as const), not: fc.boolean(), values: fc.tuple(anyText) }),
  fc.constantFrom(...fields).chain((field) =>
    fc.record({
      field: fc.constant(field),
      not: fc.boolean(),
      values: fc.array(valuesOf(field), { minLength: 1, maxLength: 3 }),
    }),
  ),
);

// A saved view, a shared link and a total's filter mean the same after any number of round trips.
test("what is printed parses to the same terms, without findings", () => {
  fc.assert(
    fc.property(fc.array(term, { maxLength: 5 }), (terms) => {
      expect(parseFilter(printFilter(terms))).toEqual({ terms, findings: [] });
    }),
    { numRuns: 10_000 },
  );
});

// People type half a token at a time; the filter bar must survive each keystroke.
test("any text parses, and printing what was understood is stable", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (query) => {
      const { terms } = parseFilter(query);
      expect(parseFilter(printFilter(terms)).terms).toEqual(terms);
    }),
    { numRuns: 10_000 },
  );
});

test("reads words, tokens, lists, quotes and negations", () => {
  expect(
    parseFilter('pay -test tag:Owner="Team A" region:eu-west-1,us-east-1 "two words"'),
  ).toEqual({
    terms: [
      { field: "text", not: false, values: ["pay"] },
      { field: "text", not: true, values: ["test"] },
      { field: "tag", not: false, values: ["Owner=Team A"] },
      { field: "region", not: false, values: ["eu-west-1", "us-east-1"] },
      { field: "text", not: false, values: ["two words"] },
    ],
    findings: [],
  });
});

// A filter that was not applied must never look as if it had been.
test.each([
  ["rotation:sideways", []],
  ["name:", []],
  ["unused:90", []],
  ["colour:red", [{ field: "text", not: false, values: ["colour:red"] }]],
])("%s becomes a finding", (query, terms) => {
  const parsed = parseFilter(query);
  expect(parsed.terms).toEqual(terms);
  expect(parsed.findings).toEqual([{ token: query, says: expect.any(String) }]);
});

// A query of a thousand characters must not become five hundred looks at every secret.
test("reads at most forty values, and says where it stopped", () => {
  const { terms, findings } = parseFilter("a ".repeat(500));
  expect(terms).toHaveLength(40);
  expect(findings).toEqual([{ token: "a", says: expect.stringContaining("Not applied") }]);
});
