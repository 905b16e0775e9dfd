import "server-only";
import { awsNameOf } from "@/lib/aws/assumed-role";
import type { AwsAccess, Purpose } from "@/lib/aws/clients";
import { failureOf } from "@/lib/aws/failures";
import { restoreSecret } from "@/lib/aws/restore";
import { describeSecret } from "@/lib/aws/secrets";
import { config } from "@/lib/config";
import type { Doer, RestoreRow } from "@/lib/db/restore-change";
import { type Claim, claim, finish, LEASE_MS, step } from "@/lib/db/restore-execution";
import { doerOf } from "@/lib/db/restore-requests";
import type { Failure } from "@/lib/domain/failure";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import { placeOf } from "@/lib/domain/place";
import type { RestoreResult } from "@/lib/domain/restore-evidence";
import { obstacle, type RestoreState, type SignedContent } from "@/lib/domain/restore-request";
import type { Session } from "@/lib/domain/session";
import { confirmedWrite } from "@/lib/inventory/confirmed-write";
import { readSecret } from "@/lib/inventory/secret-detail";
import { digestOf, stepsOf } from "./ask";
import { snapshotOf } from "./look";

/** How it is run, and how far it has come. */
interface Manner {
  doer: Doer;
  purpose: Purpose;
  leaseMs: number;
  progress: { isSent: boolean };
}

interface Context {
  aws: AwsAccess;
  session: Session;
  now: Date;
}

/**
 * Runs an authorised request under this approver's own role: claim, look, restore, look again. At
 * most one process runs it at a time; whatever it dies of, a later look at AWS settles it.
 *
 * @throws Failure with why nothing was restored, or `not-confirmed` if that is not known yet
 */
export async function execute(context: Context, id: string, leaseMs = LEASE_MS): Promise<void> {
  const { aws, session } = context;
  const doer = doerOf(session);
  const held = await claim(id, doer, leaseMs);
  const arn = held.row.secretArn;
  const { requesterIssuer: issuer, requesterSubject: subject } = held.row;
  const requester = awsNameOf({ issuer, subject, displayName: "" });
  const purpose = { restore: arn, requestId: id, requester } as const;
  const progress = { isSent: false };
  try {
    await run(context, held, { doer, purpose, leaseMs, progress });
  } catch (error) {
    await endWith(held, doer, failureOf(error), progress.isSent);
  } finally {
    aws.discard(placeOf(arn), purpose);
  }
}

async function run(
  { aws, now }: Context,
  held: Claim,
  { doer, purpose, leaseMs, progress }: Manner,
): Promise<void> {
  const { row } = held;
  const place = placeOf(row.secretArn);
  const client = aws.secretsManager(place, purpose);
  await step(held, doer, { text: "Assuming your role and checking the state…", leaseMs });
  const { ownerTag } = config();
  const described = await describeSecret(client, row.secretArn, { place, ownerTag });
  const against = obstacleTo(row, described.row);
  if (against) {
    await finish(held, against.state, { doer, result: { says: against.says } });
    return;
  }
  await step(held, doer, { text: "Restoring…", sends: true, leaseMs });
  progress.isSent = true;
  let requestId: string | undefined;
  await confirmedWrite(
    aws,
    row.secretArn,
    async () => {
      requestId = await restoreSecret(client, row.secretArn);
    },
    isRestored,
  );
  await step(held, doer, { text: "Verifying what came back…", leaseMs });
  const cameBack = await whatCameBack({ aws, now }, row.secretArn);
  const says = "Restored, and AWS shows it.";
  const awsRequestIds = requestId ? [requestId] : [];
  await finish(held, "executed", { doer, result: { says, awsRequestIds, ...cameBack } });
}

/** It is restored: a look that fails now changes nothing of that, and is told as what it is. */
async function whatCameBack(
  { aws, now }: Pick<Context, "aws" | "now">,
  arn: string,
): Promise<Pick<RestoreResult, "after" | "afterFailure">> {
  try {
    return { after: await snapshotOf(aws, await readSecret(aws, { arn }, now), now) };
  } catch (error) {
    return { afterFailure: failureOf(error).view() };
  }
}

/** What stands against it now: content, deletion and rules are compared with what was signed. */
export function obstacleTo(row: RestoreRow, secret: InventoryRow) {
  const content = contentOf(row);
  if (digestOf(content) !== row.digest) {
    return { state: "invalidated", says: "The request is not what was signed." } as const;
  }
  return obstacle(content, {
    deletedAt: isRestored(secret)
      ? undefined
      : new Date(secret.deletionRequestedMs ?? 0).toISOString(),
    steps: stepsOf(secret),
  });
}

export function contentOf(row: RestoreRow): SignedContent {
  return {
    arn: row.secretArn,
    deletedAt: row.deletedAt.toISOString(),
    reason: row.reason,
    ticket: row.ticket ?? undefined,
    steps: row.steps,
    expiresAt: row.expiresAt.toISOString(),
  };
}

export function isRestored({ deletionRequestedMs }: InventoryRow): boolean {
  return deletionRequestedMs === undefined;
}

/**
 * A refusal before anything was sent gives the approval back, so that another approver may run it;
 * what is gone is closed; and an answer that never came stays open until somebody looks.
 */
async function endWith(held: Claim, doer: Doer, failure: Failure, isSent: boolean): Promise<never> {
  const view = failure.view();
  const end = (to: RestoreState, says: string) =>
    finish(held, to, { doer, result: { says, failure: view } });
  if (failure.code === "secret-not-found") {
    await end("invalidated", "It was purged before this ran. It cannot be brought back.");
  } else if (["denied-by-aws", "role-refused"].includes(failure.code)) {
    await end(
      held.from,
      "The vote is recorded; this approver's role may not call RestoreSecret. Another approver can run it.",
    );
  } else if (failure.code === "refused-by-aws") {
    await end("failed", view.says);
  } else if (!isSent && failure.code !== "request-moved-on") {
    await end(held.from, `Nothing was sent: ${view.says}`);
  }
  throw failure;
}
