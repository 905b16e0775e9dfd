/** One line of a difference between two texts. */
export interface LineChange {
  kind: "same" | "removed" | "added";
  text: string;
}

/**
 * The difference between two texts, line by line, with as many lines kept as can be (longest
 * common subsequence). For texts of a few thousand lines at most: it takes their product of work.
 */
export function lineDifference(before: string, after: string): LineChange[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const kept = keptCounts(old, now);
  const changes: LineChange[] = [];
  let [at, to] = [0, 0];
  while (at < old.length || to < now.length) {
    const [left, right] = [old[at], now[to]];
    if (left !== undefined && left === right) {
      changes.push({ kind: "same", text: left });
      at += 1;
      to += 1;
    } else if (
      right === undefined ||
      (left !== undefined && isBetter(kept, at + 1, to, at, to + 1))
    ) {
      changes.push({ kind: "removed", text: left ?? "" });
      at += 1;
    } else {
      changes.push({ kind: "added", text: right });
      to += 1;
    }
  }
  return changes;
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}

function isBetter(kept: number[][], at: number, to: number, orAt: number, orTo: number): boolean {
  return (kept[at]?.[to] ?? 0) >= (kept[orAt]?.[orTo] ?? 0);
}

/** How many lines can be kept from each pair of positions on. */
function keptCounts(old: readonly string[], now: readonly string[]): number[][] {
  const kept = Array.from({ length: old.length + 1 }, () =>
    new Array<number>(now.length + 1).fill(0),
  );
  for (let at = old.length - 1; at >= 0; at -= 1) {
    for (let to = now.length - 1; to >= 0; to -= 1) {
      const row = kept[at];
      if (!row) continue;
      row[to] =
        old[at] === now[to]
          ? 1 + (kept[at + 1]?.[to + 1] ?? 0)
          : Math.max(kept[at + 1]?.[to] ?? 0, row[to + 1] ?? 0);
    }
  }
  return kept;
}
