import { inspect } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SecretValue } from "./secret-value";
import { revealedOf, shapeOf } from "./secret-value-shape";

const text = (content: string) => new SecretValue("v".repeat(32), { kind: "text", text: content });

// Whatever prints, logs or serialises a value by accident gets a word instead of it.
test("a value hides from strings, JSON, templates and inspection", () => {
  const value = text("canary-4711");
  const printed = [
    String(value),
    JSON.stringify({ value }),
    `${value}`,
    inspect({ value }),
    inspect(value),
  ];
  for (const one of printed) {
    expect(one).toContain("[hidden]");
    expect(one).not.toContain("canary");
  }
  expect(Object.values(value).join()).not.toContain("canary");
});

test("tells keys, types and coarse lengths, and nothing of the values", () => {
  const value = text(
    '{"user":"admin","n":12345678901234567890,"o":{"a":[1,"}"]},"e":"","t":true,"z":null}',
  );
  expect(shapeOf(value)).toEqual({
    versionId: "v".repeat(32),
    versionCreatedAt: undefined,
    kind: "key-value",
    bytes: "up to 1,024",
    keys: [
      { key: "user", type: "text", length: "1-8" },
      { key: "n", type: "number", length: "17-32" },
      { key: "o", type: "object", length: "9-16" },
      { key: "e", type: "text", length: "empty" },
      { key: "t", type: "boolean", length: "1-8" },
      { key: "z", type: "null", length: "1-8" },
    ],
  });
  expect(revealedOf(value, "n")).toMatchObject({ text: "12345678901234567890" });
  expect(revealedOf(value, "o")).toMatchObject({ text: '{"a":[1,"}"]}' });
});

// The last of two equal keys is what every reader gets; that there are two is worth a warning.
test("reports a key that is written twice and reveals the last", () => {
  const value = text('{"a":"1","a":"2"}');
  expect(shapeOf(value)).toMatchObject({ duplicateKeys: ["a"], keys: [{ key: "a" }] });
  expect(revealedOf(value, "a")).toMatchObject({ text: "2" });
});

test.each([
  ["plain", "text"],
  ['{"half":', "text"],
  ["12345", "text"],
  ["[1,2]", "json"],
  ["{}", "key-value"],
  ["", "text"],
])("%j is %s", (content, kind) => {
  expect(shapeOf(text(content))).toMatchObject({ kind, keys: [] });
});

test("binary travels as base64 and has no keys", () => {
  const value = new SecretValue("v", { kind: "binary", bytes: new Uint8Array([0, 255, 128]) });
  expect(shapeOf(value)).toMatchObject({ kind: "binary", keys: [] });
  expect(revealedOf(value, undefined)).toEqual({ versionId: "v", kind: "binary", base64: "AP+A" });
  expect(revealedOf(value, "a")).toBeUndefined();
});

// One key's reveal must give that key's value and no other's, however the JSON is written.
test("agrees with JSON.parse on every key of any object", () => {
  const anyObject = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue(), { maxKeys: 6 });
  fc.assert(
    fc.property(anyObject, fc.constantFrom(0, 1, 3), (object, spaces) => {
      const written = JSON.stringify(object, null, spaces);
      const parsed: Record<string, unknown> = JSON.parse(written);
      expect(
        shapeOf(text(written))
          .keys.map(({ key }) => key)
          .sort(),
      ).toEqual(Object.keys(parsed).sort());
      for (const [key, expected] of Object.entries(parsed)) {
        const revealed = revealedOf(text(written), key);
        const got = revealed?.kind === "text" ? revealed.text : undefined;
        if (typeof expected === "string") expect(got).toBe(expected);
        else expect(JSON.parse(got ?? "")).toEqual(expected);
      }
    }),
    { numRuns: 1_000 },
  );
});
