import "server-only";
import { database } from "@/lib/db/client";
import { ledgerActs, type StoredAct, type Whose } from "@/lib/db/ledger-acts";
import { newestCheckpoint, readHead } from "@/lib/db/ledger-rows";
import { ledgerState } from "@/lib/db/ledger-state";
import { trailCursor } from "@/lib/db/trail";
import { eventsOfRequests } from "@/lib/db/trail-requests";
import {
  type ChainStanding,
  type LedgerPageData,
  LedgerQuery,
  type LedgerRow,
  lookWords,
  trailMatchOf,
} from "@/lib/domain/ledger-view";
import { placeKey } from "@/lib/domain/place";
import { matchByRequestId } from "@/lib/domain/request-match";
import { believedCoverage, type Stretch } from "@/lib/domain/trail-coverage";
import { type EntryContext, guard } from "@/lib/entry/guard";

const PAGE = 50;

/** A page of the ledger: an auditor's shows everybody, anybody else's shows themselves. */
export const ledger = guard("ledger.view", {
  input: LedgerQuery,
  look: lookWords,
  run: async ({ session, now }, query): Promise<LedgerPageData> => {
    const chain = await chainStanding();
    const { db } = await database();
    const acts = await ledgerActs(whoseActs(session), query, PAGE + 1);
    const shown = acts.slice(0, PAGE);
    return {
      rows: await withTrail(shown, now),
      next: acts.length > PAGE ? shown.at(-1)?.seq : undefined,
      isEverybodys: session.role === "auditor",
      entries: (await readHead(db))?.seq ?? 0,
      chain,
    };
  },
});

/** An operator and an approver see their own acts, an auditor everybody's (product.md 1.3). */
export function whoseActs({ role, person }: EntryContext["session"]): Whose {
  return role === "auditor" ? undefined : { issuer: person.issuer, subject: person.subject };
}

/** Each act with CloudTrail's records of its calls and what that says. */
export async function withTrail(acts: readonly StoredAct[], now: Date): Promise<LedgerRow[]> {
  const entries = acts.flatMap(({ seq, hash, attempt, outcome }) => [
    { seq, hash, body: attempt },
    ...(outcome ? [{ seq: outcome.seq, hash: outcome.hash, body: outcome.body }] : []),
  ]);
  const ids = acts.flatMap(({ outcome }) => outcome?.body.aws?.awsRequestIds ?? []);
  const { acts: matched } = matchByRequestId(entries, await eventsOfRequests(ids));
  const coverage = await coverageOf(acts);
  const stored = new Map(acts.map((act) => [act.seq, act]));
  return matched.map((act) => {
    const { hash, outcome } = stored.get(act.seq) as StoredAct;
    const { place } = act.attempt;
    return {
      ...act,
      hash,
      ...(outcome && { outcomeSeq: outcome.seq, outcomeHash: outcome.hash }),
      result: act.outcome?.result ?? "open",
      match: trailMatchOf(act, place && coverage.get(placeKey(place)), now),
    };
  });
}

async function coverageOf(acts: readonly StoredAct[]): Promise<Map<string, Stretch | undefined>> {
  const places = new Map(
    acts.flatMap(({ attempt: { place } }) => (place ? [[placeKey(place), place] as const] : [])),
  );
  const read = [...places].map(async ([key, place]) => {
    const { cursor } = await trailCursor(place);
    return [key, believedCoverage(cursor)] as const;
  });
  return new Map(await Promise.all(read));
}

/** The job's last word in the newest checkpoint; verifying is not done for each view. */
async function chainStanding(): Promise<ChainStanding> {
  const { db } = await database();
  const [state, newest] = await Promise.all([ledgerState(), newestCheckpoint(db)]);
  const at: unknown = newest && JSON.parse(newest.canonical).at;
  return {
    ...(newest && typeof at === "string" && { verified: { seq: newest.seq, at } }),
    ...(state.mode === "read-only" && {
      finding: { seq: state.finding.seq, says: state.finding.says },
    }),
  };
}
