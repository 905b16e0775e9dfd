import type { InfrastructureSign } from "./infrastructure-code";
import type { Reader } from "./readers";
import type { TrailProgress } from "./secret-history";

/** Who asked for a secret's value, and how far that is known. */
export interface SecretReaders {
  /** Of the last 90 days, or of the secret's life if that is shorter. */
  readers: Reader[];
  /** The same callers with the counts of the last seven days alone. */
  lastWeek: Reader[];
  /** Code elsewhere that seems to own the secret. */
  infrastructure: InfrastructureSign[];
  trail: TrailProgress;
  /** CloudTrail is still being read: ask again. */
  isReading: boolean;
  /** There were more than 10,000 reads; the oldest are not counted. */
  isCutShort: boolean;
  readAt: string;
}
