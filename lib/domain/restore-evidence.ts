import type { DeletionClock } from "./deletion-clock";
import type { FailureView } from "./failure";

/** A secret as it stood at one moment, as far as a restore must bring it back. Never a value. */
export interface Snapshot {
  at: string;
  labels: Record<string, string[]>;
  versionIds: string[];
  versionsComplete: boolean;
  rotationEnabled: boolean;
  nextRotationBy?: string;
  /** Rules or a function are stored, whether or not rotation is on. Absent in old evidence. */
  hasRotationRules?: boolean;
  replicaRegions: string[];
  tags: { key: string; value: string }[];
  /** What stands beside the secret; absent where nobody looked. */
  policy?: PolicyLook;
  key?: KeyLook;
}

/** How a resource policy stood. The text itself is not kept, only what is compared. */
export type SeenPolicy =
  | { state: "none" }
  | {
      state: "present";
      /** SHA-256 of the document with its keys in order: AWS prints it anew each time (facts 1.2). */
      sha256: string;
      /** Statements that let in everyone, which BlockPublicPolicy would have refused. */
      isPublic: boolean;
      /** Ids that AWS shows in place of roles and users that were deleted. */
      gonePrincipals: string[];
    };

/** A policy and when it stood so; or why nobody could look. */
export type PolicyLook = (SeenPolicy & { at: string }) | { state: "unknown"; failure: FailureView };

/** What a look at the key that encrypts the value told. */
export type KeyLook =
  | { state: "default" }
  | { state: "known"; keyId: string; keyState: string }
  | { state: "unknown"; keyId: string; failure: FailureView };

/** What an approver is shown, kept as it was when the request was made. */
export interface RestoreEvidence {
  clock: DeletionClock;
  before: Snapshot;
}

/** How an execution ended. */
export interface RestoreResult {
  says: string;
  awsRequestIds?: string[];
  failure?: FailureView;
  after?: Snapshot;
  /** It was restored, and then nobody could look at what came back: why. */
  afterFailure?: FailureView;
}
