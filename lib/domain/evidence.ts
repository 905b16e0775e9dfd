import { z } from "zod";
import { AccountId, type Place, placeKey, RegionName } from "./place";
import type { ConsoleRole } from "./role";

/** More than this is refused: a ZIP of the plain kind holds 65,535 files. */
export const SECRETS_MAX = 50_000;

const Key = z.string().refine((key) => {
  const [account, region, ...more] = key.split("/");
  const isPlace = AccountId.safeParse(account).success && RegionName.safeParse(region).success;
  return isPlace && more.length === 0;
}, "A place looks like 111122223333/eu-west-1");

/** What a bundle is to hold. */
export const EvidenceQuery = z
  .strictObject({
    /** Days in UTC, both included. */
    from: z.iso.date(),
    to: z.iso.date(),
    /** `account/Region`, separated by commas; empty = all. */
    places: z
      .string()
      .max(10_000)
      .default("")
      .transform((text) => (text ? text.split(",") : []))
      .pipe(z.array(Key)),
    controls: z.enum(["on", "off"]).default("on"),
  })
  .refine(({ from, to }) => from <= to, {
    path: ["to"],
    message: "The period must not end before it begins",
  });
export type EvidenceQuery = z.output<typeof EvidenceQuery>;

/** A bundle that was built; the bundle itself is with whoever downloaded it. */
export interface BuiltBundle {
  number: number;
  builtAt: string;
  who: string;
  role: ConsoleRole;
  from: string;
  to: string;
  places: string[];
  hasControls: boolean;
  isComplete: boolean;
  secrets: number;
  files: number;
  manifestSha256: string;
  keyId: string;
  ledgerSeq: number;
}

/** What the page needs to offer a bundle and to list those that were built. */
export interface EvidencePage {
  /** Absent = this console cannot sign, so it builds none. */
  keyId?: string;
  places: (Place & { accountName: string })[];
  /** How many places are listed, and of how many CloudTrail was read to the end. */
  ready: { listed: number; trail: number };
  /** The quarter so far, as something to begin with. */
  suggested: { from: string; to: string };
  /** Newest first. */
  bundles: BuiltBundle[];
  /** False = the person's own alone. */
  isEverybodys: boolean;
}

/** Where a bundle is built and downloaded. */
export function bundleHref(
  period: { from: string; to: string },
  places: readonly Place[] | "all",
  hasControls: boolean,
): string {
  const query = new URLSearchParams(period);
  if (places !== "all") query.set("places", places.map(placeKey).join(","));
  if (!hasControls) query.set("controls", "off");
  return `/api/export/evidence?${query}`;
}

/** From the first day of the quarter to today, in UTC. */
export function quarterSoFar(now: Date): { from: string; to: string } {
  const to = now.toISOString().slice(0, 10);
  const month = Math.floor(now.getUTCMonth() / 3) * 3 + 1;
  return { from: `${to.slice(0, 4)}-${String(month).padStart(2, "0")}-01`, to };
}
