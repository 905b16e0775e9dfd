import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeRandom } from "../random";
import { randomPassword } from "./random-password";

const { next } = makeRandom(7);
const make = (rules: object) => randomPassword(rules, next);

describe("facts 1.2 GetRandomPassword", () => {
  it("has 32 characters of all four types by default, and no space", () => {
    const password = make({});
    expect(password).toHaveLength(32);
    for (const type of [/[a-z]/, /[A-Z]/, /\d/, /[^\w\s]|_/]) expect(password).toMatch(type);
    expect(password).not.toContain(" ");
  });

  it("keeps every rule it is given, at any length", () => {
    const rules = fc.record({
      PasswordLength: fc.integer({ min: 4, max: 200 }),
      ExcludeCharacters: fc.constantFrom("", "abcABC012", "/@\"'\\"),
      ExcludeNumbers: fc.boolean(),
      ExcludePunctuation: fc.boolean(),
      ExcludeUppercase: fc.boolean(),
      IncludeSpace: fc.boolean(),
    });
    fc.assert(
      fc.property(rules, (each) => {
        const password = make(each);
        expect(password).toHaveLength(each.PasswordLength);
        for (const letter of each.ExcludeCharacters) expect(password).not.toContain(letter);
        expect(/\d/.test(password)).toBe(!each.ExcludeNumbers);
        expect(/[A-Z]/.test(password)).toBe(!each.ExcludeUppercase);
        if (!each.IncludeSpace) expect(password).not.toContain(" ");
      }),
    );
  });

  it.each([
    [{ PasswordLength: 3 }, "Password length is too short based on the required types."],
    [{ ExcludeCharacters: "0123456789" }, "All characters of the desired type have been excluded."],
    [
      {
        ExcludeNumbers: true,
        ExcludePunctuation: true,
        ExcludeUppercase: true,
        ExcludeLowercase: true,
      },
      "All characters have been excluded from selection.",
    ],
  ])("refuses %o", (rules, message) => {
    expect(() => make(rules)).toThrow(message);
  });

  it("excluding a whole type is fine if types are not required", () => {
    const rules = { ExcludeCharacters: "0123456789", RequireEachIncludedType: false };
    expect(make(rules)).not.toMatch(/\d/);
  });
});
