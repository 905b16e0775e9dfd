import "server-only";
import {
  closeSync,
  createReadStream,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { type Checkpoint, readCheckpoint, type SignedCheckpoint } from "./checkpoint";

/**
 * The anchor: every checkpoint once more, in a file that whoever holds the database does not hold.
 * One JSON object a line, only ever appended.
 */
export interface AnchorLine extends SignedCheckpoint {
  checkpoint: Checkpoint;
}

const Line = z.object({ canonical: z.string(), signature: z.string() });

/** Much longer than any line. */
const TAIL_BYTES = 65_536;

/** Adds a line and waits for the disk. The file is made, readable by its owner only. */
export function appendToAnchor(file: string, { canonical, signature }: SignedCheckpoint): void {
  mkdirSync(dirname(file), { recursive: true });
  const handle = openSync(file, "a+", 0o600);
  try {
    // A process killed while it wrote may have left a torn line: that one ends here.
    const begin = tailOf(handle, 1) === "\n" || fstatSync(handle).size === 0 ? "" : "\n";
    writeSync(handle, `${begin}${JSON.stringify({ canonical, signature })}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The last whole line; nothing if there is none, or no file. */
export function newestAnchor(file: string): AnchorLine | undefined {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const texts = tailOf(handle, TAIL_BYTES).split("\n");
    for (const text of texts.reverse()) {
      const line = readLine(text);
      if (line) return line;
    }
    return undefined;
  } finally {
    closeSync(handle);
  }
}

/** Every whole line that the file has now, oldest first. Torn lines are left out. */
export function anchorLines(file: string): AsyncIterable<AnchorLine> {
  const { size } = statSync(file);
  return size === 0 ? none() : linesUpTo(file, size);
}

async function* linesUpTo(file: string, size: number): AsyncGenerator<AnchorLine> {
  for await (const text of createInterface({ input: createReadStream(file, { end: size - 1 }) })) {
    const line = readLine(text);
    if (line) yield line;
  }
}

async function* none(): AsyncGenerator<AnchorLine> {}

function tailOf(handle: number, bytes: number): string {
  const { size } = fstatSync(handle);
  const buffer = Buffer.alloc(Math.min(bytes, size));
  readSync(handle, buffer, 0, buffer.length, size - buffer.length);
  return buffer.toString("utf8");
}

function readLine(text: string): AnchorLine | undefined {
  try {
    const line = Line.parse(JSON.parse(text));
    const checkpoint = readCheckpoint(line.canonical);
    return checkpoint && { ...line, checkpoint };
  } catch {
    return undefined;
  }
}
