import fc from "fast-check";
import type { Place } from "@/lib/domain/place";
import type { FaultOrder } from "../sandbox/faults";

const accounts = ["111122223333", "444455556666"];
const regions = ["eu-west-1", "eu-central-1", "us-east-1", "us-west-2", "ap-south-1"];

/** Places in which writes may be under way at once without sharing each other's faults. */
export const lanes: readonly Place[] = accounts.flatMap((accountId) =>
  regions.map((region) => ({ accountId, region })),
);

/** The accounts of a settings file that has all lanes. */
export const laneAccounts = accounts.map((id, at) => ({
  id,
  name: `account ${at + 1}`,
  regions,
  externalId: "strongroom-demo",
  roles: {
    operator: `arn:aws:iam::${id}:role/StrongroomOperator`,
    approver: `arn:aws:iam::${id}:role/StrongroomApprover`,
    auditor: `arn:aws:iam::${id}:role/StrongroomAuditor`,
  },
}));

const effects: FaultOrder["effect"][] = [
  { kind: "reset", when: "before" },
  { kind: "reset", when: "after" },
  { kind: "error", when: "before", status: 500, code: "InternalServiceError", message: "down" },
  { kind: "error", when: "after", status: 503, code: "ServiceUnavailable", message: "down" },
  { kind: "error", when: "before", status: 400, code: "ThrottlingException", message: "slow" },
  { kind: "truncate", bytes: 10 },
];

/** What befalls the calls of one write in its lane, always the same for one number. */
export function scheduleOf(
  seed: number,
  place: Place,
  operations: readonly string[],
): FaultOrder[] {
  const order = fc.record({
    operation: fc.constantFrom(...operations),
    effect: fc.constantFrom(...effects),
    nth: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  });
  const schedule = fc.array(order, { minLength: 1, maxLength: 3 });
  return fc
    .sample(schedule, { seed, numRuns: 1 })
    .flatMap((orders) => orders.map((one) => ({ ...one, ...place })));
}
