import { randomBytes } from "node:crypto";

/** A value that occurs nowhere else, with characters that every encoding has to change. */
export function canary(): string {
  return `cn"${randomBytes(18).toString("hex")}/+ü%`;
}

/** Every spelling under which a value could hide. */
export function spellings(value: string): Map<string, string> {
  const bytes = Buffer.from(value, "utf8");
  // Base64 depends on what stands before: the middle of each of three alignments is enough.
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    return text.slice(offset === 0 ? 0 : 4, -4);
  });
  const entries: [string, string][] = [
    ["raw", value],
    ["the part in the middle", value.slice(3, 39)],
    ["JSON", JSON.stringify(value).slice(1, -1)],
    ["URL", encodeURIComponent(value)],
    ["hex", bytes.toString("hex")],
    ["reversed", [...value.slice(3, 39)].reverse().join("")],
    ...base64.map((text, offset): [string, string] => [`base64, offset ${offset}`, text]),
    ...base64.map((text, offset): [string, string] => [
      `base64url, offset ${offset}`,
      text.replaceAll("+", "-").replaceAll("/", "_"),
    ]),
  ];
  return new Map(entries);
}

/** Where the values are found: `<place>: <spelling>`, one line each, never the value itself. */
export function findings(place: string, text: string, values: readonly string[]): string[] {
  return values.flatMap((value, index) =>
    [...spellings(value)]
      .filter(([, spelled]) => text.includes(spelled))
      .map(([spelling]) => `${place}: canary ${index}, ${spelling}`),
  );
}
