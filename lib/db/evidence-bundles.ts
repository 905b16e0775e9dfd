import "server-only";
import { and, desc, eq } from "drizzle-orm";
import { Failure } from "@/lib/domain/failure";
import type { AttemptRef, OutcomeFacts } from "@/lib/domain/ledger";
import { database } from "./client";
import { recordOutcomeIn } from "./ledger";
import type { Whose } from "./ledger-acts";
import { evidenceBundles } from "./schema";

export type NewBundle = Omit<typeof evidenceBundles.$inferInsert, "builtAt" | "ledgerSeq">;
export type BundleRow = typeof evidenceBundles.$inferSelect;

/**
 * Writes that the bundle was built: its row and the outcome of its attempt, both or neither.
 *
 * @throws Failure("cannot-record"): then nobody may get the signature
 */
export async function recordBundle(
  attempt: AttemptRef,
  facts: OutcomeFacts,
  bundle: NewBundle,
): Promise<void> {
  const { manifestSha256, keyId } = bundle;
  try {
    const { appends } = await database();
    await appends.transaction(async (tx) => {
      await tx.insert(evidenceBundles).values({ ...bundle, ledgerSeq: attempt.seq });
      await recordOutcomeIn(tx, attempt, { ...facts, bundle: { manifestSha256, keyId } });
    });
  } catch (error) {
    throw new Failure("cannot-record", { cause: error });
  }
}

/** The newest bundles that were built. */
export async function builtBundles(whose: Whose, limit: number): Promise<BundleRow[]> {
  const { db } = await database();
  const { issuer, subject, number } = evidenceBundles;
  return await db
    .select()
    .from(evidenceBundles)
    .where(whose && and(eq(issuer, whose.issuer), eq(subject, whose.subject)))
    .orderBy(desc(number))
    .limit(limit);
}
