import "server-only";
import { createHash } from "node:crypto";
import { Zip, ZipDeflate, ZipPassThrough } from "fflate";
import { Breath } from "@/lib/inventory/breath";

type Piece = string | Uint8Array;

/** Something to put into a ZIP, made while it is written. */
export interface ZipContent {
  path: string;
  content: Piece | Iterable<Piece> | AsyncIterable<Piece>;
  /** Not worth compressing: a compressor of its own costs more than so small a file saves. */
  isSmall?: boolean;
}

/** A file as it was written. */
export interface WrittenFile {
  path: string;
  size: number;
  sha256: string;
}

/** Text is compressed in pieces of at least this, so that small ones do not each cost a turn. */
const PIECE_BYTES = 64 * 1024;

/** Writes a ZIP piece by piece: at any time it holds a piece in hand and the list of its files. */
export class ZipWriter {
  readonly written: WrittenFile[] = [];
  readonly #zip = new Zip((error, chunk) => {
    if (error) throw error;
    if (chunk.length > 0) this.#out.push(chunk);
  });
  readonly #breath = new Breath();
  #out: Uint8Array[] = [];

  constructor(private readonly madeAt: Date) {}

  /** Adds one file; yields what of the ZIP is ready. */
  async *add({ path, content, isSmall }: ZipContent): AsyncGenerator<Uint8Array> {
    const file = isSmall ? new ZipPassThrough(path) : new ZipDeflate(path, { level: 6 });
    file.mtime = this.madeAt;
    this.#zip.add(file);
    const hash = createHash("sha256");
    let size = 0;
    for await (const bytes of inPieces(content)) {
      hash.update(bytes);
      size += bytes.length;
      file.push(bytes, false);
      yield* this.#ready();
      await this.#breath.pause();
    }
    file.push(new Uint8Array(0), true);
    this.written.push({ path, size, sha256: hash.digest("hex") });
    yield* this.#ready();
    await this.#breath.pause();
  }

  /** The table of contents, without which it is no ZIP. */
  *end(): Generator<Uint8Array> {
    this.#zip.end();
    yield* this.#ready();
  }

  #ready(): Uint8Array[] {
    const ready = this.#out;
    this.#out = [];
    return ready;
  }
}

async function* inPieces(content: ZipContent["content"]): AsyncGenerator<Uint8Array> {
  if (typeof content === "string" || content instanceof Uint8Array) {
    yield Buffer.from(content);
    return;
  }
  let held: Buffer[] = [];
  let size = 0;
  for await (const piece of content) {
    const bytes = Buffer.from(piece);
    held.push(bytes);
    size += bytes.length;
    if (size < PIECE_BYTES) continue;
    yield Buffer.concat(held);
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(held);
}
