import type { ConsoleRole } from "./role";

/** A claim with more groups than this is an overflow: providers then send a link, or cut the list. */
export const GROUPS_MAX = 200;

/** Why a groups claim gives nobody a role. */
export type GroupsProblem = "groups-missing" | "groups-malformed" | "groups-too-many" | "no-role";

export type RolesOfGroups =
  | { ok: true; roles: ConsoleRole[] }
  | { ok: false; problem: GroupsProblem };

/**
 * Maps a groups claim to roles by exact match, in the order of the table; what the table does
 * not name gives nothing. A claim that is not a complete list of texts gives no role at all:
 * guessing at half a list could give, or miss, a role.
 */
export function rolesOfGroups(
  claim: unknown,
  table: readonly { group: string; role: ConsoleRole }[],
): RolesOfGroups {
  if (claim === undefined || claim === null) return { ok: false, problem: "groups-missing" };
  if (!Array.isArray(claim) || !claim.every((group) => typeof group === "string"))
    return { ok: false, problem: "groups-malformed" };
  if (claim.length > GROUPS_MAX) return { ok: false, problem: "groups-too-many" };
  const held = new Set(claim);
  const roles = table.filter(({ group }) => held.has(group)).map(({ role }) => role);
  return roles.length > 0
    ? { ok: true, roles: [...new Set(roles)] }
    : { ok: false, problem: "no-role" };
}
