import "server-only";
import type { Config } from "@/lib/config";
import { valuesGivenBefore } from "@/lib/db/values-given";
import { Failure } from "@/lib/domain/failure";
import type { AttemptRef } from "@/lib/domain/ledger";
import { type OperationName, operations } from "@/lib/domain/operations";
import type { Person } from "@/lib/domain/role";

const names = (Object.keys(operations) as OperationName[]).filter(
  (name) => operations[name].value === "given",
);

/**
 * Refuses a person who has taken many values in a short time, whatever sessions they used. The
 * ledger is what is counted, so a restart forgives nothing; a refusal costs nothing.
 *
 * @throws Failure `too-many-reveals`; `cannot-record` if there is no attempt to count up to
 */
export async function assertRevealBudget(
  person: Person,
  attempt: AttemptRef | undefined,
  limits: Config["reveals"],
): Promise<void> {
  if (!attempt) throw new Failure("cannot-record");
  const { inTenMinutes, inADay } = await valuesGivenBefore(attempt.seq, person, names);
  if (inTenMinutes >= limits.per10Minutes || inADay >= limits.perDay)
    throw new Failure("too-many-reveals");
}
