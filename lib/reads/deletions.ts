import "server-only";
import { disposalCsv, disposalJson } from "@/lib/deletions/disposal-record";
import { recoveryGuarantees } from "@/lib/deletions/guarantee";
import { whoHoldsName } from "@/lib/deletions/name-lookup";
import { endedDeletions } from "@/lib/deletions/past";
import { pendingDeletions } from "@/lib/deletions/pending";
import { DisposalQuery, SecretNameQuery } from "@/lib/domain/pending-deletion";
import { NoInput } from "@/lib/domain/session";
import { guard } from "@/lib/entry/guard";

/** What is about to disappear, the still wanted first. */
export const deletions = guard("deletions.list", {
  input: NoInput,
  run: ({ aws, now }) => pendingDeletions(aws, now),
});

/** What was scheduled once and was purged or brought back. */
export const deletionHistory = guard("deletions.list-ended", {
  input: NoInput,
  run: ({ aws, now }) => endedDeletions(aws, now),
});

/** Who holds a name that cannot be created. */
export const nameHolder = guard("deletions.find-name", {
  input: SecretNameQuery,
  subject: ({ name }) => name,
  run: ({ aws, now }, { name }) => whoHoldsName(aws, name, now),
});

/** Whether somebody could purge before the window ends. */
export const recoveryGuarantee = guard("deletions.check-guarantee", {
  input: NoInput,
  run: async ({ aws, now }) => ({ accounts: await recoveryGuarantees(aws, now) }),
});

/** The disposal record as a file. Recorded, as every export is. */
export const disposalRecord = guard("deletions.export", {
  input: DisposalQuery,
  subject: ({ format }) => `disposal record as ${format}`,
  run: async ({ aws, session, now }, { format }) => {
    const [pending, past] = [await pendingDeletions(aws, now), await endedDeletions(aws, now)];
    const { person, role } = session;
    const head = { madeAt: now.toISOString(), madeBy: person.displayName, role };
    return {
      name: `strongroom-disposal-record-${now.toISOString().replace(/[:.]/g, "-")}.${format}`,
      type: format === "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8",
      text: format === "csv" ? disposalCsv(head, pending, past) : disposalJson(head, pending, past),
    };
  },
});
