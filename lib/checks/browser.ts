import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";
import { show } from "./program";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const elsewhere = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/** A Chromium that is there already: CHROME_PATH, the system's, or Playwright's own; else undefined. */
export function installedBrowser(
  environment: Record<string, string | undefined> = process.env,
): string | undefined {
  const folders = (environment.PATH ?? "").split(delimiter).filter(Boolean);
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const named = environment.CHROME_PATH ? [environment.CHROME_PATH] : [];
  return [...named, ...onPath, ...elsewhere, chromium.executablePath()].find((path) =>
    existsSync(path),
  );
}

/** Command line for a Chromium that talks to nobody but the pages under test. */
export function browserArguments(): string[] {
  return [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ];
}

/** The installed Chromium, or a fresh one: Playwright's, else (as root) Debian's. Says what it did. */
export async function findBrowser(root: string): Promise<string | undefined> {
  const there = installedBrowser();
  if (there) return announce(there, "found");
  console.log("No browser found: asking Playwright for one.");
  await show(root, "playwright", ["install", "chromium"]);
  if (installedBrowser()) return announce(installedBrowser(), "installed by Playwright");
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("Playwright could not bring one: asking apt for Chromium.");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update", "-qq"], { env, stdio: "inherit" });
    const install = ["install", "-y", "-qq", "--no-install-recommends", "chromium"];
    spawnSync("apt-get", install, { env, stdio: ["ignore", "ignore", "inherit"] });
    if (installedBrowser()) return announce(installedBrowser(), "installed by apt");
  }
  console.log("No browser could be found or installed. Set CHROME_PATH to a Chromium or Chrome.");
  return undefined;
}

function announce(path: string | undefined, how: string): string | undefined {
  console.log(`browser: ${path} (${how})`);
  return path;
}
