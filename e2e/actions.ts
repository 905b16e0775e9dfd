import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { z } from "zod";
import { stack } from "./stack";

const Manifest = z.object({
  node: z.record(z.string(), z.object({ exportedName: z.string(), filename: z.string() })),
});

const Answer = z.union([
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), failure: z.object({ code: z.string() }) }),
]);
export type Answer = z.infer<typeof Answer>;

/** Every server action of the build: id → name, as the build's own manifest lists them. */
export function actionIds(): ReadonlyMap<string, string> {
  const text = readFileSync(".next/server/server-reference-manifest.json", "utf8");
  const { node } = Manifest.parse(JSON.parse(text));
  return new Map(Object.entries(node).map(([id, { exportedName }]) => [exportedName, id]));
}

/** The Cookie header of whoever is signed in on the page. */
export async function cookieOf(page: Page): Promise<string> {
  const cookies = await page.context().cookies(stack.console);
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/**
 * Posts a server action as this console's own page would, without a browser. Rejects if the
 * server is gone before it has answered.
 */
export async function callAction(
  name: string,
  input: unknown,
  { cookie, address = stack.console }: { cookie: string; address?: string },
): Promise<Answer> {
  const id = actionIds().get(name);
  if (id === undefined) throw new Error(`The build has no action ${name}`);
  const response = await fetch(`${address}/secret`, {
    method: "POST",
    headers: {
      cookie,
      origin: address,
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
      "next-action": id,
      "sec-fetch-site": "same-origin",
    },
    body: JSON.stringify([input]),
  });
  const text = await response.text();
  const row = text.split("\n").find((line) => line.startsWith("1:"));
  if (row === undefined) throw new Error(`${name}: ${response.status}, no answer in it`);
  return Answer.parse(JSON.parse(row.slice(2)));
}
