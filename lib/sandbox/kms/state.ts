import type { Region } from "../contract";

/** One KMS key, as far as Secrets Manager and the KMS read calls look at it. */
export interface KmsKey {
  keyId: string;
  /** `arn:aws:kms:<region>:<account>:key/<keyId>`. */
  arn: string;
  accountId: string;
  region: string;
  description: string;
  manager: "AWS" | "CUSTOMER";
  /** Only symmetric keys can make data keys (facts 2.8). */
  spec: "SYMMETRIC_DEFAULT" | "RSA_2048" | "RSA_4096" | "ECC_NIST_P256" | "HMAC_256";
  usage: "ENCRYPT_DECRYPT" | "SIGN_VERIFY" | "GENERATE_VERIFY_MAC";
  state: "Enabled" | "Disabled" | "PendingDeletion";
  /** True once a customer asked for new key material every year. */
  isRotated?: boolean;
  /** The key policy document as text. Absent = the usual "root of the account may do all". */
  policy?: string;
  createdAt: Date;
  deletionDate?: Date;
}

/** What KMS holds in one Region of one account. */
export interface KmsState {
  /** By key id. */
  keys: Map<string, KmsKey>;
  /** `alias/…` → key id. */
  aliases: Map<string, string>;
}

/** Where the state lives: `region.state(kmsState, makeKmsState)`. */
export const kmsState: unique symbol = Symbol("kms");

/** An empty store; AWS managed keys appear when a service first uses them. */
export function makeKmsState(): KmsState {
  return { keys: new Map(), aliases: new Map() };
}

/** The store of one Region, made on first use. */
export function kmsOf(region: Region): KmsState {
  return region.state(kmsState, makeKmsState);
}
