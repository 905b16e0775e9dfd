import type { MaskedKey, SecretValue, ValueShape } from "./secret-value";
import { type Digest, digestsOf, shapeOf } from "./secret-value-shape";

type KeyFacts = Pick<MaskedKey, "type" | "length">;

/** What became of one key between two values. Type and coarse length, never what it holds. */
export interface KeyDifference {
  key: string;
  state: "same" | "changed" | "added" | "removed";
  before?: KeyFacts;
  after?: KeyFacts;
}

type Side = Pick<ValueShape, "versionId" | "kind" | "bytes">;

/** Two values compared without telling either. */
export interface MaskedComparison {
  before: Side;
  after: Side;
  /** True if they are the same to the byte. */
  isSame: boolean;
  /** Per key, those of `before` first; absent unless both are key/value. */
  keys?: KeyDifference[];
}

/**
 * Compares two values by digests under a key that nobody keeps (product.md 3.14), so that the
 * answer tells same from changed and nothing else.
 */
export function compareMasked(
  before: SecretValue,
  after: SecretValue,
  digest: Digest,
): MaskedComparison {
  const [old, fresh] = [shapeOf(before), shapeOf(after)];
  const [was, is] = [digestsOf(before, digest), digestsOf(after, digest)];
  const isBinary = [old, fresh].map(({ kind }) => kind === "binary");
  const result = {
    before: sideOf(old),
    after: sideOf(fresh),
    isSame: was.whole === is.whole && isBinary[0] === isBinary[1],
  };
  if (old.kind !== "key-value" || fresh.kind !== "key-value") return result;
  return { ...result, keys: keyDifferences([old, was.keys], [fresh, is.keys]) };
}

function keyDifferences(
  [old, was]: [ValueShape, Map<string, string>],
  [fresh, is]: [ValueShape, Map<string, string>],
): KeyDifference[] {
  const after = new Map(fresh.keys.map((masked) => [masked.key, masked]));
  const before = new Map(old.keys.map((masked) => [masked.key, masked]));
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].map((key) => {
    const [left, right] = [before.get(key), after.get(key)];
    const facts = {
      ...(left && { before: factsOf(left) }),
      ...(right && { after: factsOf(right) }),
    };
    if (!left) return { key, state: "added", ...facts };
    if (!right) return { key, state: "removed", ...facts };
    return { key, state: was.get(key) === is.get(key) ? "same" : "changed", ...facts };
  });
}

function factsOf({ type, length }: MaskedKey): KeyFacts {
  return { type, length };
}

function sideOf({ versionId, kind, bytes }: ValueShape): Side {
  return { versionId, kind, bytes };
}
