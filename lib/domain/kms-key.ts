import { z } from "zod";
import { AccountId, RegionName } from "./place";

/** A name of a KMS key in one account and Region, and the key it leads to now. */
export interface KeyAlias {
  alias: string;
  keyId: string;
}

export const KeysQuery = z.strictObject({ account: AccountId, region: RegionName });
