import type { ReplicaStatus } from "./secret";

/** The replicas of a secret as the primary tells them, and where more could be. */
export interface Replicas {
  replicas: ReplicaStatus[];
  /** Regions of this console's configuration that have no replica yet. */
  freeRegions: string[];
  /** AWS is still copying: ask again. */
  isReading: boolean;
  readAt: string;
}

/** A version whose labels differ between primary and replica; absent = it is not there. */
export interface LabelDrift {
  versionId: string;
  primary?: string[];
  replica?: string[];
}

/** What a look into the replica's own Region showed. */
export interface ReplicaDrift {
  region: string;
  drift: LabelDrift[];
  versions: number;
  /** Day of the last read in that Region; absent = never. */
  lastReadDay?: string;
  readAt: string;
}

/** A replica's ARN is the primary's with another Region: the suffix is the same (facts 2.5). */
export function arnInRegion(arn: string, region: string): string {
  const parts = arn.split(":");
  parts[3] = region;
  return parts.join(":");
}

/**
 * The labelled versions that are not alike here and there. `AWSPENDING` counts too: a replica
 * follows every label (facts 2.5).
 */
export function labelDrift(
  primary: Readonly<Record<string, readonly string[]>>,
  replica: Readonly<Record<string, readonly string[]>>,
): LabelDrift[] {
  const ids = [...new Set([...Object.keys(primary), ...Object.keys(replica)])].sort();
  return ids.flatMap((versionId) => {
    const [here, there] = [primary[versionId], replica[versionId]];
    if (here && there && alike(here, there)) return [];
    return { versionId, primary: here && [...here], replica: there && [...there] };
  });
}

function alike(a: readonly string[], b: readonly string[]): boolean {
  return [...a].sort().join("\n") === [...b].sort().join("\n");
}
