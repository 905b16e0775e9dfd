/** The console's roles. A person may hold several and works in one at a time. */
export const consoleRoles = ["operator", "approver", "auditor"] as const;
export type ConsoleRole = (typeof consoleRoles)[number];

/** The word beside the colour in the frame: what this role may do to AWS. */
export const roleWord = {
  operator: "OPERATE",
  approver: "APPROVE",
  auditor: "READ",
} as const satisfies Record<ConsoleRole, string>;

/** Who a person is. Two people are the same only if issuer and subject agree; e-mail is for show. */
export interface Person {
  issuer: string;
  subject: string;
  displayName: string;
  email?: string;
}
