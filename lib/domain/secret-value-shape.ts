import { isJson, repeatedKeys, type WrittenKey, writtenKeys } from "./json-text";
import type { MaskedKey, RevealedValue, SecretValue, ValueShape } from "./secret-value";

/** What may be told of a value before anything is revealed: its keys, their types, coarse lengths. */
export function shapeOf(value: SecretValue): ValueShape {
  const content = value.reveal();
  const { versionId, versionCreatedAt } = value;
  const seen = { versionId, versionCreatedAt };
  if (content.kind === "binary") {
    return { ...seen, kind: "binary", bytes: sizeOf(content.bytes.byteLength), keys: [] };
  }
  const { text } = content;
  const bytes = sizeOf(new TextEncoder().encode(text).byteLength);
  const keys = writtenKeys(text);
  if (keys === undefined) {
    return { ...seen, kind: isJsonList(text) ? "json" : "text", bytes, keys: [] };
  }
  const duplicateKeys = repeatedKeys(keys.map(({ key }) => key));
  return {
    ...seen,
    kind: "key-value",
    bytes,
    keys: [...new Map(keys.map((written) => [written.key, masked(written)])).values()],
    ...(duplicateKeys.length > 0 && { duplicateKeys }),
  };
}

/**
 * One key of the value, or the whole. Of a key that is written twice the last one counts, as for
 * every JSON reader. Undefined = there is no such key.
 */
export function revealedOf(value: SecretValue, key: string | undefined): RevealedValue | undefined {
  const content = value.reveal();
  const { versionId } = value;
  if (key === undefined) {
    return content.kind === "text"
      ? { versionId, kind: "text", text: content.text }
      : { versionId, kind: "binary", base64: base64(content.bytes) };
  }
  if (content.kind === "binary") return undefined;
  const written = writtenKeys(content.text)?.findLast((one) => one.key === key);
  if (!written) return undefined;
  const text = written.raw.startsWith('"') ? String(JSON.parse(written.raw)) : written.raw;
  return { versionId, key, kind: "text", text };
}

/** Turns what must not be shown into what may only be compared. */
export type Digest = (content: string | Uint8Array) => string;

/** Digests of the whole value and of each key's, for telling same from changed without either. */
export function digestsOf(
  value: SecretValue,
  digest: Digest,
): { whole: string; keys: Map<string, string> } {
  const content = value.reveal();
  if (content.kind === "binary") return { whole: digest(content.bytes), keys: new Map() };
  const keys = writtenKeys(content.text) ?? [];
  return {
    whole: digest(content.text),
    keys: new Map(keys.map(({ key, raw }) => [key, digest(comparable(raw))])),
  };
}

/** The same text may be written with other escapes; of numbers and objects the writing counts. */
function comparable(raw: string): string {
  return raw.startsWith('"') ? JSON.stringify(JSON.parse(raw)) : raw;
}

function masked({ key, raw }: WrittenKey): MaskedKey {
  const type = typeOf(raw);
  const length = type === "text" ? String(JSON.parse(raw)).length : raw.length;
  return { key, type, length: lengthOf(length) };
}

function typeOf(raw: string): MaskedKey["type"] {
  if (raw.startsWith('"')) return "text";
  if (raw.startsWith("{")) return "object";
  if (raw.startsWith("[")) return "list";
  if (raw === "null") return "null";
  return raw === "true" || raw === "false" ? "boolean" : "number";
}

function lengthOf(chars: number): MaskedKey["length"] {
  if (chars === 0) return "empty";
  if (chars <= 8) return "1-8";
  if (chars <= 16) return "9-16";
  if (chars <= 32) return "17-32";
  return chars <= 64 ? "33-64" : "65+";
}

function sizeOf(bytes: number): ValueShape["bytes"] {
  if (bytes <= 64) return "up to 64";
  if (bytes <= 1024) return "up to 1,024";
  return bytes <= 16_384 ? "up to 16,384" : "up to 65,536";
}

function isJsonList(text: string): boolean {
  return text.trimStart().startsWith("[") && isJson(text);
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
