import type { ConsoleRole } from "@/lib/domain/role";

/** The colour beside a role's word. */
export const roleColour: Record<ConsoleRole, string> = {
  operator: "bg-role-operator",
  approver: "bg-role-approver",
  auditor: "bg-role-auditor",
};
