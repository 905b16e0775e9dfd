import { describe, expect, it } from "vitest";
import { type LambdaFunction, scriptOf } from "./state";

const named = (name: string): LambdaFunction => ({
  name,
  arn: `arn:aws:lambda:us-east-1:111122223333:function:${name}`,
  description: "",
  runtime: "python3.12",
  handler: "h",
  roleArn: "arn:aws:iam::111122223333:role/r",
  timeoutSeconds: 30,
  memoryMb: 128,
  environment: {},
  lastModified: new Date(0),
});

// Whoever names a function decides what it does; nobody is surprised by a word inside a word.
describe("a rotation function's script", () => {
  it.each([
    ["rotate-orders-db", { kind: "succeed" }],
    ["fail-create", { kind: "fail", step: "createSecret" }],
    ["rotate-fail-set-orders", { kind: "fail", step: "setSecret" }],
    ["fail-test", { kind: "fail", step: "testSecret" }],
    ["x_fail-finish", { kind: "fail", step: "finishSecret" }],
    ["hang", { kind: "hang", step: "setSecret" }],
    ["orders-hang-test", { kind: "hang", step: "testSecret" }],
    ["orders-late", { kind: "late", delayMs: 60_000 }],
    ["change-password", { kind: "succeed" }],
    ["relate-plates", { kind: "succeed" }],
    ["fail-settings", { kind: "succeed" }],
  ])("%s: %o", (name, script) => {
    expect(scriptOf(named(name))).toEqual(script);
  });

  it("is the one that was set, whatever the name says", () => {
    const fn = { ...named("fail-set"), script: { kind: "succeed" } as const };
    expect(scriptOf(fn)).toEqual({ kind: "succeed" });
  });
});
