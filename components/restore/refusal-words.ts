import type { RestoreSummary } from "@/lib/domain/restore-view";

/** Why there is no approve button, in the place where it would be. */
export function refusalWords({ refusal, progress }: RestoreSummary): string | undefined {
  if (!refusal) return undefined;
  const missing = progress.filter(({ has, approvals }) => has < approvals);
  return {
    "not-approver": "Your role may not approve restores; approvers do.",
    "asked-for-it": "You asked for this, so you can’t approve it.",
    "has-voted": "You have voted. It needs others.",
    "not-needed": `Your approval is not one that is needed: ${missing.map(({ name }) => name).join(", ")} must agree.`,
    "is-over": "This request is closed.",
    "is-running": "The restore is running now.",
  }[refusal];
}

/** "1 of 2: needs one from data". */
export function progressWords({ progress }: Pick<RestoreSummary, "progress">): string {
  const has = progress.reduce((sum, step) => sum + step.has, 0);
  const needs = progress.reduce((sum, step) => sum + step.approvals, 0);
  const missing = progress
    .filter((step) => step.has < step.approvals)
    .map((step) => `${step.approvals - step.has} from ${step.name}`);
  const rest = missing.length > 0 ? `needs ${missing.join(" and ")}` : "complete";
  return `${has} of ${needs}: ${rest}`;
}
