import { describe, expect, test } from "vitest";
import type { AttemptFacts } from "@/lib/domain/ledger";
import { databases, useDatabase } from "./databases.test-support";
import { recordAttempt, recordOutcome } from "./ledger";
import { ledgerPage } from "./ledger-page";

const issuer = "https://id.example.com";

function facts(
  subject: string,
  operation: AttemptFacts["operation"],
  target: string,
): AttemptFacts {
  const person = { issuer, subject, displayName: subject };
  return { operation, person, role: "operator", sessionId: "0123456789abcdef", subject: target };
}

describe.each(databases)("a page of the ledger on $kind", ({ kind }) => {
  useDatabase(kind);

  // Who may see only their own entries must get all of these and nobody else's.
  test("has a person's attempts and outcomes and nobody else's", async () => {
    await recordOutcome(await recordAttempt(facts("operator-1", "secret.reveal-value", "a")), {
      result: "done",
    });
    await recordAttempt(facts("operator-2", "secret.reveal-value", "a"));
    await recordAttempt(facts("operator-1", "secret.change-tags", "b"));
    const own = await ledgerPage({ person: { issuer, subject: "operator-1" } });
    expect(own.map(({ seq, body }) => [seq, body.kind])).toEqual([
      [4, "attempt"],
      [2, "outcome"],
      [1, "attempt"],
    ]);
    expect(
      await ledgerPage({ person: { issuer: "https://other", subject: "operator-1" } }),
    ).toEqual([]);
    expect((await ledgerPage({ operation: "secret.change-tags" })).map(({ seq }) => seq)).toEqual([
      4,
    ]);
    expect((await ledgerPage({ target: "a" })).map(({ seq }) => seq)).toEqual([3, 2, 1]);
  });

  test("is not shifted by what is appended while somebody reads", async () => {
    const first = await ledgerPage({}, 2);
    await recordAttempt(facts("operator-3", "secret.reveal-value", "c"));
    const second = await ledgerPage({ before: first.at(-1)?.seq }, 2);
    expect([...first, ...second].map(({ seq }) => seq)).toEqual([4, 3, 2, 1]);
  });
});
