import { createServer, type Server, type Socket } from "node:net";
import type { PGlite } from "@electric-sql/pglite";

const PROTOCOL_3 = 3;
const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;

/** A client that keeps a transaction open and silent for this long is cut off. */
const SILENT_TRANSACTION_MS = 30_000;

/** Message types after which the server owes an answer: what came before belongs together. */
const ENDS_BATCH = new Set(["Q", "S", "F", "H", "c", "f"].map((type) => type.charCodeAt(0)));
const FLUSH = "H".charCodeAt(0);
const TERMINATE = "X".charCodeAt(0);

/**
 * Lets many PostgreSQL clients share the one session that PGlite has.
 *
 * Clients take turns, and a turn is never shorter than an exchange: parse, bind, execute and sync
 * of a client run without another client's messages between them, or that client's parameters
 * could meet this one's statement. Who opens a transaction keeps the turn until it ends. A client
 * that goes away while it waits for its turn has asked for nothing; one that goes away inside a
 * transaction is rolled back.
 *
 * Answers the server once it listens. `onBroken` hears when the database itself failed: then
 * nothing it holds in memory can be trusted any more.
 */
export async function listen(
  db: PGlite,
  { host, port }: { host: string; port: number },
  onBroken: (error: unknown) => void,
): Promise<Server> {
  const turns = new Turns(db, onBroken);
  const server = createServer({ noDelay: true }, (socket) => serve(socket, turns));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return server;
}

/** What one client asked in one go. */
interface Batch {
  socket: Socket;
  messages: Uint8Array[];
  /** False after a flush: the exchange goes on and so does the turn. */
  isComplete: boolean;
}

class Turns {
  #waiting: Batch[] = [];
  #holder: Socket | undefined;
  #isRunning = false;

  constructor(
    readonly db: PGlite,
    readonly onBroken: (error: unknown) => void,
  ) {}

  ask(batch: Batch): void {
    this.#waiting.push(batch);
    this.#run().catch(this.onBroken);
  }

  leave(socket: Socket): void {
    this.#waiting = this.#waiting.filter((batch) => batch.socket !== socket);
    if (this.#holder === socket && !this.#isRunning) this.#run().catch(this.onBroken);
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (;;) {
      if (this.#holder?.destroyed) await this.#rollBack();
      const batch = this.#next();
      if (!batch) break;
      await this.#execute(batch);
    }
    this.#isRunning = false;
  }

  #next(): Batch | undefined {
    const holder = this.#holder;
    const at = holder ? this.#waiting.findIndex(({ socket }) => socket === holder) : 0;
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
  }

  async #execute({ socket, messages, isComplete }: Batch): Promise<void> {
    socket.setTimeout(0);
    await this.db.runExclusive(async () => {
      for (const message of messages) {
        await this.db.execProtocolRawStream(message, {
          onRawData: (data) => {
            if (data.length > 0 && socket.writable) socket.write(Buffer.from(data));
          },
        });
      }
    });
    const keeps = !isComplete || this.db.isInTransaction();
    this.#holder = keeps ? socket : undefined;
    if (keeps) socket.setTimeout(SILENT_TRANSACTION_MS);
  }

  async #rollBack(): Promise<void> {
    this.#holder = undefined;
    // An exchange that was cut off after a flush ends with its sync.
    const sync = new Uint8Array(["S".charCodeAt(0), 0, 0, 0, 4]);
    await this.db.runExclusive(() =>
      this.db.execProtocolRawStream(sync, { onRawData: () => undefined }),
    );
    if (this.db.isInTransaction()) await this.db.exec("ROLLBACK");
  }
}

function serve(socket: Socket, turns: Turns): void {
  let received: Buffer = Buffer.alloc(0);
  let hasStarted = false;
  let messages: Uint8Array[] = [];
  socket.on("error", () => socket.destroy());
  socket.on("timeout", () => socket.destroy());
  // A closed socket is told of at the end of a round of events; its end is heard at once, before
  // the commit of another client that was sent later.
  socket.on("end", () => turns.leave(socket));
  socket.on("close", () => turns.leave(socket));
  socket.on("data", (data: Buffer) => {
    received = received.length === 0 ? data : Buffer.concat([received, data]);
    for (;;) {
      const size = hasStarted ? messageSize(received) : startupSize(received);
      if (size === undefined || received.length < size) return;
      if (size < (hasStarted ? 5 : 8)) return void socket.destroy();
      const message = new Uint8Array(received.subarray(0, size));
      received = received.subarray(size);
      if (!hasStarted) {
        const code = Buffer.from(message).readInt32BE(4);
        if (code === SSL_REQUEST || code === GSS_REQUEST) {
          socket.write("N");
          continue;
        }
        if (code === CANCEL_REQUEST || code >> 16 !== PROTOCOL_3) return void socket.destroy();
        hasStarted = true;
        turns.ask({ socket, messages: [message], isComplete: true });
        continue;
      }
      const type = message[0] ?? 0;
      if (type === TERMINATE) return void socket.end();
      messages.push(message);
      if (!ENDS_BATCH.has(type)) continue;
      turns.ask({ socket, messages, isComplete: type !== FLUSH });
      messages = [];
    }
  });
}

function messageSize(buffer: Buffer): number | undefined {
  return buffer.length < 5 ? undefined : 1 + buffer.readInt32BE(1);
}

function startupSize(buffer: Buffer): number | undefined {
  return buffer.length < 8 ? undefined : buffer.readInt32BE(0);
}
