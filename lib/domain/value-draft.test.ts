import fc from "fast-check";
import { expect, test } from "vitest";
import { isJson } from "./json-text";
import {
  bytesOfDraft,
  draftOf,
  jsonErrorAt,
  judgeDraft,
  textOfRows,
  valueOfDraft,
} from "./value-draft";

const rows = (...keys: [key: string, text: string, isJson?: boolean][]) => ({
  kind: "key-value" as const,
  rows: keys.map(([key, text, json = false], id) => ({ id, key, text, isJson: json })),
});

// Editing one key must not change another: long numbers, odd keys and their order included.
test("what is taken apart into keys is put together with the same meaning", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()), (object) => {
      const text = JSON.stringify(object);
      const draft = draftOf(text);
      if (draft.kind === "key-value")
        expect(JSON.parse(textOfRows(draft.rows))).toEqual(JSON.parse(text));
      else expect(valueOfDraft(draft)).toEqual({ kind: "text", text });
    }),
  );
  const long = '{"id":12345678901234567890,"p":"\\u00e4"}';
  const draft = draftOf(long);
  expect(draft.kind === "key-value" && textOfRows(draft.rows)).toBe(
    '{"id":12345678901234567890,"p":"ä"}',
  );
});

test("bytes are those of UTF-8 and of the file", () => {
  expect(bytesOfDraft({ kind: "text", text: "ä€😀" })).toBe(9);
  expect(bytesOfDraft(rows(["a", "ä"]))).toBe('{"a":"ä"}'.length + 1);
  expect(bytesOfDraft({ kind: "binary", bytes: 3, base64: "AP8B" })).toBe(3);
});

test.each([
  ["no key", rows(), "Add a key."],
  ["a key without a name", rows(["", "x"]), "A key has no name."],
  ["a key twice", rows(["a", "1"], ["a", "2"]), "The key a is there twice."],
  ["half a number", rows(["port", "54e", true]), "marked as JSON and is not valid"],
  ["nothing", { kind: "text" as const, text: "" }, "does not take an empty one"],
  [
    "a byte too many",
    { kind: "text" as const, text: `${"x".repeat(65_535)}ä` },
    "1 bytes too many",
  ],
  ["no file", { kind: "binary" as const, bytes: 0, base64: "" }, "Choose a file."],
])("cannot be saved: %s", (_case, draft, says) => {
  expect(judgeDraft(draft).problems.join(" ")).toContain(says);
});

test.each([
  ["65,536 bytes", { kind: "text" as const, text: "x".repeat(65_536) }],
  ["a number as JSON", rows(["port", " 5432 ", true])],
  ["an empty text for a key", rows(["note", ""])],
])("can be saved: %s", (_case, draft) => {
  expect(judgeDraft(draft)).toEqual({ problems: [], doubts: [] });
});

test.each([
  ["broken JSON", '{"a": 1,\n "b": }', "line 2, column 7"],
  ["a list that ends too early", "[1, 2", "line 1, column 6"],
  ["a key twice", '{"a":1,"a":2}', "readers take the last"],
  ["a line break at the end", "token\n", "ends with a blank"],
])("looks wrong: %s", (_case, text, says) => {
  const { problems, doubts } = judgeDraft({ kind: "text", text });
  expect([problems, doubts.join(" ")]).toEqual([[], expect.stringContaining(says)]);
});

// The place that is shown must be one up to which everything was right, and never a hang.
test("the place where JSON goes wrong is found in every broken text", () => {
  const broken = fc
    .tuple(
      fc.json({ maxDepth: 3 }),
      fc.nat(),
      fc.constantFrom("", "{", "}", ",", '"', "x", "]", "\\"),
    )
    .map(
      ([text, at, put]) =>
        text.slice(0, at % (text.length + 1)) + put + text.slice(at % (text.length + 1)),
    );
  fc.assert(
    fc.property(broken, (text) => {
      const at = jsonErrorAt(text);
      expect(at).toBeLessThanOrEqual(text.length);
      if (isJson(text)) expect(at).toBe(text.length);
      else if (at < text.length)
        expect(isJson(text.slice(0, at)) && text.slice(at).trim() === "").toBe(false);
    }),
    { numRuns: 3_000 },
  );
});
