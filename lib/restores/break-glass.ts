import "server-only";
import { config } from "@/lib/config";
import { Failure } from "@/lib/domain/failure";
import type { Session } from "@/lib/domain/session";

/** Whether the settings let this person restore alone: never, unless a group of theirs is named. */
export function mayBreakGlass({ role, groups }: Pick<Session, "role" | "groups">): boolean {
  const { breakGlassGroups = [] } = config().restores;
  return role === "approver" && breakGlassGroups.some((group) => groups.includes(group));
}

/** @throws Failure `not-allowed` */
export function assertMayBreakGlass(session: Pick<Session, "role" | "groups">): void {
  if (!mayBreakGlass(session)) throw new Failure("not-allowed");
}
