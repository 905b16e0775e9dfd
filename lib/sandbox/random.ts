/** Seeded randomness: the same seed gives the same ids, suffixes and keys in the same order. */
export interface Random {
  /** 0 inclusive to 1 exclusive. */
  next(): number;
  hex(chars: number): string;
  /** Mixed-case letters and digits, as in an ARN's suffix (facts 2.1). */
  letters(chars: number): string;
  /** Version 4 in form. */
  uuid(): string;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX = "0123456789abcdef";

/** The generator is sfc32: small, fast, and good enough for ids that need not be secret. */
export function makeRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed >>> 0;
  let counter = (Math.floor(seed / 0x1_0000_0000) << 1) | 1;

  const nextInteger = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 15; warmUp++) nextInteger();

  const next = () => nextInteger() / 0x1_0000_0000;
  const pick = (alphabet: string, chars: number) => {
    let text = "";
    for (let i = 0; i < chars; i++) text += alphabet[nextInteger() % alphabet.length];
    return text;
  };

  return {
    next,
    hex: (chars) => pick(HEX, chars),
    letters: (chars) => pick(LETTERS, chars),
    uuid: () => {
      const digits = pick(HEX, 30);
      const variant = "89ab"[nextInteger() % 4];
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-${variant}${digits.slice(15, 18)}-${digits.slice(18, 30)}`;
    },
  };
}

const IAM_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An id as IAM makes them: a prefix that tells the kind (`AROA`, `AIDA`, `ASIA`) and 16 more. */
export function iamId(random: Random, prefix: string): string {
  let id = prefix;
  for (let i = 0; i < 17; i++) id += IAM_ALPHABET[Math.floor(random.next() * IAM_ALPHABET.length)];
  return id;
}
