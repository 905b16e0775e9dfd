import { AwsError } from "../contract";

/**
 * The body's members. Throws SerializationException, without repeating any of the text: it may
 * hold a secret value.
 */
export function readJson(body: Uint8Array): Record<string, unknown> {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(strictUtf8.decode(body));
  } catch {
    throw new AwsError("SerializationException", "Could not parse request body into json.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new AwsError("SerializationException", "Start of structure or map expected.");
  }
  return value as Record<string, unknown>;
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** Epoch seconds with milliseconds for dates, base64 for bytes, nothing for undefined (facts 0.3). */
export function writeJson(output: unknown): string {
  if (output === undefined || output === null) return "{}";
  return JSON.stringify(output, replacer);
}

function replacer(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === "string") {
    // Date.toJSON ran before this function: only the holder still knows what it was.
    const original = (this as Record<string, unknown>)[key];
    return original instanceof Date ? original.getTime() / 1000 : value;
  }
  if (typeof value === "object" && value !== null) {
    const original = (this as Record<string, unknown>)[key];
    if (original instanceof Uint8Array) return Buffer.from(original).toString("base64");
  }
  return value;
}
