/** One key of a JSON object as it was written: `raw` keeps what parsing would lose, such as long numbers. */
export interface WrittenKey {
  key: string;
  raw: string;
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The keys of a JSON object in the order written, repeated ones too; undefined if it is none. */
export function writtenKeys(text: string): WrittenKey[] | undefined {
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

/** Keys that occur more than once: readers take the last. */
export function repeatedKeys(keys: readonly string[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const key of keys) {
    if (seen.has(key)) twice.add(key);
    seen.add(key);
  }
  return [...twice];
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
