import "server-only";
import { noteDeletion } from "@/lib/db/deletions-seen";
import type { SeenDeletion } from "@/lib/domain/deletion-clock";
import { log } from "@/lib/log";

/** AWS has acted: that this could not be remembered must not read as if it had not. Never throws. */
export async function rememberDeletion(seen: SeenDeletion): Promise<void> {
  try {
    await noteDeletion(seen);
  } catch (error) {
    log("warn", "The date of a purge was not remembered", { error });
  }
}
