import "server-only";
import { randomUUID } from "node:crypto";
import { takeLease } from "@/lib/db/job-leases";
import { log } from "@/lib/log";

/** Something the console does by itself, again and again. It never touches a secret. */
export interface Job {
  name: string;
  everyMs: number;
  run(): Promise<void>;
}

/** Tells this process apart from others that could run the same jobs. */
const holder = randomUUID();

/**
 * Runs the job now and then every `everyMs`, in this process only while it holds the lease. An
 * error is logged and the next beat tries again. The answer ends it and waits for a run under way.
 */
export function schedule({ name, everyMs, run }: Job): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  const beat = async () => {
    try {
      // Longer than a beat, so that the holder keeps it; short enough to be missed soon.
      if (await takeLease(name, holder, everyMs * 2)) await run();
    } catch (error) {
      log("error", "A job failed and will be tried again", { job: name, error });
    }
    if (!isEnded) {
      timer = setTimeout(next, everyMs);
      timer.unref();
    }
  };
  let running = Promise.resolve();
  const next = () => {
    running = beat();
  };
  next();
  return async () => {
    isEnded = true;
    clearTimeout(timer);
    await running;
  };
}
