import "server-only";
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { AwsAccess } from "@/lib/aws/clients";
import { config } from "@/lib/config";
import { deletionsSeenOf } from "@/lib/db/deletions-seen";
import { policySeen } from "@/lib/db/policies-seen";
import { databaseTime } from "@/lib/db/restore-change";
import { askForRestore } from "@/lib/db/restore-requests";
import { trailOfSecrets } from "@/lib/db/trail";
import { deletionClock, earliestPurge } from "@/lib/domain/deletion-clock";
import { Failure } from "@/lib/domain/failure";
import { placeOf } from "@/lib/domain/place";
import {
  type ApprovalStep,
  expiryOf,
  type RuledSecret,
  type SignedContent,
  stepsFor,
} from "@/lib/domain/restore-request";
import type { Session } from "@/lib/domain/session";
import { trailProgress } from "@/lib/history/secret-history";
import { readSecret } from "@/lib/inventory/secret-detail";
import { snapshotOf } from "./look";

const STORY_MS = 121 * 86_400_000;

export interface Wish {
  arn: string;
  reason: string;
  ticket?: string;
}

/**
 * Asks for a restore: what AWS shows now is what the request is bound to, and what approvers will
 * see as evidence.
 *
 * @throws Failure `not-pending`, `invalid-input` for a reason or ticket that the settings refuse
 */
export async function askRestore(
  { aws, session }: { aws: AwsAccess; session: Session },
  wish: Wish,
): Promise<{ id: string; hasJoined: boolean }> {
  assertWords(wish);
  // Whatever this server's clock says: the database's decides when a request ends.
  const now = await databaseTime();
  const detail = await readSecret(aws, { arn: wish.arn }, now);
  if (!detail.deletionRequestedAt) throw new Failure("not-pending");
  const { arn, name, accountId, region, deletionRequestedAt } = detail;
  const place = placeOf(arn);
  const secret = { arn, name, deletionRequestedAt };
  const [known, seen, { covered }, before, lastSeen] = await Promise.all([
    trailOfSecrets(place, [secret], new Date(now.getTime() - STORY_MS)),
    deletionsSeenOf([arn]),
    trailProgress(place, now),
    snapshotOf(aws, detail, now),
    policySeen(arn),
  ]);
  const events = known.events.get(arn) ?? [];
  const clock = deletionClock({ secret, seen: seen.get(arn), events, covered }, now);
  const purgeNotBefore = earliestPurge(clock.purge);
  const expiresAt = expiryOf(now, config().restores.expiryHours, purgeNotBefore);
  // Past the window AWS may purge at any moment, but has not: the wish still gets an hour.
  const isLate = expiresAt <= now;
  const latest = isLate ? new Date(now.getTime() + 3_600_000) : expiresAt;
  const steps = stepsOf(detail);
  const content = {
    arn,
    deletedAt: deletionRequestedAt,
    reason: wish.reason,
    ticket: wish.ticket,
    steps,
    expiresAt: latest.toISOString(),
  };
  return await askForRestore(
    {
      secretArn: arn,
      secretName: name,
      accountId,
      region,
      deletedAt: new Date(deletionRequestedAt),
      purgeNotBefore: isLate ? latest : new Date(purgeNotBefore),
      reason: wish.reason,
      ticket: wish.ticket,
      steps,
      digest: digestOf(content),
      createdAt: now,
      expiresAt: latest,
      // AWS may refuse to tell of a policy while deletion is pending; what was read before stands.
      evidence: {
        clock,
        before:
          before.policy?.state === "unknown" && lastSeen ? { ...before, policy: lastSeen } : before,
      },
    },
    session,
  );
}

/** The rules that fit a secret now; groups left out mean any approver. */
export function stepsOf(secret: RuledSecret): ApprovalStep[] {
  const rules = config().restores.rules.map((rule) => ({
    ...rule,
    steps: rule.steps.map((step) => ({ ...step, groups: step.groups ?? [] })),
  }));
  return stepsFor(rules, secret);
}

/** What an approver signs: the same content always gives the same text. */
export function digestOf(content: SignedContent): string {
  return createHash("sha256")
    .update(canonicalize(content) ?? "")
    .digest("hex");
}

function assertWords({ reason, ticket }: Wish): void {
  const { reasonCharactersMin, ticketPattern } = config().restores;
  const fields: Record<string, string> = {};
  if (reason.trim().length < reasonCharactersMin)
    fields.reason = `Say why in at least ${reasonCharactersMin} characters`;
  if (ticketPattern && !new RegExp(ticketPattern).test(ticket ?? ""))
    fields.ticket = `Name a ticket that looks like ${ticketPattern}`;
  if (Object.keys(fields).length > 0) throw new Failure("invalid-input", { fields });
}
