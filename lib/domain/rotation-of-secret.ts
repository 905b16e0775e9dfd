import type { RotationRun } from "./rotation-runs";
import type { Standing } from "./rotation-standing";
import type { TrailProgress } from "./secret-history";

/** Everything about one secret's rotation that its tab shows. */
export interface SecretRotation {
  standing: Standing;
  /** What the witnesses say against one another. */
  findings: string[];
  /** In plain English; absent = there is no schedule that this console can read. */
  schedule?: string;
  /** The next five windows, ISO, if every rotation succeeds. */
  windows: { from: string; to: string }[];
  /** 90 days, newest first; tests among them by their kind. */
  runs: RotationRun[];
  /** The four dates that claim to know when it last rotated (product.md 3.8). */
  evidence: {
    lastRotatedAt?: string;
    currentVersionCreatedAt?: string;
    lastSucceededAt?: string;
    nextBy?: string;
  };
  trail: TrailProgress;
  isReading: boolean;
  readAt: string;
}
