import { z } from "zod";
import type { AssessmentView } from "./assessment";
import { type ChangePolicy, controlIds, type Demand } from "./control-settings";
import { type ControlResult, type SecretVerdict, verdicts } from "./controls";
import type { FailureView } from "./failure";
import type { PlaceProgress } from "./inventory";

/** Which control is open, and which of its secrets are shown. All of it is the address. */
export const ControlsQuery = z.strictObject({
  control: z.enum(controlIds).optional(),
  verdict: z.enum(verdicts).default("fail"),
});
export type ControlsQuery = z.output<typeof ControlsQuery>;

/** What the address says; what is not known is left out. */
export function controlsQueryOf(address: { get(name: string): string | null }): ControlsQuery {
  const given = (name: string) => address.get(name) ?? undefined;
  return {
    control: ControlsQuery.shape.control.catch(undefined).parse(given("control")),
    verdict: ControlsQuery.shape.verdict.catch("fail").parse(given("verdict")),
  };
}

/** Everything on the page. Its size does not grow with the number of secrets. */
export interface ControlsPage {
  madeAt: string;
  /** Rows are still being listed: ask again. */
  isListing: boolean;
  /** AWS is being asked secret by secret: ask again. */
  isReading: boolean;
  isPartial: boolean;
  places: PlaceProgress[];
  listed: number;
  controls: ControlResult[];
  policies: readonly ChangePolicy[];
  demands: readonly Demand[];
  unusedDays: number;
  previousDays: number;
  assessment: AssessmentView;
  /** Secrets of the open control with the shown verdict, and how many more there are. */
  secrets: SecretVerdict[];
  others: number;
  /** In how many places CloudTrail is read whole, and whether reading goes on. */
  trail: { whole: number; places: number; isReading: boolean };
  /** Why CloudTrail cannot be read somewhere: a rotation that failed may be missing then. */
  trailFailure?: FailureView;
}
