import fc from "fast-check";
import { expect, test } from "vitest";
import type { z } from "zod";
import { InventoryQuery } from "./inventory";
import { ExportQuery } from "./inventory-export";
import { FindQuery } from "./inventory-find";
import { ChangeScheduleInput, RotateNowInput } from "./rotation-inputs";
import { RotationQuery } from "./rotation-page";
import { SecretQuery } from "./secret";
import { ChangeTagsInput } from "./secret-tags";
import { ListKeysInput, RevealInput } from "./secret-value";

const inputs: [string, z.ZodType][] = [
  ["InventoryQuery", InventoryQuery],
  ["ExportQuery", ExportQuery],
  ["FindQuery", FindQuery],
  ["SecretQuery", SecretQuery],
  ["RevealInput", RevealInput],
  ["ListKeysInput", ListKeysInput],
  ["ChangeTagsInput", ChangeTagsInput],
  ["RotationQuery", RotationQuery],
  ["RotateNowInput", RotateNowInput],
  ["ChangeScheduleInput", ChangeScheduleInput],
];

const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app/db-AbCdEf";
const near = fc.oneof(
  fc.constantFrom<unknown>(
    arn,
    "eu-west-1",
    "111122223333",
    "name",
    "asc",
    "csv",
    "v".repeat(36),
    0,
    -1,
    1e9,
  ),
  fc.constantFrom<unknown>(
    [],
    [{ key: "team", value: "" }],
    [{ key: "aws:x", value: "" }],
    ["team"],
    null,
  ),
  fc.string({ unit: "binary" }),
  fc.anything(),
);
const names = fc.constantFrom(
  "q",
  "sort",
  "order",
  "offset",
  "limit",
  "format",
  "arn",
  "name",
  "account",
  "region",
  "versionId",
  "key",
  "set",
  "remove",
  "token",
  "rules",
  "rotateNow",
  "view",
  "day",
);
const raw = fc.oneof(fc.anything(), fc.dictionary(names, near, { maxKeys: 5 }));

// Whatever arrives is accepted or refused by field; and what was accepted once is accepted again.
test.each(inputs)("%s judges 10,000 random inputs without throwing", (_name, schema) => {
  fc.assert(
    fc.property(raw, (input) => {
      const parsed = schema.safeParse(input);
      if (!parsed.success) expect(parsed.error.issues.length).toBeGreaterThan(0);
      else expect(schema.safeParse(parsed.data)).toEqual({ success: true, data: parsed.data });
    }),
    { numRuns: 10_000 },
  );
});

// Facts 2.7: AWS keeps keys that begin with aws: for itself; a key named twice has no one meaning.
test.each<[string, object]>([
  ["a reserved key", { set: [{ key: "aws:team", value: "x" }], remove: [] }],
  ["a reserved key in capitals", { set: [], remove: ["AWS:team"] }],
  ["a key named twice", { set: [{ key: "team", value: "x" }], remove: ["team"] }],
  ["a key of 129 characters", { set: [{ key: "k".repeat(129), value: "" }], remove: [] }],
  ["a value of 257 characters", { set: [{ key: "k", value: "v".repeat(257) }], remove: [] }],
  ["no change at all", { set: [], remove: [] }],
])("tags: %s is refused", (_case, change) => {
  expect(ChangeTagsInput.safeParse({ arn, ...change }).success).toBe(false);
});
