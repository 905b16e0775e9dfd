/**
 * An amount in US dollars from decimal text. Amounts below a cent keep their digits, because a
 * call costs $0.000005; everything else has two.
 */
export function formatUsd(usd: string, bare = false): string {
  const amount = Number(usd);
  const tiny = amount > 0 && amount < 0.01;
  const digits = new Intl.NumberFormat("en-US", {
    minimumFractionDigits: 2,
    maximumFractionDigits: tiny ? 6 : 2,
  }).format(amount);
  return bare ? digits : `$${digits}`;
}

const whole = new Intl.NumberFormat("en-US");

/** A count with grouped digits, the same on server and browser. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** A count and its noun: "1 secret", "1,204 secrets". */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : `${noun}s`}`;
}
