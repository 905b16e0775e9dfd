import { AwsError } from "./contract";

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Request quotas of AWS, per account, Region and group of operations, in real time (facts 6.2). */
export interface Throttle {
  /** Takes one token or throws ThrottlingException. */
  take(accountId: string, region: string, quota: { group: string; perSecond: number }): void;
  /** 1 = AWS's quotas, 0.1 = a tenth of them, null = none. */
  scale: number | null;
  reset(): void;
}

/** A bucket holds one second's worth of requests and fills continuously. */
export function makeThrottle(realTime: () => number = () => performance.now()): Throttle {
  const buckets = new Map<string, Bucket>();
  const throttle: Throttle = {
    scale: 1,
    reset() {
      buckets.clear();
      throttle.scale = 1;
    },
    take(accountId, region, quota) {
      if (throttle.scale === null) return;
      const perSecond = quota.perSecond * throttle.scale;
      const capacity = Math.max(1, perSecond);
      const key = `${accountId}/${region}/${quota.group}`;
      const now = realTime();
      const bucket = buckets.get(key) ?? { tokens: capacity, filledAt: now };
      buckets.set(key, bucket);
      bucket.tokens = Math.min(
        capacity,
        bucket.tokens + ((now - bucket.filledAt) / 1000) * perSecond,
      );
      bucket.filledAt = now;
      if (bucket.tokens < 1) throw new AwsError("ThrottlingException", "Rate exceeded");
      bucket.tokens -= 1;
    },
  };
  return throttle;
}
