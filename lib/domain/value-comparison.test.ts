import fc from "fast-check";
import { expect, test } from "vitest";
import { SecretValue } from "./secret-value";
import { compareMasked } from "./value-comparison";

const text = (content: string) => new SecretValue("v".repeat(32), { kind: "text", text: content });
const binary = (...bytes: number[]) =>
  new SecretValue("b".repeat(32), { kind: "binary", bytes: Uint8Array.from(bytes) });
const digest = (content: string | Uint8Array) => `digest of ${content}`;
const states = (before: SecretValue, after: SecretValue) =>
  compareMasked(before, after, digest).keys?.map(({ key, state }) => `${key} ${state}`);

test("tells what became of each key, by type and coarse length", () => {
  const before = text('{"user":"app","password":"old-secret","port":5432,"gone":"x"}');
  const after = text('{"user":"app","password":"new-and-longer-secret","port":"5432","new":true}');
  expect(compareMasked(before, after, digest)).toMatchObject({
    isSame: false,
    keys: [
      { key: "user", state: "same" },
      {
        key: "password",
        state: "changed",
        before: { type: "text", length: "9-16" },
        after: { type: "text", length: "17-32" },
      },
      { key: "port", state: "changed", before: { type: "number" }, after: { type: "text" } },
      { key: "gone", state: "removed" },
      { key: "new", state: "added", after: { type: "boolean" } },
    ],
  });
});

test("other escapes, blanks and order are no change of a key, yet not the same to the byte", () => {
  const [before, after] = [text('{"a":"ä","b":1}'), text('{ "b": 1, "a": "\\u00e4" }')];
  expect(states(before, after)).toEqual(["a same", "b same"]);
  expect(compareMasked(before, after, digest).isSame).toBe(false);
});

test("values without keys are the same or not; bytes are not their text", () => {
  expect(compareMasked(text("one"), text("two"), digest)).not.toHaveProperty("keys");
  expect(compareMasked(text("one"), text("one"), digest).isSame).toBe(true);
  expect(compareMasked(binary(1, 2), binary(1, 2), digest).isSame).toBe(true);
  expect(compareMasked(text("1,2"), binary(1, 2), digest).isSame).toBe(false);
});

// The answer is drawn and travels: whatever the values are, it holds their keys and no more.
test("no value is in the answer", () => {
  const value = fc.stringMatching(/^secret-[a-z]{8}$/);
  const object = fc.dictionary(fc.stringMatching(/^k[a-z]{0,3}$/), value, {
    minKeys: 1,
    maxKeys: 4,
  });
  fc.assert(
    fc.property(object, object, (before, after) => {
      const answer = compareMasked(
        text(JSON.stringify(before)),
        text(JSON.stringify(after)),
        () => "d",
      );
      expect(JSON.stringify(answer)).not.toContain("secret-");
    }),
  );
});
