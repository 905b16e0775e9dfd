import type { MaskedKey, RevealedValue, SecretValue, ValueShape } from "./secret-value";

/** One key of a JSON object as it was written: `raw` keeps what parsing would lose, such as long numbers. */
interface WrittenKey {
  key: string;
  raw: string;
}

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
  const keys = keysOf(text);
  if (keys === undefined) {
    return { ...seen, kind: isJsonList(text) ? "json" : "text", bytes, keys: [] };
  }
  const duplicateKeys = repeated(keys.map(({ key }) => key));
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
  const written = keysOf(content.text)?.findLast((one) => one.key === key);
  if (!written) return undefined;
  const text = written.raw.startsWith('"') ? String(JSON.parse(written.raw)) : written.raw;
  return { versionId, key, kind: "text", text };
}

function repeated(keys: readonly string[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const key of keys) {
    if (seen.has(key)) twice.add(key);
    seen.add(key);
  }
  return [...twice];
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

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The keys of a JSON object in the order written, repeated ones too; undefined if it is none. */
function keysOf(text: string): WrittenKey[] | undefined {
  if (!text.trimStart().startsWith("{") || !isJson(text)) return undefined;
  const found: WrittenKey[] = [];
  let at = text.indexOf("{") + 1;
  for (;;) {
    at = afterBlanks(text, at);
    if (text[at] !== '"') return found;
    const keyEnd = afterString(text, at);
    const key = String(JSON.parse(text.slice(at, keyEnd)));
    const valueStart = afterBlanks(text, afterBlanks(text, keyEnd) + 1);
    const valueEnd = afterValue(text, valueStart);
    found.push({ key, raw: text.slice(valueStart, valueEnd) });
    at = afterBlanks(text, valueEnd) + 1;
  }
}

/** From here on the text is known to be JSON, so only strings and brackets have to be told apart. */
function afterValue(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const char = text[at] ?? "";
    if (char === '"') at = afterString(text, at);
    else if (depth === 0 && /[,}\s]/.test(char)) return at;
    else {
      if (char === "{" || char === "[") depth += 1;
      if (char === "}" || char === "]") depth -= 1;
      at += 1;
    }
    if (depth === 0 && /["}\]]/.test(text[at - 1] ?? "")) return at;
  }
  return at;
}

function afterString(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? "")) at += 1;
  return at;
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
