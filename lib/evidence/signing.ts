import "server-only";
import { createHash, createPublicKey, type KeyObject, sign } from "node:crypto";
import { config } from "@/lib/config";

/** What signs bundles, and how people tell it from another key. */
export interface Signer {
  /** SHA-256 of the public key (SubjectPublicKeyInfo, DER), in hex. */
  keyId: string;
  publicKeyPem: string;
  sign(bytes: Uint8Array): Buffer;
}

/** The signer that the settings name; nothing if there is none. */
export function signer(): Signer | undefined {
  const { signingKey } = config().evidence;
  if (!signingKey) return undefined;
  const publicKey = createPublicKey(signingKey);
  return {
    keyId: sha256(publicKey.export({ format: "der", type: "spki" })),
    publicKeyPem: pemOf(publicKey),
    sign: (bytes) => sign(null, bytes, signingKey),
  };
}

/** The public part of the key that signs the ledger's checkpoints, if one is set. */
export function checkpointKeyPem(): string | undefined {
  const { signingKey } = config().ledger;
  return signingKey && pemOf(createPublicKey(signingKey));
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function pemOf(key: KeyObject): string {
  return key.export({ format: "pem", type: "spki" }).toString();
}
