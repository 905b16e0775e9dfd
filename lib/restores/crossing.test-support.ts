import { createServer as createHttpServer, type IncomingMessage, request } from "node:http";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";

/** Where the process stands between two things that others can see of it. */
export interface Crossing {
  databaseUrl: string;
  awsUrl: string;
  /** From now on boundaries are counted; at the named one `reached` is called and nothing passes on. */
  watch(stopAt?: string, reached?: () => void): void;
  /** Boundaries passed since, in order: `before commit: …`, `after RestoreSecret`. Repeats are numbered. */
  passed: string[];
  close(): void;
}

/**
 * Stands between one console process and its database and AWS, and lets every message pass until
 * it is told to stop at one. A boundary lies before and after each call to AWS, and before and
 * after each statement by which the database keeps something.
 */
export async function startCrossing(databaseUrl: string, awsUrl: string): Promise<Crossing> {
  let isWatching = false;
  let stopAt: string | undefined;
  let reached: (() => void) | undefined;
  let isStopped = false;
  const passed: string[] = [];
  /** False: the process is to be killed here, and this message never passes. */
  const pass = (name: string): boolean => {
    if (!isWatching) return true;
    if (isStopped) return false;
    const times = passed.filter((each) => each.replace(/ #\d+$/, "") === name).length;
    const numbered = times === 0 ? name : `${name} #${times + 1}`;
    passed.push(numbered);
    if (numbered !== stopAt) return true;
    isStopped = true;
    reached?.();
    return false;
  };
  const database = new URL(databaseUrl);
  const toDatabase = createServer((socket) => databaseConnection(socket, database, pass));
  const toAws = createHttpServer((incoming, response) => {
    forward(incoming, awsUrl, pass).then(
      (answer) => {
        if (answer) response.writeHead(answer.status, answer.headers).end(answer.body);
      },
      () => response.destroy(),
    );
  });
  const [databasePort, awsPort] = await Promise.all([listening(toDatabase), listening(toAws)]);
  const proxied = new URL(databaseUrl);
  proxied.host = `127.0.0.1:${databasePort}`;
  return {
    databaseUrl: proxied.href,
    awsUrl: `http://127.0.0.1:${awsPort}`,
    passed,
    watch(at, call) {
      passed.length = 0;
      [isWatching, stopAt, reached, isStopped] = [true, at, call, false];
    },
    close() {
      toDatabase.close();
      toAws.closeAllConnections();
      toAws.close();
    },
  };
}

const WRITES = /^\s*(?:insert|update|delete)|ledger_append/i;
const TABLE = /(?:insert into|update|delete from) "(\w+)"/i;

/** PostgreSQL's protocol, as far as statements go: a type byte, a length, the text. */
function databaseConnection(client: Socket, to: URL, pass: (name: string) => boolean): void {
  const server = connect(Number(to.port), to.hostname);
  let held = Buffer.alloc(0);
  let isStarted = false;
  let isInTransaction = false;
  let written: string[] = [];
  let afterAnswer: string | undefined;
  const stop = () => {
    client.destroy();
    // The statement was not finished by the process that died: its transaction goes with it.
    server.destroy();
  };
  client.on("data", (chunk) => {
    held = Buffer.concat([held, chunk]);
    for (;;) {
      const headed = isStarted ? 5 : 4;
      if (held.length < headed) return;
      const length = held.readInt32BE(headed - 4) + headed - 4;
      if (held.length < length) return;
      const frame = held.subarray(0, length);
      held = held.subarray(length);
      if (isStarted && !statement(frame)) return stop();
      isStarted = true;
      server.write(frame);
    }
  });
  server.on("data", (chunk) => {
    const name = afterAnswer;
    afterAnswer = undefined;
    if (name && !pass(`after ${name}`)) return stop();
    client.write(chunk);
  });
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
  }

  function statement(frame: Buffer): boolean {
    const type = String.fromCharCode(frame[0] ?? 0);
    const text = type === "Q" || type === "P" ? frame.subarray(5).toString() : "";
    const sql = type === "P" ? text.slice(text.indexOf("\0") + 1) : text;
    if (WRITES.test(sql)) written.push(TABLE.exec(sql)?.[1] ?? "ledger");
    if (/^begin/i.test(sql)) isInTransaction = true;
    const isEnd = /^commit/i.test(sql);
    const isAlone = !isInTransaction && type === "S" && written.length > 0;
    if (isEnd || /^rollback/i.test(sql)) isInTransaction = false;
    const tables = [...new Set(written)].join(", ");
    if ((!isEnd && !isAlone) || tables === "") return true;
    const name = `writing ${tables}`;
    written = [];
    afterAnswer = name;
    return pass(`before ${name}`);
  }
}

async function forward(
  incoming: IncomingMessage,
  awsUrl: string,
  pass: (name: string) => boolean,
): Promise<{ status: number; headers: Record<string, string>; body: Buffer } | undefined> {
  const body = await buffer(incoming);
  const target = incoming.headers["x-amz-target"];
  const action = new URLSearchParams(body.toString()).get("Action");
  const name = String(target ?? action).replace(/^.*\./, "");
  if (!pass(`before ${name}`)) return undefined;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const { hostname, port } = new URL(awsUrl);
    // With the host that was signed.
    const { method, headers, url: path } = incoming;
    const outgoing = request({ hostname, port, method, path, headers, setHost: false }, resolve);
    outgoing.on("error", reject);
    outgoing.end(body);
  });
  const said = await buffer(answer);
  if (!pass(`after ${name}`)) return undefined;
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([key, value]) => [key, String(value)]),
  );
  delete headers["transfer-encoding"];
  return { status: answer.statusCode ?? 500, headers, body: said };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
