import "server-only";
import { z } from "zod";
import { type BundleRow, builtBundles } from "@/lib/db/evidence-bundles";
import {
  type BuiltBundle,
  type EvidencePage,
  EvidenceQuery,
  quarterSoFar,
} from "@/lib/domain/evidence";
import { guard } from "@/lib/entry/guard";
import { evidenceBundle } from "@/lib/evidence/bundle";
import { signer } from "@/lib/evidence/signing";
import { readTrailOn } from "@/lib/history/collect";
import { configuredPlaces, lookAtEstate } from "@/lib/inventory/estates";
import { whoseActs } from "./entries-of-ledger";
import { trailState } from "./trail-state";

/** Bundles that the page lists. */
const SHOWN_MAX = 100;

/** Regions that the ledger names one by one. */
const NAMED_MAX = 10;

/** What a bundle can be built of, and those that were built: an auditor sees everybody's. */
export const evidence = guard("evidence.view", {
  input: z.strictObject({}),
  run: async ({ session, now, aws }): Promise<EvidencePage> => {
    const whose = whoseActs(session);
    // Whoever comes here wants a bundle: what it needs is read before they press.
    readTrailOn(aws, configuredPlaces());
    const { places } = await lookAtEstate(aws).summary();
    const trail = await trailState(now);
    return {
      keyId: signer()?.keyId,
      places: configuredPlaces(),
      ready: {
        listed: places.filter(({ state }) => state === "listed").length,
        trail: trail.whole,
      },
      suggested: quarterSoFar(now),
      bundles: (await builtBundles(whose, SHOWN_MAX)).map(shown),
      isEverybodys: whose === undefined,
    };
  },
});

/** A signed bundle as a ZIP, piece by piece. Its outcome is written before its signature is sent. */
export const evidenceExport = guard("evidence.build", {
  input: EvidenceQuery,
  subject: ({ from, to, places, controls }) => {
    const some = places.length > NAMED_MAX ? `${places.length} Regions` : places.join(", ");
    const where = some || "all Regions";
    return `evidence ${from} to ${to}, ${where}, ${controls === "on" ? "with" : "without"} controls`;
  },
  run: ({ session, now, aws, settleLater }, query) =>
    evidenceBundle({ session, now, aws, settleLater, query, whose: whoseActs(session) }),
});

function shown(row: BundleRow): BuiltBundle {
  const { number, role, places, hasControls, isComplete, secrets, files, manifestSha256, keyId } =
    row;
  return {
    number,
    builtAt: row.builtAt.toISOString(),
    who: row.displayName,
    role,
    from: row.periodFrom,
    to: row.periodTo,
    places,
    hasControls,
    isComplete,
    secrets,
    files,
    manifestSha256,
    keyId,
    ledgerSeq: row.ledgerSeq,
  };
}
