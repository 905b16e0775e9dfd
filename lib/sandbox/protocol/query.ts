import { AwsError } from "../contract";

/** A form as nested members: `Tags.member.1.Key=a` becomes `{ Tags: [{ Key: "a" }] }`. */
export interface QueryRequest {
  action: string;
  version: string;
  members: Record<string, unknown>;
}

const MAX_FIELDS = 5_000;
const MAX_INDEX = 10_000;

interface Node {
  text?: string;
  children?: Map<string, Node>;
}

/** Reads a form-encoded body. Throws MalformedInput's equivalent for one that is no form. */
export function readQuery(body: Uint8Array): QueryRequest {
  const form = new URLSearchParams(Buffer.from(body).toString("utf8"));
  const root: Node = { children: new Map() };
  let fields = 0;
  for (const [name, value] of form) {
    if (++fields > MAX_FIELDS) throw malformed("Too many parameters.");
    if (name !== "Action" && name !== "Version") place(root, name.split("."), value);
  }
  const members: Record<string, unknown> = {};
  for (const [name, node] of root.children ?? []) define(members, name, nested(node));
  return { action: form.get("Action") ?? "", version: form.get("Version") ?? "", members };
}

function place(root: Node, path: readonly string[], text: string): void {
  if (path.length > 32) throw malformed("Parameters are nested too deeply.");
  let node = root;
  for (const step of path) {
    node.children ??= new Map();
    const next = node.children.get(step) ?? {};
    node.children.set(step, next);
    node = next;
  }
  node.text = text;
}

function nested(node: Node): unknown {
  const { children } = node;
  if (!children || children.size === 0) return node.text ?? "";
  const list = children.get("member")?.children;
  if (list && children.size === 1) return listOf(list);
  const entries = children.get("entry")?.children;
  if (entries && children.size === 1) {
    const map: Record<string, unknown> = {};
    for (const entry of entries.values()) {
      const key = entry.children?.get("key")?.text;
      const value = entry.children?.get("value");
      if (key !== undefined && value) define(map, key, nested(value));
    }
    return map;
  }
  const object: Record<string, unknown> = {};
  for (const [name, child] of children) define(object, name, nested(child));
  return object;
}

function listOf(items: Map<string, Node>): unknown[] {
  const numbered = [...items].map(([index, node]) => ({ index: Number(index), node }));
  if (numbered.some(({ index }) => !Number.isInteger(index) || index < 0 || index > MAX_INDEX)) {
    throw malformed("List positions must be numbers.");
  }
  return numbered.sort((a, b) => a.index - b.index).map(({ node }) => nested(node));
}

/** Names come from outside: `__proto__` must become a member like any other. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(object, name, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

const malformed = (message: string) => new AwsError("SerializationException", message);

/** `<ActionResponse><ActionResult>…</ActionResult><ResponseMetadata>…`. */
export function writeQuery(
  action: string,
  namespace: string,
  output: unknown,
  requestId: string,
): string {
  const result =
    output === undefined || output === null
      ? ""
      : `<${action}Result>${membersXml(output)}</${action}Result>`;
  return `<${action}Response xmlns="${escapeXml(namespace)}">${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`;
}

/** AWS's error document for query services. */
export function writeQueryError(
  namespace: string,
  error: { code: string; message: string; status: number },
  requestId: string,
): string {
  const type = error.status >= 500 ? "Receiver" : "Sender";
  return `<ErrorResponse xmlns="${escapeXml(namespace)}"><Error><Type>${type}</Type><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}

function membersXml(value: object | unknown): string {
  if (value instanceof Date) return seconds(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) {
    return value.map((item) => `<member>${membersXml(item)}</member>`).join("");
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .filter(([, member]) => member !== undefined && member !== null)
      .map(([name, member]) => `<${name}>${membersXml(member)}</${name}>`)
      .join("");
  }
  return escapeXml(String(value));
}

/** ISO 8601; AWS leaves the milliseconds out where there are none. */
const seconds = (date: Date) => date.toISOString().replace(".000Z", "Z");

/** Characters that XML 1.0 cannot carry become the replacement character. */
function escapeXml(text: string): string {
  let escaped = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const legal =
      code === 9 ||
      code === 10 ||
      code === 13 ||
      (code >= 32 && code !== 0xfffe && code !== 0xffff && !(code >= 0xd800 && code <= 0xdfff));
    if (!legal) escaped += "\ufffd";
    else if (character === "&") escaped += "&amp;";
    else if (character === "<") escaped += "&lt;";
    else if (character === ">") escaped += "&gt;";
    else if (character === '"') escaped += "&quot;";
    else if (code === 13) escaped += "&#xD;";
    else escaped += character;
  }
  return escaped;
}
