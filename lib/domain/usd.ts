/**
 * Money without floats: US dollars as whole trillionths (10^-12). The price list has at most ten
 * decimals, so prices are exact; a share of a month is rounded once, below what any sum can show.
 * Integers of the language instead of a decimal library: four operations are all that is needed.
 */
export type Usd = bigint;

const DECIMALS = 12;
const ONE: Usd = 10n ** BigInt(DECIMALS);

/** What a settings file or a price list may say: digits, and at most twelve decimals. */
export const USD_TEXT = /^\d{1,9}(\.\d{1,12})?$/;

/** Reads decimal text such as `0.40`. @throws RangeError for anything else */
export function usdOf(text: string): Usd {
  if (!USD_TEXT.test(text)) throw new RangeError("This is no amount in US dollars");
  const [whole = "0", decimals = ""] = text.split(".");
  return BigInt(whole) * ONE + BigInt(decimals.padEnd(DECIMALS, "0"));
}

/** The exact amount as decimal text: at least two decimals, and as many as it has. */
export function usdText(amount: Usd): string {
  const [sign, size] = amount < 0n ? ["-", -amount] : ["", amount];
  const decimals = String(size % ONE).padStart(DECIMALS, "0");
  return `${sign}${size / ONE}.${decimals.slice(0, 2)}${decimals.slice(2).replace(/0+$/, "")}`;
}

/** `amount` × `part` / `whole`, rounded half up; both are whole numbers and `whole` is not 0. */
export function portion(amount: Usd, part: number, whole: number): Usd {
  const [times, by] = [amount * BigInt(part), BigInt(whole)];
  const doubled = times * 2n + by;
  const quotient = doubled / (by * 2n);
  // Division of integers rounds towards zero; half up wants the floor.
  return doubled < 0n && doubled % (by * 2n) !== 0n ? quotient - 1n : quotient;
}

/** `amount` × a whole number. */
export function times(amount: Usd, count: number): Usd {
  return amount * BigInt(count);
}

/**
 * The amount in whole cents, rounded half up. A sum of shares, each rounded to a trillionth, may
 * lie some trillionths beside half a cent where the exact sum is half a cent: so first to
 * billionths, which are still far below an hour of one secret.
 */
export function cents(amount: Usd): bigint {
  return portion(portion(amount, 10 ** 9, 10 ** DECIMALS), 100, 10 ** 9);
}

/** The sum of what is known. */
export function sumUsd(amounts: Iterable<Usd>): Usd {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
}
