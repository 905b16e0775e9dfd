import { isJson, repeatedKeys, writtenKeys } from "./json-text";
import { type NewValue, utf8Bytes } from "./new-value";
import { VALUE_BYTES_MAX } from "./secret-value";

/** One key while it is edited. `isJson`: `text` stands in the value as it is, a number or a list. */
export interface DraftRow {
  id: number;
  key: string;
  text: string;
  isJson: boolean;
}

/** A value while it is edited, in one of three ways. It lives in a component's state and nowhere else. */
export type ValueDraft =
  | { kind: "key-value"; rows: DraftRow[] }
  | { kind: "text"; text: string }
  | { kind: "binary"; fileName?: string; bytes: number; base64: string };

export const emptyRow = (id: number): DraftRow => ({ id, key: "", text: "", isJson: false });

/** A value as it is first edited: by its keys if it has any, else as text. */
export function draftOf(text: string): ValueDraft {
  const keys = writtenKeys(text);
  if (!keys || keys.length === 0) return { kind: "text", text };
  return {
    kind: "key-value",
    rows: keys.map(({ key, raw }, id) => {
      const isJson = !raw.startsWith('"');
      return { id, key, text: isJson ? raw : String(JSON.parse(raw)), isJson };
    }),
  };
}

/** The JSON that rows stand for, in their order. */
export function textOfRows(rows: readonly DraftRow[]): string {
  const members = rows.map(
    ({ key, text, isJson }) =>
      `${JSON.stringify(key)}:${isJson ? text.trim() : JSON.stringify(text)}`,
  );
  return `{${members.join(",")}}`;
}

/** What will be sent. */
export function valueOfDraft(draft: ValueDraft): NewValue {
  if (draft.kind === "binary") return { kind: "binary", base64: draft.base64 };
  const text = draft.kind === "text" ? draft.text : textOfRows(draft.rows);
  return { kind: "text", text };
}

/** How much of AWS's 65,536 bytes it takes. */
export function bytesOfDraft(draft: ValueDraft): number {
  if (draft.kind === "binary") return draft.bytes;
  return utf8Bytes(draft.kind === "text" ? draft.text : textOfRows(draft.rows));
}

/** What is wrong with a draft, so that it cannot be saved; and what merely looks wrong. */
export interface DraftFindings {
  problems: string[];
  doubts: string[];
}

/** Judges a draft. None of the sentences repeats what was typed as a value. */
export function judgeDraft(draft: ValueDraft): DraftFindings {
  const findings = { problems: sizeProblems(draft), doubts: [] as string[] };
  if (draft.kind === "key-value") {
    findings.problems.push(...rowProblems(draft.rows));
    findings.doubts.push(...rowDoubts(draft.rows));
  }
  if (draft.kind === "text") findings.doubts.push(...textDoubts(draft.text));
  return findings;
}

function sizeProblems(draft: ValueDraft): string[] {
  const bytes = bytesOfDraft(draft);
  if (draft.kind === "binary" && draft.base64 === "") return ["Choose a file."];
  if (bytes === 0) return ["Type a value: AWS does not take an empty one."];
  if (bytes <= VALUE_BYTES_MAX) return [];
  return [`${(bytes - VALUE_BYTES_MAX).toLocaleString("en-US")} bytes too many: AWS takes 65,536.`];
}

function rowProblems(rows: readonly DraftRow[]): string[] {
  const twice = repeatedKeys(rows.map(({ key }) => key)).filter((key) => key !== "");
  return [
    ...(rows.length === 0 ? ["Add a key."] : []),
    ...(rows.some(({ key }) => key === "") ? ["A key has no name."] : []),
    ...twice.map((key) => `The key ${key} is there twice.`),
    ...rows
      .filter(({ text, isJson: json }) => json && !isJson(text))
      .map(({ key }) => `What ${key || "a key"} holds is marked as JSON and is not valid JSON.`),
  ];
}

function rowDoubts(rows: readonly DraftRow[]): string[] {
  return rows
    .filter(({ text, isJson: json }) => !json && text !== text.trim())
    .map(({ key }) => `${key || "A value"} begins or ends with a blank or a line break.`);
}

function textDoubts(text: string): string[] {
  const looksLikeJson = /^\s*[[{]/.test(text);
  if (looksLikeJson && !isJson(text)) {
    const at = jsonErrorAt(text);
    const lines = text.slice(0, at).split("\n");
    const column = (lines.at(-1) ?? "").length + 1;
    return [
      `This looks like JSON and is not: it goes wrong at line ${lines.length}, column ${column}. It would be saved as plain text.`,
    ];
  }
  const twice = repeatedKeys((writtenKeys(text) ?? []).map(({ key }) => key));
  return [
    ...twice.map((key) => `The key ${key} is there twice; readers take the last.`),
    ...(/\s$/.test(text) && !looksLikeJson ? ["The text ends with a blank or a line break."] : []),
  ];
}

const literal = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const string = /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const blanks = /[ \t\n\r]*/y;

/** Where a text stops being JSON. Engines tell it in words of their own, or not at all. */
export function jsonErrorAt(text: string): number {
  let at = 0;
  const open: string[] = [];
  const eat = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found !== undefined;
  };
  const eatChar = (char: string) => {
    if (text[at] !== char) return false;
    at += 1;
    eat(blanks);
    return true;
  };
  const key = () => eat(string) && eat(blanks) && eatChar(":");
  /** One value, or the opening of one; false where it goes wrong. */
  const value = (): boolean | "opened" => {
    const bracket = text[at] ?? "";
    if (bracket !== "{" && bracket !== "[") return eat(string) || eat(literal);
    eatChar(bracket);
    const closing = bracket === "{" ? "}" : "]";
    if (eatChar(closing)) return true;
    open.push(closing);
    return bracket === "{" && !key() ? false : "opened";
  };
  eat(blanks);
  for (;;) {
    const got = value();
    if (!got) return at;
    if (got === "opened") continue;
    eat(blanks);
    while (open.length > 0 && eatChar(open.at(-1) ?? "")) open.pop();
    if (open.length === 0) return at;
    if (!eatChar(",") || (open.at(-1) === "}" && !key())) return at;
  }
}
