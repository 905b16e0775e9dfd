import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const files: Record<string, string> = {
  "app/layout.jsx":
    "export default function Layout({ children }) { return <html lang='en'><body>{children}</body></html>; }",
  "app/page.jsx": "export default function Page() { return <h1>Empty</h1>; }",
  "next.config.mjs": `export default { turbopack: { root: ${JSON.stringify(process.cwd())} }, outputFileTracingRoot: ${JSON.stringify(process.cwd())} };`,
};

/**
 * Builds a Next app that shows one heading, with the version that the product is locked to, and
 * answers the scripts that its page names: what every page of such an app costs at least.
 */
export function emptyPageScripts(): string[] {
  const folder = join(process.cwd(), "reports/empty-app");
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const next = join(process.cwd(), "node_modules/next/dist/bin/next");
  const { status, stdout, stderr } = spawnSync(process.execPath, [next, "build"], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The empty app does not build:\n${stdout}${stderr}`);
  const server = join(folder, ".next/server/app");
  const page = readdirSync(server).find((name) => name === "index.html");
  if (page === undefined) throw new Error("The empty app has no prerendered page");
  return scriptsOf(readFileSync(join(server, page), "utf8")).map((path) =>
    readFileSync(join(folder, path.replace("/_next/", ".next/")), "utf8"),
  );
}

/** Paths of the scripts that a page loads in a browser of today: without the noModule polyfills. */
export function scriptsOf(html: string): string[] {
  const tags = [...html.matchAll(/<script\b[^>]*\bsrc="([^"?]+)[^"]*"[^>]*>/g)];
  const modern = tags.filter(([tag]) => !/\bnomodule\b/i.test(tag));
  return [...new Set(modern.map(([, path = ""]) => path))];
}
