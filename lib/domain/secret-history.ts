import type { FailureView } from "./failure";
import type { Timeline } from "./timeline";
import type { TimelineRow } from "./timeline-rows";

/** How far CloudTrail has been read for the secret's place, and whether it goes on. */
export interface TrailProgress {
  /** The stretch of which every event is known; absent = not yet, or not permitted. */
  covered?: { from: string; to: string };
  /** Up to when pages were read; the last quarter of an hour of it is not yet believed. */
  readTo?: string;
  pagesRead: number;
  /** True once all that CloudTrail keeps was read; then only the newest is added. */
  isWhole: boolean;
  /** Why reading stopped, in AWS's words too. */
  failure?: FailureView;
}

/** What the Timeline tab shows: the drawing's segments, the table's rows, and their limits. */
export interface SecretHistory {
  timeline: Timeline;
  rows: TimelineRow[];
  trail: TrailProgress;
  /** CloudTrail is still being read: ask again. */
  isReading: boolean;
  /** When this console first saw the secret. */
  observedSince?: string;
  /** More events are known than a page shows; the oldest are left out. */
  isCutShort: boolean;
  readAt: string;
}
