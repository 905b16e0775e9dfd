import { z } from "zod";

/** What is typed into the palette or the header's search. */
export const FindQuery = z.strictObject({ q: z.string().max(1000).default("") });

export interface FoundSecret {
  arn: string;
  name: string;
  accountName: string;
  region: string;
  isPendingDeletion: boolean;
}

export interface FoundSecrets {
  /** Best first, at most `FOUND_MAX`. */
  hits: FoundSecret[];
  matching: number;
  /** True while some Region has not answered completely. */
  isPartial: boolean;
  /** True while AWS is being asked: there may be more in a moment. */
  isListing: boolean;
}

export const FOUND_MAX = 20;

/** How well a name fits the words typed: 0 is best. Both in lower case. */
export function fitOf(name: string, typed: string): number {
  const leaf = name.slice(name.lastIndexOf("/") + 1);
  if (name === typed || leaf === typed) return 0;
  if (leaf.startsWith(typed)) return 1;
  if (name.startsWith(typed)) return 2;
  if (leaf.includes(typed)) return 3;
  return name.includes(typed) ? 4 : 5;
}

/** How many kinds of fit there are. */
export const FITS = 6;
