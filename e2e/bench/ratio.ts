/** What `npm run bench` prints, one JSON object a line. */
export interface Measured {
  /** `P1` … `P18`, with what it was measured on: `P1 /inventory`. */
  bar: string;
  /** Ours against the reference; lower is better. */
  ratio: number;
  limit: number;
  unit: string;
  /** Both series, in the order they were taken: [ours, reference]. */
  runs: readonly (readonly [number, number])[];
}

/**
 * Times `ours` against `reference` in ABBA order, so that a machine that grows slower hits both
 * alike, and returns the pairs. Each function returns its figure (a time, a count, bytes) or several.
 */
export async function pairs<Ours = number>(
  count: number,
  ours: () => Promise<Ours>,
  reference: () => Promise<number>,
): Promise<[Ours, number][]> {
  const runs: [Ours, number][] = [];
  for (let run = 0; run < count; run += 1) {
    if (run % 2 === 0) {
      const mine = await ours();
      runs.push([mine, await reference()]);
    } else {
      const theirs = await reference();
      runs.push([await ours(), theirs]);
    }
  }
  return runs;
}

/** Milliseconds that `work` takes by the clock on the wall. */
export async function wallMs(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Milliseconds of processor time that this process spends on `work`: what others do is left out. */
export async function cpuMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/**
 * The upper bound (95 %, one-sided, by bootstrap) of the median of the pairs' ratios: a bar is met
 * when even this stays under it. The same pairs give the same figure every time.
 */
export function ratioOf(runs: readonly (readonly [number, number])[]): number {
  const ratios = runs.map(([ours, reference]) => ours / reference);
  if (ratios.length === 1) return rounded(median(ratios));
  const next = generator(20_260_101);
  const medians = Array.from({ length: 1_000 }, () =>
    median(ratios.map(() => ratios[Math.floor(next() * ratios.length)] ?? 0)),
  ).sort((one, other) => one - other);
  return rounded(medians[949] ?? Number.NaN);
}

/** The figure below which the given share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Prints the line of one bar. */
export function report(measured: Omit<Measured, "ratio"> & { ratio?: number }): void {
  const ratio = measured.ratio ?? ratioOf(measured.runs);
  const { bar, limit, unit, runs } = measured;
  console.log(JSON.stringify({ bar, ratio, limit, unit, runs } satisfies Measured));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle] ?? Number.NaN;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

/** mulberry32: small, seeded, good enough to draw samples with. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
