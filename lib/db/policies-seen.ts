import "server-only";
import { eq, lte } from "drizzle-orm";
import type { SeenPolicy } from "@/lib/domain/restore-evidence";
import { database } from "./client";
import { policiesSeen } from "./schema";

/** Keeps how a policy stood; an older look never replaces a newer one. */
export async function notePolicy(arn: string, policy: SeenPolicy, at: Date): Promise<void> {
  const { db } = await database();
  await db
    .insert(policiesSeen)
    .values({ secretArn: arn, seenAt: at, policy })
    .onConflictDoUpdate({
      target: policiesSeen.secretArn,
      set: { seenAt: at, policy },
      setWhere: lte(policiesSeen.seenAt, at),
    });
}

/** How the policy last stood when somebody read it here, and when. */
export async function policySeen(arn: string): Promise<(SeenPolicy & { at: string }) | undefined> {
  const { db } = await database();
  const [row] = await db.select().from(policiesSeen).where(eq(policiesSeen.secretArn, arn));
  return row && { ...row.policy, at: row.seenAt.toISOString() };
}
