import { describe, expect, it } from "vitest";
import { compileFilters, type Filter, namePrefixes, words } from "./filters";

const secrets = [
  { name: "testing1/one", description: "a secret" },
  { name: "/testing2/two", description: "an secret", tags: new Map([["team", "blue sky"]]) },
  { name: "testing3/three", description: "asecret" },
  { name: "/testing4/four", description: "thesecret", primaryRegion: "us-east-1" },
  { name: "rds!db-five", owningService: "rds" },
];

function found(...filters: Filter[]): string[] {
  return secrets.filter(compileFilters(filters)).map((secret) => secret.name);
}

describe("facts 2.11: filters", () => {
  it.each([
    ["a name by its beginning", { Key: "name", Values: ["/"] }, [1, 3]],
    ["not that beginning", { Key: "name", Values: ["!/"] }, [0, 2, 4]],
    ["a name case-sensitively", { Key: "name", Values: ["Testing"] }, []],
    ["two words by name find nothing", { Key: "name", Values: ["testing1 one"] }, []],
    ["a word's beginning in the description", { Key: "description", Values: ["a"] }, [0, 1, 2]],
    ["none of it", { Key: "description", Values: ["!a"] }, [3, 4]],
    ["each word begins some word", { Key: "description", Values: ["A Secret"] }, [0, 1]],
    ["values are ORed", { Key: "name", Values: ["rds", "testing3"] }, [2, 4]],
    ["a tag's key", { Key: "tag-key", Values: ["te"] }, [1]],
    ["a tag's value", { Key: "tag-value", Values: ["blue s"] }, [1]],
    ["a tag's value case-sensitively", { Key: "tag-value", Values: ["Blue"] }, []],
    ["a primary's Region", { Key: "primary-region", Values: ["us-"] }, [3]],
    ["a service that owns", { Key: "owning-service", Values: ["rds"] }, [4]],
    ["anything", { Key: "all", Values: ["sky"] }, [1]],
  ])("%s", (_what, filter, expected) => {
    expect(found(filter)).toEqual(expected.map((i) => secrets[i]?.name));
  });

  it("filters are ANDed, also with the same key twice", () => {
    const one = { Key: "description", Values: ["a"] };
    expect(found(one, { Key: "description", Values: ["secret"] })).toHaveLength(2);
    expect(found(one, { Key: "name", Values: ["secret"] })).toEqual([]);
  });

  it("a filter needs a key and values", () => {
    expect(() => compileFilters([{ Values: ["x"] }])).toThrow("Invalid filter key");
    expect(() => compileFilters([{ Key: "description" }])).toThrow(
      "Invalid filter values for key: description",
    );
  });

  it("knows the names every match begins with", () => {
    expect(namePrefixes([{ Key: "name", Values: ["a", "b"] }])).toEqual(["a", "b"]);
    expect(namePrefixes([{ Key: "name", Values: ["!a"] }])).toBeUndefined();
  });
});

describe("facts 2.11: words", () => {
  it.each([
    ["prod/AppBeta/x1", ["prod", "app", "beta", "x1"]],
    ["prod-AppBeta/x1", ["prod-appbeta/x1"]],
    ["uat/COMPANY/x1", ["uat", "company", "x1"]],
    ["uat/COMPANYthings/x1", ["uat", "compan", "ythings", "x1"]],
    ["MyTestPhrase", ["my", "test", "phrase"]],
    ["SecretFTagab12", ["secret", "f", "tagab12"]],
    ["my test", ["my", "test"]],
    ["+", []],
  ])("%s", (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it("inner letters are no beginning: ret does not find Secret, things not COMPANYthings", () => {
    const all = (value: string) => compileFilters([{ Key: "all", Values: [value] }]);
    expect(all("ret")({ name: "Secret" })).toBe(false);
    expect(all("things")({ name: "uat/COMPANYthings/x" })).toBe(false);
    expect(all("Ythings")({ name: "uat/COMPANYthings/x" })).toBe(true);
    expect(all("beta")({ name: "prod-AppBeta/x" })).toBe(false);
  });
});
