import { z } from "zod";
import { SecretArn } from "./place";
import { VersionId } from "./secret";

/** AWS's limit, in bytes of UTF-8 or of binary (facts 6.2). */
export const VALUE_BYTES_MAX = 65_536;

/** One key of a key/value secret as it may be shown without its value. */
export interface MaskedKey {
  key: string;
  type: "text" | "number" | "boolean" | "null" | "object" | "list";
  /** Coarse on purpose: an exact length narrows a guess. */
  length: "empty" | "1-8" | "9-16" | "17-32" | "33-64" | "65+";
}

/** The shape of a value: what the Value tab shows before anything is revealed. */
export interface ValueShape {
  versionId: string;
  versionCreatedAt?: string;
  kind: "key-value" | "json" | "text" | "binary";
  bytes: "up to 64" | "up to 1,024" | "up to 16,384" | "up to 65,536";
  keys: MaskedKey[];
  /** Keys that the JSON holds more than once; readers take the last. */
  duplicateKeys?: string[];
}

/** A value on its one visit to the browser: one key's, or the whole. */
export type RevealedValue = { versionId: string; key?: string } & (
  | { kind: "text"; text: string }
  | { kind: "binary"; base64: string }
);

/** `key` reveals that one key only; the others do not leave the server. */
export const RevealInput = z.strictObject({
  arn: SecretArn,
  versionId: VersionId.optional(),
  key: z.string().min(1).max(VALUE_BYTES_MAX).optional(),
});

/** As `RevealInput`, for the keys of a value instead of what they hold. */
export const ListKeysInput = RevealInput.omit({ key: true });

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * A value inside the server. Printing, logging, serialising or joining it gives `[hidden]`; only
 * `reveal()` gives what it holds, and a test keeps the callers of that to two files.
 */
export class SecretValue {
  readonly #content: ValueContent;

  constructor(
    readonly versionId: string,
    content: ValueContent,
    readonly versionCreatedAt?: string,
  ) {
    this.#content = content;
  }

  reveal(): ValueContent {
    return this.#content;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [INSPECT](): string {
    return HIDDEN;
  }
}

const HIDDEN = "[hidden]";

export type ValueContent = { kind: "text"; text: string } | { kind: "binary"; bytes: Uint8Array };
