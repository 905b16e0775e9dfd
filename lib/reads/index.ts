import "server-only";
import type { Outcome } from "@/lib/domain/outcome";
import { inBackground } from "@/lib/entry/background";
import { access } from "./access";
import { activity } from "./activity";
import { calendarFeeds } from "./calendar-feeds";
import { controls } from "./controls";
import { costs } from "./costs";
import { deletionHistory, deletions, nameHolder, recoveryGuarantee } from "./deletions";
import { deliveryLog } from "./delivery-log";
import { ledger } from "./entries-of-ledger";
import { evidence } from "./evidence";
import { find } from "./find";
import { history } from "./history";
import { home } from "./home";
import { costsOfMonth } from "./home-costs";
import { inventory } from "./inventory";
import { keys } from "./keys";
import { outside, outsideSince } from "./outside";
import { policy } from "./policy";
import { readers } from "./readers";
import { replicaDrift, replicas } from "./replicas";
import { restoreInbox, restoreRequest } from "./restores";
import { rotation } from "./rotation";
import { rotationFunction, rotationFunctions } from "./rotation-functions";
import { rotationHistory } from "./rotation-history";
import { rotationLog } from "./rotation-log";
import { rotationOfSecret } from "./rotation-of-secret";
import { rotationRun } from "./rotation-run";
import { secret } from "./secret";
import { session } from "./session";
import { setup } from "./setup";

/** The list of what may be asked. A read that is not named here cannot be reached. */
export const reads = {
  ledger,
  controls,
  evidence,
  outside,
  "outside-since": outsideSince,
  deliveries: deliveryLog,
  home,
  inventory,
  find,
  secret,
  history,
  rotation,
  calendarFeeds,
  "rotation-history": rotationHistory,
  "rotation-log": rotationLog,
  "rotation-run": rotationRun,
  "rotation-function": rotationFunction,
  "rotation-functions": rotationFunctions,
  "rotation-of-secret": rotationOfSecret,
  readers,
  keys,
  policy,
  access,
  activity,
  replicas,
  "replica-drift": replicaDrift,
  session,
  setup,
  deletions,
  deletionHistory,
  nameHolder,
  recoveryGuarantee,
  costs,
  "costs-of-month": costsOfMonth,
  restoreInbox,
  restoreRequest,
};

type ReadName = keyof typeof reads;

/**
 * Answers a refetch of the browser. `background=1` says that nobody clicked; the rest of the
 * query is the read's input, which its own schema checks.
 */
export function answerRead(
  name: string,
  query: URLSearchParams,
): Promise<Outcome<unknown>> | undefined {
  if (!Object.hasOwn(reads, name)) return undefined;
  const { background, ...input } = Object.fromEntries(query);
  const read = reads[name as ReadName] as (raw: object) => Promise<Outcome<unknown>>;
  return background === "1" ? inBackground(() => read(input)) : read(input);
}
