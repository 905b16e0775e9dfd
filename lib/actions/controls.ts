"use server";

import { assess } from "@/lib/assessment/assessment";
import { AssessInput } from "@/lib/domain/assessment";
import { guard } from "@/lib/entry/guard";

/**
 * Has AWS asked, in the background, for the policies, keys and replicas that no list tells; the
 * audit page shows progress. Recorded, since it makes as many calls as were agreed to.
 */
export const assessSecrets = guard("controls.assess", {
  input: AssessInput,
  subject: ({ calls, again }) => `${calls} calls at most${again ? ", everything again" : ""}`,
  run: (context, input) => assess(context, input),
});
