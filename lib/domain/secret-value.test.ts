import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

// Components never hold one: what crosses the wire is plain data.
const rooms = ["app", "lib"];
const sources = rooms
  .flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: "utf8" }).map((name) => join(room, name)),
  )
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".test.ts"));

// A value can be taken out of its wrapper in one place only, which is where it becomes an answer.
test("no other file reads a wrapped value", () => {
  const callers = sources.filter((path) => /\.reveal\(\)/.test(readFileSync(path, "utf8")));
  expect(callers.filter((path) => path !== "lib/domain/secret-value.ts")).toEqual([
    "lib/domain/secret-value-shape.ts",
  ]);
});

// BatchGetSecretValue would make one mistake reach twenty secrets (security T3).
test("no product code asks for many values at once", () => {
  const product = sources.filter((path) => !path.startsWith("lib/sandbox"));
  const callers = product.filter((path) =>
    /BatchGetSecretValueCommand/.test(readFileSync(path, "utf8")),
  );
  expect(callers).toEqual([]);
});
