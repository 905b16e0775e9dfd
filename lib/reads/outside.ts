import "server-only";
import { OutsideQuery, outsideWords } from "@/lib/domain/outside";
import { NoInput } from "@/lib/domain/session";
import { guard } from "@/lib/entry/guard";
import { readTrailOn } from "@/lib/history/collect";
import { changesOutside, changesSinceYesterday } from "@/lib/history/outside";
import { configuredPlaces } from "@/lib/inventory/estates";
import { whoseActs } from "./entries-of-ledger";

/**
 * Calls that changed a secret and that the ledger does not account for. Everybody sees them, as on
 * a secret's own page; entries of the ledger are named to those who may see them.
 */
export const outside = guard("outside.view", {
  input: OutsideQuery,
  look: outsideWords,
  run: async ({ aws, session, now }, query) => {
    readTrailOn(aws, configuredPlaces());
    return await changesOutside(query, whoseActs(session), now);
  },
});

/** The same since yesterday, for home; from what was collected, so that looking costs no call. */
export const outsideSince = guard("outside.view", {
  input: NoInput,
  look: () => "changes outside since yesterday",
  run: ({ session, now }) => changesSinceYesterday(whoseActs(session), now),
});
