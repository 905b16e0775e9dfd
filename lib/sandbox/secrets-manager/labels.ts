import { parameter, refusals } from "./refusals";

/** Which version holds which staging label. Two labels may name one version, never the reverse. */
export type Labels = ReadonlyMap<string, string>;

export const current = "AWSCURRENT";
export const previous = "AWSPREVIOUS";
export const pending = "AWSPENDING";

/** Labels attached across all versions of one secret (facts 2.2 rule 8). */
export const mostLabels = 20;

/**
 * The labels after a new version was written.
 *
 * Without `asked` the version becomes AWSCURRENT; with `asked` it gets exactly those labels
 * (rule 4); the first value of a secret gets AWSCURRENT in any case (rule 2). Whenever AWSCURRENT
 * moves, AWSPREVIOUS follows to the version it left (rule 3) and an AWSPENDING that was not asked
 * for goes away (facts 11 rule 5, and 2.4: a value written by hand ends an open rotation).
 *
 * @throws LimitExceededException beyond 20 labels.
 */
export function afterWrite(
  labels: Labels,
  versionId: string,
  asked: readonly string[] | undefined,
  first: boolean,
): Labels {
  const wanted = attachedBy(asked, first);
  const next = new Map(labels);
  if (wanted.includes(current)) {
    passCurrent(next, versionId);
    if (!wanted.includes(pending)) next.delete(pending);
  }
  for (const label of wanted) next.set(label, versionId);
  return checked(next);
}

/** The labels a write attaches, in the order AWS answers them. */
export function attachedBy(asked: readonly string[] | undefined, first: boolean): string[] {
  const wanted = asked ? [...new Set(asked)] : [current];
  if (first && !wanted.includes(current)) wanted.push(current);
  return wanted;
}

/** What UpdateSecretVersionStage asks for. */
export interface Move {
  label: string;
  from?: string;
  to?: string;
}

/**
 * The labels after UpdateSecretVersionStage (facts 2.2 rules 5 to 7 and its table of errors).
 * AWSPENDING stays on a version that becomes current; a version that loses its last label is
 * deprecated, not gone.
 *
 * @param known says whether the secret has that version.
 */
export function afterMove(labels: Labels, move: Move, known: (id: string) => boolean): Labels {
  const { label, from, to } = move;
  if (!from && !to) {
    throw parameter("You must provide a value for RemoveFromVersionId, MoveToVersionId, or both.");
  }
  for (const id of [from, to]) if (id && !known(id)) throw refusals.noVersion(id);
  const holder = labels.get(label);
  if (!to) return afterRemoval(labels, label, from);
  if (holder && holder !== to && !from) throw refusals.labelHeld(label, holder);
  if (from && from !== holder) throw notHeld(label, from);
  if (holder === to) return labels;
  const next = new Map(labels);
  if (label === current) passCurrent(next, to);
  next.set(label, to);
  return checked(next);
}

/** RotateSecret's first step: AWSPENDING on a version that has no value yet (facts 2.4). */
export function afterRotationStart(labels: Labels, versionId: string): Labels {
  return checked(new Map(labels).set(pending, versionId));
}

/** The labels without one of them; nothing happens if another version holds it. */
export function without(labels: Labels, label: string, versionId: string): Labels {
  if (labels.get(label) !== versionId) return labels;
  const next = new Map(labels);
  next.delete(label);
  return next;
}

/** The labels of one version, in the order they were attached. */
export function labelsOf(labels: Labels, versionId: string): string[] {
  const found: string[] = [];
  for (const [label, holder] of labels) if (holder === versionId) found.push(label);
  return found;
}

/** Versions with their labels; versions without a label are left out (facts 2.2 rule 7). */
export function byVersion(labels: Labels): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [label, holder] of labels) {
    const list = found[holder];
    if (list) list.push(label);
    else found[holder] = [label];
  }
  return found;
}

function afterRemoval(labels: Labels, label: string, from: string | undefined): Labels {
  if (!from || labels.get(label) !== from) throw notHeld(label, from ?? "");
  if (label === current) {
    throw parameter(
      "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
    );
  }
  const next = new Map(labels);
  next.delete(label);
  return next;
}

function passCurrent(next: Map<string, string>, to: string): void {
  const left = next.get(current);
  if (left && left !== to) next.set(previous, left);
  next.delete(current);
}

function notHeld(label: string, versionId: string): Error {
  return parameter(`Version stage ${label} not found in version ${versionId}`);
}

function checked(next: Map<string, string>): Labels {
  if (next.size > mostLabels) throw refusals.tooManyLabels();
  return next;
}
