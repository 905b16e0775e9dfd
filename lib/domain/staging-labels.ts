/** Labels that Secrets Manager moves by itself; all others are custom (facts 2.2). */
export const AWS_LABELS = ["AWSCURRENT", "AWSPREVIOUS", "AWSPENDING"] as const;

/** Labels attached across all versions of one secret (facts 2.2 rule 8). */
export const LABELS_MAX = 20;

/** Version id → labels, as DescribeSecret tells it. */
export type LabelMap = Readonly<Record<string, readonly string[]>>;

/** The version that holds a label, if any. */
export function holderOf(labels: LabelMap, label: string): string | undefined {
  return Object.keys(labels).find((versionId) => labels[versionId]?.includes(label));
}

/**
 * Where each label will be after UpdateSecretVersionStage moved one (facts 2.2 rules 1, 5, 6).
 * Moving AWSCURRENT takes AWSPREVIOUS along to the version it left; AWSPENDING and custom labels
 * stay. `to` undefined removes the label.
 */
export function labelsAfterMove(labels: LabelMap, label: string, to: string | undefined): LabelMap {
  const from = holderOf(labels, label);
  if (from === to) return labels;
  const moved = relabelled(labels, label, to);
  if (label !== "AWSCURRENT" || !from) return moved;
  return relabelled(moved, "AWSPREVIOUS", from);
}

/** The same for a new value: AWSCURRENT and AWSPREVIOUS step on, AWSPENDING on the old current goes. */
export function labelsAfterWrite(labels: LabelMap, versionId: string): LabelMap {
  const current = holderOf(labels, "AWSCURRENT");
  const moved = labelsAfterMove(labels, "AWSCURRENT", versionId);
  const pending = holderOf(moved, "AWSPENDING");
  return pending && pending === current ? relabelled(moved, "AWSPENDING", undefined) : moved;
}

/** What changes between two states: one line a label that moved. */
export function labelMoves(
  before: LabelMap,
  after: LabelMap,
): { label: string; from?: string; to?: string }[] {
  const labels = new Set([...Object.values(before).flat(), ...Object.values(after).flat()]);
  return [...labels]
    .map((label) => ({ label, from: holderOf(before, label), to: holderOf(after, label) }))
    .filter(({ from, to }) => from !== to)
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}

/** AWSPENDING on a version that is not current blocks every later rotation (facts 2.4). */
export function blockingPending(labels: LabelMap): string | undefined {
  const pending = holderOf(labels, "AWSPENDING");
  return pending && pending !== holderOf(labels, "AWSCURRENT") ? pending : undefined;
}

function relabelled(labels: LabelMap, label: string, to: string | undefined): LabelMap {
  const without = Object.entries(labels).map(
    ([versionId, held]) => [versionId, held.filter((each) => each !== label)] as const,
  );
  const next = Object.fromEntries(without.filter(([, held]) => held.length > 0));
  if (!to) return next;
  return { ...next, [to]: [...(next[to] ?? []), label] };
}
