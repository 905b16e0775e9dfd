import { execFileSync } from "node:child_process";
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

/** Why a folder cannot be had, in one sentence for people. */
export class FolderInUse extends Error {
  override name = "FolderInUse";
}

/** A process for as long as it lives: its number alone comes back for others. */
interface Owner {
  pid: number;
  host: string;
  /** When it started, as this system tells it; two processes of one number differ here. */
  started: string;
}

/**
 * Makes this process the only one that uses `folder`, until it ends or calls the answer. A lock
 * whose owner is dead is passed over, also when its number has been given to another process.
 *
 * Locks are numbered files beside the folder, made whole by `link`, and the highest one counts.
 * A stale lock is never removed to make room but outnumbered, so two starters that both find it
 * stale cannot both win: only one can make the next number.
 *
 * @throws FolderInUse naming the living owner.
 */
export function lockFolder(folder: string): () => void {
  const prefix = `${basename(folder)}.lock.`;
  const place = dirname(folder);
  const file = (number: number) => join(place, `${prefix}${number}`);
  const numbers = () =>
    readdirSync(place)
      .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
      .map((name) => Number(name.slice(prefix.length)))
      .sort((a, b) => a - b);
  const own = join(place, `${prefix}new-${process.pid}`);
  const me: Owner = { pid: process.pid, host: hostname(), started: startOf(process.pid) ?? "" };
  writeFileSync(own, JSON.stringify(me));
  try {
    for (;;) {
      const last = numbers().at(-1) ?? 0;
      if (last > 0) refuseIfAlive(folder, file(last));
      if (!makeLink(own, file(last + 1))) continue;
      const all = numbers();
      if (all.at(-1) !== last + 1) {
        // Somebody got further while we looked at an older lock: theirs counts.
        rmSync(file(last + 1), { force: true });
        continue;
      }
      for (const number of all.slice(0, -1)) rmSync(file(number), { force: true });
      return () => rmSync(file(last + 1), { force: true });
    }
  } finally {
    rmSync(own, { force: true });
  }
}

function makeLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function refuseIfAlive(folder: string, lock: string): void {
  let owner: Owner;
  try {
    owner = JSON.parse(readFileSync(lock, "utf8"));
  } catch (error) {
    // Given back between listing and reading.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw new FolderInUse(`The lock ${lock} cannot be read; remove it if nothing uses ${folder}.`);
  }
  if (owner.host !== hostname()) {
    throw new FolderInUse(
      `The folder ${folder} belongs to a process on ${owner.host}; remove ${lock} if that is gone.`,
    );
  }
  const started = startOf(owner.pid);
  if (started !== undefined && started === owner.started) {
    throw new FolderInUse(
      `The folder ${folder} is in use by process ${owner.pid}: end that first.`,
    );
  }
}

/** When a living process started; undefined if there is none of this number. */
function startOf(pid: number): string | undefined {
  try {
    // After the name in brackets: state is field 3, the start in clock ticks since boot field 22.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return fields[0] === "Z" || fields[0] === "X" ? undefined : `${boot} ${fields[19]}`;
  } catch {
    return process.platform === "linux" ? undefined : startByPs(pid);
  }
}

function startByPs(pid: number): string | undefined {
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    return line === "" || line.startsWith("Z") ? undefined : line.replace(/^\S+\s+/, "");
  } catch {
    return undefined;
  }
}
