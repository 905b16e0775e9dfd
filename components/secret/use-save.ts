import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeValue } from "@/lib/actions/new-value";
import { perform } from "@/lib/browser/use-action";
import type { FailureView } from "@/lib/domain/failure";
import type { ChangeValueInput, SavedVersion } from "@/lib/domain/new-value";
import { lookForVersion } from "./look-for-version";

/** How the last try to save stands. */
export type SaveState =
  | { is: "idle" | "saving" | "looking" }
  /** Nothing was saved, and AWS or the console said why. */
  | { is: "refused"; failure: FailureView }
  /** The answer was lost, and AWS shows no such version. */
  | { is: "absent" }
  /** The answer was lost, and nobody could look. */
  | { is: "unknown" };

/**
 * Saves and ends with the truth. If the answer is lost, AWS's list of versions is asked for the
 * token of this edit, which would be the version's id. Values never enter the query cache: the
 * action is called directly, since a mutation would remember what it was given.
 */
export function useSave(onSaved: (saved: SavedVersion) => void) {
  const client = useQueryClient();
  const [state, setState] = useState<SaveState>({ is: "idle" });
  const look = async (input: Pick<ChangeValueInput, "arn" | "token">) => {
    setState({ is: "looking" });
    const found = await lookForVersion(client, { arn: input.arn }, input.token);
    if (typeof found === "string") return setState({ is: found });
    onSaved({ versionId: input.token, isCurrent: found.isCurrent });
  };
  const save = async (input: ChangeValueInput) => {
    setState({ is: "saving" });
    const outcome = await perform(changeValue, input);
    if (!outcome.ok && outcome.failure.code === "not-confirmed") return await look(input);
    // Awaited, so that what is said next can name the version that is current now.
    await client.invalidateQueries();
    if (outcome.ok) return onSaved(outcome.data);
    setState({ is: "refused", failure: outcome.failure });
  };
  return { state, save, look, reset: () => setState({ is: "idle" }) };
}
