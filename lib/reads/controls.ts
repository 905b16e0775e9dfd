import "server-only";
import { assessmentView } from "@/lib/assessment/assessment";
import { controlFacts } from "@/lib/assessment/facts";
import type { AwsAccess } from "@/lib/aws/clients";
import { config } from "@/lib/config";
import type { ControlId } from "@/lib/domain/control-settings";
import { ControlAssessment, type Kept, type Verdict } from "@/lib/domain/controls";
import { type ControlsPage, ControlsQuery } from "@/lib/domain/controls-page";
import { goneSecrets } from "@/lib/domain/trail-facts";
import { guard } from "@/lib/entry/guard";
import { readTrailOn } from "@/lib/history/collect";
import { eachInSlices } from "@/lib/inventory/breath";
import type { Estate } from "@/lib/inventory/estate";
import { configuredPlaces, lookAtEstate } from "@/lib/inventory/estates";
import { trailState } from "./trail-state";

/** Secrets that the page shows by name. */
const SHOWN_MAX = 200;

/**
 * Every control, judged from the listing, from what was read of CloudTrail and from what AWS was
 * asked earlier secret by secret: no call per secret here. While `isListing` or `isReading`, ask again.
 */
export const controls = guard("controls.view", {
  input: ControlsQuery,
  look: ({ control, verdict }) => (control ? `controls, ${control}: ${verdict}` : "controls"),
  run: async ({ aws, now }, { control, verdict }): Promise<ControlsPage> => {
    const estate = lookAtEstate(aws);
    await estate.firstRows();
    readTrailOn(aws, configuredPlaces());
    const kept = {
      isKept: (of: ControlId, is: Verdict) => of === control && is === verdict,
      most: SHOWN_MAX,
    };
    const [{ results, secrets, summary, rows, looks }, trail] = await Promise.all([
      assessed(aws, estate, kept, now),
      trailState(now),
    ]);
    const { policies, demands, unusedDays, previousDays } = config().controls;
    const assessment = await assessmentView(aws, rows, looks, now);
    const open = results.find((one) => one.control === control);
    return {
      madeAt: now.toISOString(),
      isListing: summary.isListing,
      isReading: assessment.pass?.state === "running",
      isPartial: summary.isPartial,
      places: summary.places,
      listed: summary.listed,
      controls: results,
      policies,
      demands,
      unusedDays,
      previousDays,
      assessment,
      secrets,
      others: (open?.counts[verdict] ?? 0) - secrets.length,
      trail: { whole: trail.whole, places: trail.places, isReading: trail.isReading },
      trailFailure: trail.failed[0]?.failure,
    };
  },
});

/** All controls over the estate, and the secrets that `kept` asks for. */
export async function assessed(aws: AwsAccess, estate: Estate, kept: Kept, now: Date) {
  const { rows, summary } = await estate.matches("", { sort: "name", order: "asc" });
  const facts = await controlFacts(aws, configuredPlaces(), rows, now);
  const assessment = new ControlAssessment(facts, config().controls, kept);
  await eachInSlices(rows, (row) => assessment.add(row));
  const listed = summary.places.map((place) => ({
    ...place,
    isComplete: place.state === "listed",
  }));
  for (const gone of goneSecrets(facts.trail, rows, listed)) assessment.addGone(gone);
  return {
    results: assessment.results(listed),
    secrets: assessment.secrets,
    summary,
    rows,
    looks: facts.looks,
  };
}
