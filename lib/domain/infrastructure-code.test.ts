import { expect, test } from "vitest";
import { infrastructureSigns } from "./infrastructure-code";
import type { TrailEvent } from "./trail-event";

function change(at: string, words: string, more: Partial<TrailEvent> = {}): TrailEvent {
  const actor = { kind: "user", words, source: "infrastructure code" } as const;
  return {
    eventId: at,
    at,
    name: "TagResource",
    isServiceEvent: false,
    readOnly: false,
    actor,
    ...more,
  };
}

// Product 3.16: whoever deletes a secret that code owns must know that the code will fail or undo it.
test("tags of CloudFormation and tools that changed it are signs, each tool once with its latest call", () => {
  const stack = { key: "aws:cloudformation:stack-name", value: "payments" };
  const signs = infrastructureSigns(
    [stack, { key: "owner", value: "team" }],
    [
      change("2026-11-20T10:00:00Z", "user terraform"),
      change("2026-11-21T10:00:00Z", "user terraform", { name: "PutResourcePolicy" }),
      change("2026-11-22T10:00:00Z", "user terraform", { errorCode: "AccessDenied" }),
      change("2026-11-22T10:00:00Z", "user reader", { readOnly: true }),
      change("2026-11-22T10:00:00Z", "user alice", {
        actor: { kind: "user", words: "user alice", source: "cli" },
      }),
    ],
  );
  expect(signs).toEqual([
    { owner: "CloudFormation stack payments", evidence: "tag aws:cloudformation:stack-name" },
    {
      owner: "user terraform",
      evidence: "PutResourcePolicy, by its user agent",
      at: "2026-11-21T10:00:00Z",
    },
  ]);
  expect(infrastructureSigns([], [])).toEqual([]);
});
