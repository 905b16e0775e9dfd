import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerDataStream } from "smtp-server";

/** What a receiver does with what it gets. */
export type Manner = "accept" | "fail" | "hang" | "redirect";

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver of webhooks on loopback. Keeps what it accepted, and counts how often it was tried. */
export async function startHook() {
  const state = { manner: "accept" as Manner, accepted: [] as Received[], tries: 0 };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    state.tries += 1;
    answers[state.manner](response);
    if (state.manner === "accept") state.accepted.push({ headers: request.headers, body });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return Object.assign(state, { url: `http://127.0.0.1:${port}/hook`, close });
}

const answers: Record<Manner, (response: ServerResponse) => unknown> = {
  accept: (response) => response.writeHead(204).end(),
  fail: (response) => response.writeHead(500).end("value-of-the-receiver"),
  hang: () => undefined,
  redirect: (response) => response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
};

/** A mail server on loopback, in the same manners. */
export async function startMail() {
  const state = { manner: "accept" as Manner, accepted: [] as { to: string; text: string }[] };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    logger: false,
    onData(stream: SMTPServerDataStream, session, done) {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      stream.on("end", () => {
        if (state.manner === "hang") return;
        if (state.manner !== "accept") {
          done(Object.assign(new Error("not now"), { responseCode: 451 }));
          return;
        }
        for (const { address } of session.envelope.rcptTo)
          state.accepted.push({ to: address, text });
        done();
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return Object.assign(state, { port, close: () => server.close() });
}
