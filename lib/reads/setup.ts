import "server-only";
import { tryPlace } from "@/lib/aws/setup";
import { config } from "@/lib/config";
import { databaseChecks } from "@/lib/db/setup-checks";
import type { FailureView } from "@/lib/domain/failure";
import type { ConsoleRole } from "@/lib/domain/role";
import { NoInput, type SetupCheck } from "@/lib/domain/session";
import { type EntryContext, guard } from "@/lib/entry/guard";

/** The set-up checks: every account and Region, asked under the person's own role. */
export const setup = guard("setup.check", {
  input: NoInput,
  run: async (context) => ({
    checks: (await Promise.all([databaseChecks(), placeChecks(context)])).flat(),
  }),
});

/** One check per account and Region. */
async function placeChecks({ aws, session }: EntryContext): Promise<SetupCheck[]> {
  const places = config().accounts.flatMap(({ id, name, regions }) =>
    regions.map((region) => ({ accountId: id, name, region })),
  );
  return await Promise.all(
    places.map(async ({ accountId, name, region }) => {
      const failure = (await tryPlace(aws, { accountId, region }))?.view();
      return checkOf(`${name}, ${region}`, session.role, failure);
    }),
  );
}

/** What an answer or a failure of one place says about the set-up. */
export function checkOf(name: string, role: ConsoleRole, failure?: FailureView): SetupCheck {
  if (!failure) return { name, state: "ok", says: `Answers the ${role} role.` };
  return { name, state: "failed", says: wordsOf(failure), fix: fixOf(failure) };
}

function wordsOf({ says, aws }: FailureView): string {
  return aws ? `${says} (${aws.code}${aws.message ? `: ${aws.message}` : ""})` : says;
}

function fixOf({ code, aws }: FailureView): string | undefined {
  if (code === "role-refused")
    return "Check the role's trust policy: principal, ExternalId, sts:TagSession, sts:SetSourceIdentity.";
  if (code === "denied-by-aws" && aws?.iamAction)
    return `Allow ${aws.iamAction} in the role's policy.`;
  if (code === "aws-unreachable") return "Check that this server reaches AWS in this Region.";
  return undefined;
}
