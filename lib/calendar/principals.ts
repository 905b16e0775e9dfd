import "server-only";
import { config } from "@/lib/config";
import type { ConsoleRole } from "@/lib/domain/role";

/** The IAM role that a console role is in an account: under its name listings are remembered. */
export function principalOf(accountId: string, role: ConsoleRole): string | undefined {
  return config().accounts.find(({ id }) => id === accountId)?.roles[role];
}

/** Every IAM role that these console roles are, in whatever account. */
export function principalsOf(roles: readonly ConsoleRole[]): string[] {
  return config().accounts.flatMap(({ roles: of }) => roles.map((role) => of[role]));
}
