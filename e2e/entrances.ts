import { readFileSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { stack } from "./stack";

/** The build that the stack serves; the suite also runs against one without proxy.ts. */
const folder = process.env.CONSOLE_BUILD ?? ".";
const build = join(folder, ".next");

const ActionManifest = z.object({
  node: z.record(
    z.string(),
    z.object({
      exportedName: z.string(),
      filename: z.string(),
      workers: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** A server action as the build knows it. */
export interface BuiltAction {
  id: string;
  /** `lib/actions/value.ts revealValue` */
  name: string;
  /** A page whose code holds it; it answers on other paths too. */
  page: string;
}

/** Every server action of the build, by the build's own manifest. */
export function builtActions(): BuiltAction[] {
  const { node } = ActionManifest.parse(read("server/server-reference-manifest.json"));
  return Object.entries(node).map(([id, { exportedName, filename, workers }]) => ({
    id,
    // A build in a folder below the project may name its files from the project's root.
    name: `${filename.replace(`${folder}/`, "")} ${exportedName}`,
    page: builtRoutes().find(([file]) => `app${file}` in workers)?.[1] ?? "/",
  }));
}

/** Every page and route of the build: its file and its path. */
export function builtRoutes(): [file: string, path: string][] {
  const routes = z.record(z.string(), z.string()).parse(read("app-path-routes-manifest.json"));
  return Object.entries(routes);
}

/** The names that `/api/read/[name]` answers to, from the list that decides it. */
export function readNames(): string[] {
  const source = readFileSync("lib/reads/index.ts", "utf8");
  const list = /export const reads = \{([^}]*)\}/.exec(source)?.[1] ?? "";
  return [...list.matchAll(/^\s*"?([A-Za-z-]+)"?[,:]/gm)].map(([, name]) => name ?? "");
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(build, file), "utf8"));
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A request as no browser would send it: any Host, any header, any body. */
export function send(
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Answer> {
  const { port, host } = new URL(stack.console);
  const method = body === undefined ? "GET" : "POST";
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = { host, ...length, ...headers };
    const request = httpRequest({ host: "127.0.0.1", port, path, method, headers: sent });
    request.on("response", (response) => {
      const { statusCode = 0, headers: answered } = response;
      text(response).then(
        (whole) => resolve({ status: statusCode, headers: answered, body: whole }),
        reject,
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** The headers by which the console's own page shows itself; an undefined one is left out. */
export function ownPage(more: Record<string, string | undefined> = {}): Record<string, string> {
  const sent = { origin: stack.console, "sec-fetch-site": "same-origin", ...more };
  const given = Object.entries(sent).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(given);
}

const Outcome = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), failure: z.object({ code: z.string() }) }),
]);

/** Posts an action with one argument, as the page's script does, and answers "ok" or a code. */
export async function act(
  { id, page }: Pick<BuiltAction, "id" | "page">,
  input: unknown,
  headers: Record<string, string>,
): Promise<string> {
  const { status, body } = await send(
    page,
    {
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
      "next-action": id,
      ...headers,
    },
    JSON.stringify([input]),
  );
  const row = body.split("\n").find((line) => line.startsWith("1:{"));
  return row === undefined ? `HTTP ${status}` : codeOf(JSON.parse(row.slice(2)));
}

/** "ok", or the code of the failure in an outcome. */
export function codeOf(outcome: unknown): string {
  const parsed = Outcome.parse(outcome);
  return parsed.ok ? "ok" : parsed.failure.code;
}
