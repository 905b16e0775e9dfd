import fc from "fast-check";
import { expect, test } from "vitest";
import { lineDifference } from "./line-difference";
import { policyInWords } from "./policy-words";

const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-XTUSpD";
const words = (statement: object) =>
  policyInWords(JSON.stringify({ Statement: statement }), arn)?.[0];

test.each<[string, object, object]>([
  [
    "a role of another account",
    { Principal: { AWS: "arn:aws:iam::444455556666:role/app" }, Resource: arn },
    { who: ["role app of account 444455556666"], about: undefined },
  ],
  [
    "a whole account",
    { Principal: { AWS: "444455556666" }, Resource: "*" },
    { who: ["whoever account 444455556666 itself lets, by its own policies"] },
  ],
  ["everyone", { Principal: "*" }, { who: ["everyone"] }],
  [
    "all but some",
    { NotPrincipal: { AWS: "arn:aws:iam::111122223333:user/eve" } },
    { who: ["everyone except:", "user eve of account 111122223333"] },
  ],
  [
    "a service",
    { Principal: { Service: "rds.amazonaws.com" } },
    { who: ["the AWS service rds.amazonaws.com"] },
  ],
  [
    "a condition with several values",
    { Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": ["o-1", "o-2"] } } },
    { onlyIf: ["aws:PrincipalOrgID (StringEquals) o-1 or o-2"] },
  ],
  [
    "actions this console knows and one it does not",
    { Principal: "*", Action: ["secretsmanager:GetSecretValue", "secretsmanager:New"] },
    { what: ["read the value", "secretsmanager:New"] },
  ],
  ["another resource", { Principal: "*", Resource: "arn:other" }, { about: ["arn:other"] }],
])("%s", (_case, statement, expected) => {
  const whole = { Effect: "Allow", Action: "secretsmanager:GetSecretValue", ...statement };
  expect(words(whole)).toMatchObject(expected);
});

test("what is no policy has no words", () => {
  expect(policyInWords("{", arn)).toBeUndefined();
  expect(policyInWords('{"Statement":{"Effect":"Maybe"}}', arn)).toBeUndefined();
});

// Whatever differs, the removed and the kept lines are the old text, the added and the kept the new.
test("2,000 random differences rebuild both texts and keep what can be kept", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", "{", "}"), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (old, now) => {
      const changes = lineDifference(old.join("\n"), now.join("\n"));
      const side = (kinds: string[]) =>
        changes.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text);
      expect(side(["same", "removed"])).toEqual(old);
      expect(side(["same", "added"])).toEqual(now);
      if (old.join() === now.join()) expect(side(["removed", "added"])).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});
