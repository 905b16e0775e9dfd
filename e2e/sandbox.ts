import { z } from "zod";

/** One call that the stand-in AWS received, as `GET /_sandbox/calls` tells it. */
const Call = z.object({
  index: z.number(),
  at: z.string(),
  service: z.string(),
  operation: z.string(),
  region: z.string(),
  accountId: z.string(),
  principalArn: z.string(),
  accessKeyId: z.string(),
  sourceIdentity: z.string().optional(),
  sessionTags: z.record(z.string(), z.string()),
  resource: z.string().optional(),
  requestId: z.string(),
  outcome: z.enum(["ok", "refused", "fault"]),
  tookEffect: z.boolean(),
  status: z.number(),
  errorCode: z.string().optional(),
});
export type SandboxCall = z.infer<typeof Call>;

/** A fault to inject: which calls it meets and what happens to them. */
export interface Fault {
  service?: string;
  operation?: string;
  region?: string;
  accountId?: string;
  count?: number;
  effect:
    | { kind: "delay"; ms: number }
    | { kind: "hang" | "reset"; when?: "before" | "after" }
    | {
        kind: "error";
        when?: "before" | "after";
        status: number;
        code?: string;
        message?: string;
      }
    | { kind: "truncate"; bytes?: number };
}

/** The control door of the stand-in AWS. */
export class Sandbox {
  constructor(readonly address: string) {
    const { hostname } = new URL(address);
    if (!["127.0.0.1", "localhost", "[::1]"].includes(hostname)) {
      throw new Error(`Tests work on loopback only, not on ${hostname}`);
    }
  }

  /** Every call so far, oldest first; with `since`, those after that index. */
  async calls(since = -1): Promise<SandboxCall[]> {
    return z.array(Call).parse(await this.#ask(`calls?since=${since}`, "GET"));
  }

  /** The index to ask `calls` with for what comes from now on. */
  async now(): Promise<number> {
    return (await this.calls()).at(-1)?.index ?? -1;
  }

  async inject(...faults: Fault[]): Promise<void> {
    await this.#ask("faults", "POST", faults);
  }

  async clearFaults(): Promise<void> {
    await this.#ask("faults", "DELETE");
  }

  async #ask(path: string, method: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.address}/_sandbox/${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
    });
    if (!response.ok)
      throw new Error(`/_sandbox/${path}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return text === "" ? undefined : JSON.parse(text);
  }
}
