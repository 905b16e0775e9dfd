import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FolderInUse, lockFolder } from "./folder-lock";

let place: string;
let folder: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "strongroom-lock-"));
  folder = join(place, "data");
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

function lockedBy(owner: { pid: number; host?: string; started: string }, number = 1): void {
  const text = JSON.stringify({ host: hostname(), ...owner });
  writeFileSync(join(place, `data.lock.${number}`), text);
}

test("a folder is given to one process, and again after it is given back", () => {
  const unlock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(FolderInUse);
  expect(() => lockFolder(folder)).toThrow(`in use by process ${process.pid}`);
  unlock();
  lockFolder(folder)();
  expect(readdirSync(place)).toEqual([]);
});

// A killed process leaves its lock behind, and its number may belong to anybody by now.
test("a lock is passed over when its owner is dead, also if its number lives on in another", () => {
  lockedBy({ pid: process.pid, started: "another boot 1" }, 7);
  const unlock = lockFolder(folder);
  expect(existsSync(join(place, "data.lock.7"))).toBe(false);
  expect(JSON.parse(readFileSync(join(place, "data.lock.8"), "utf8"))).toMatchObject({
    pid: process.pid,
  });
  unlock();
});

// Another machine's processes cannot be asked whether they live.
test("a lock of another machine is respected and says how to get rid of it", () => {
  lockedBy({ pid: 1, host: "elsewhere", started: "" });
  expect(() => lockFolder(folder)).toThrow(
    /belongs to a process on elsewhere; remove .*data\.lock\.1/,
  );
});

test("a lock that cannot be read is respected", () => {
  writeFileSync(join(place, "data.lock.1"), "{");
  expect(() => lockFolder(folder)).toThrow(FolderInUse);
});
