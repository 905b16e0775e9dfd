import type { Secret } from "./secret";

const HOUR_MS = 3_600_000;

/** Hours, counted from the epoch: the first that is charged, and the first that no longer is. */
interface Stretch {
  from: number;
  to: number;
}

/** Of the secrets that other services own, RDS's are charged for (facts 6.1); nobody knows of others. */
function isCharged({ owningService, type }: Secret): boolean {
  return type === undefined && (owningService === undefined || owningService === "rds");
}

/**
 * For which hours each secret of a Region is charged: an hour that was begun counts whole, and
 * none while deletion is pending (facts 6.1).
 */
export class StorageMeter {
  private readonly running = new Map<Secret, number>();
  private readonly over: Stretch[] = [];
  /** The end of a secret's last stretch: what ends and begins within one hour is charged once. */
  private readonly lastEnd = new Map<Secret, number>();

  begin(secret: Secret, at: number): void {
    if (this.running.has(secret) || !isCharged(secret)) return;
    const hour = Math.floor(at / HOUR_MS);
    this.running.set(secret, Math.max(hour, this.lastEnd.get(secret) ?? hour));
  }

  end(secret: Secret, at: number): void {
    const from = this.running.get(secret);
    if (from === undefined) return;
    this.running.delete(secret);
    const to = Math.max(from, Math.floor(at / HOUR_MS) + 1);
    this.over.push({ from, to });
    this.lastEnd.set(secret, to);
  }

  /** Hours of all secrets together between two moments on the hour, epoch milliseconds. */
  hours(fromMs: number, untilMs: number): number {
    const [from, until] = [fromMs / HOUR_MS, untilMs / HOUR_MS];
    const within = (stretch: Stretch) =>
      Math.max(0, Math.min(stretch.to, until) - Math.max(stretch.from, from));
    let sum = 0;
    for (const stretch of this.over) sum += within(stretch);
    for (const since of this.running.values()) sum += within({ from: since, to: until });
    return sum;
  }
}
