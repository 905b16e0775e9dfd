import { AsyncLocalStorage } from "node:async_hooks";
import { createServer } from "node:http";
import { register } from "node:module";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/**
 * One instance of the console as far as restores go, started by tests as a process of its own:
 *
 *   tsx lib/restores/instance.test-support.ts <clock ahead, ms>
 *
 * Runs the product's own actions and jobs over HTTP: `POST /<action>` with an action's headers and
 * its input as JSON answers the outcome, `POST /job/<name>` runs one beat. Prints its port.
 */
const clockAheadMs = Number(process.argv[2] ?? 0);

// Next hands each request its headers; here HTTP does. Loaded before anything that asks for them.
const asked = new AsyncLocalStorage<Headers>();
Object.assign(globalThis, { askedHeaders: () => asked.getStore() });
const replaced = {
  "next/headers": "export const headers = async () => globalThis.askedHeaders();",
  // The marker throws outside React's server condition, as it would in the tests themselves.
  "server-only": "",
};
const hook = `const replaced = ${JSON.stringify(replaced)};
  export const resolve = (specifier, context, next) =>
    specifier in replaced
      ? { url: "data:text/javascript," + encodeURIComponent(replaced[specifier]), shortCircuit: true }
      : next(specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

/** A machine whose clock is wrong: everything in this process reads it, the AWS SDK too. */
if (clockAheadMs !== 0) {
  const RightDate = Date;
  globalThis.Date = class extends RightDate {
    constructor(...given: [] | [number | string]) {
      super(...((given.length > 0 ? given : [RightDate.now() + clockAheadMs]) as [number]));
    }
    static override now() {
      return RightDate.now() + clockAheadMs;
    }
  } as DateConstructor;
}

const actions: Record<string, (input: never) => Promise<unknown>> = await import(
  "@/lib/actions/restore"
);
const { answerRead } = await import("@/lib/reads");
const { expireRestores } = await import("@/lib/jobs/expire-restores");
const { settleRestores } = await import("@/lib/jobs/settle-restores");
const { deliverJob } = await import("@/lib/jobs/deliver");
const { ledgerState } = await import("@/lib/db/ledger-state");
// As the console's own start does: a long chain is checked before the first request, not by it.
await ledgerState();
const jobs: Record<string, { run(): Promise<void> }> = {
  expire: expireRestores,
  settle: settleRestores,
  deliver: deliverJob,
};

async function answer(path: string, input: unknown): Promise<unknown> {
  const [, first = "", second = ""] = path.split("/");
  if (first === "job") return await jobs[second]?.run();
  if (first === "read")
    return await answerRead(second as never, new URLSearchParams(input as Record<string, string>));
  return await actions[first]?.(input as never);
}

createServer(async (request, response) => {
  const input = await json(request);
  const sent = new Headers(Object.entries(request.headers).map(([k, v]) => [k, String(v)]));
  try {
    const said = await asked.run(sent, () => answer(request.url ?? "", input));
    response.end(JSON.stringify(said ?? null));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}).listen(0, "127.0.0.1", function listening(this: { address(): unknown }) {
  process.stdout.write(`${(this.address() as AddressInfo).port}\n`);
});
