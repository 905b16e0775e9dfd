/** What the listing's benchmarks share: a server, settings, an estate of the console's own parts. */
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Place } from "@/lib/domain/place";

/** What a call to a real Region takes, in milliseconds. */
const LATENCY_MS = 40;
export const place = { accountId: "111122223333", accountName: "bench", region: "eu-west-1" };

interface Counts {
  list: number;
  throttled: number;
  bytes: number;
}

/** A server with that many secrets in a process of its own, so that its CPU is not ours. */
export async function serve(secrets: number) {
  const path = new URL("./inventory-server.ts", import.meta.url).pathname;
  const args = ["--import", "tsx", path, String(secrets), String(LATENCY_MS)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = await new Promise<string[]>((resolve) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve([line]));
  });
  const url = `http://127.0.0.1:${port}`;
  process.env.AWS_ENDPOINT_URL = url;
  const ask = async (path: string, method = "POST"): Promise<Counts> =>
    (await fetch(url + path, { method })).json();
  return { ask, counts: () => ask("/counts", "GET"), end: () => child.kill() };
}

const folder = mkdtempSync(join(tmpdir(), "strongroom-bench-"));
const role = "arn:aws:iam::111122223333:role/Bench";
const settings = join(folder, "strongroom.yaml");
writeFileSync(
  settings,
  JSON.stringify({
    signIn: { issuer: "http://localhost:9", clientId: "bench" },
    accounts: [
      {
        id: place.accountId,
        name: place.accountName,
        regions: [place.region],
        roles: { operator: role, approver: `${role}A`, auditor: `${role}B` },
      },
    ],
    groups: [{ group: "g", role: "operator" }],
  }),
);
Object.assign(process.env, {
  STRONGROOM_CONFIG: settings,
  DATABASE_URL: "postgres://nobody@127.0.0.1:9/none",
  NEXTAUTH_URL: "http://localhost:9",
  NEXTAUTH_SECRET: "bench".repeat(8),
  OIDC_CLIENT_SECRET: "bench",
  AWS_ACCESS_KEY_ID: "AKIABENCH",
  AWS_SECRET_ACCESS_KEY: "bench",
  AWS_REGION: place.region,
});

const { awsAccess } = await import("@/lib/aws/clients");
const { listPage } = await import("@/lib/aws/secrets");
const { Estate } = await import("@/lib/inventory/estate");

const person = { issuer: "i", subject: "bench", displayName: "Bench" };
/** One operator, for as long as the benchmark takes. */
export const aws = awsAccess({
  id: "b".repeat(64),
  person,
  role: "operator",
  awsGeneration: 1,
}).lasting();

/** Pages as the console asks for them. */
export function source(where: Place) {
  const client = aws.secretsManager(where, "browse");
  return (request: Parameters<typeof listPage>[1]) =>
    listPage(client, request, { place: where, ownerTag: "owner" });
}

/** Nothing listed yet; the same parts that the console serves people with. */
export function emptyEstate(clock = Date.now) {
  return new Estate("bench", [place], clock);
}

/** An estate of `count` secrets, listed to the end. */
export async function listed(count: number) {
  const estate = emptyEstate();
  estate.look(source);
  await watched(estate, count);
  return estate;
}

/** Looks on as a page does, so that the walk goes on, until all is listed. */
async function watched(estate: ReturnType<typeof emptyEstate>, count: number): Promise<void> {
  const look = setInterval(() => estate.look(source), 5_000);
  await estate.settled();
  clearInterval(look);
  const { listed: rows, isPartial } = await estate.summary();
  if (rows !== count || isPartial) throw new Error(`listed ${rows} of ${count}`);
}

/** Settles memory before it is measured. */
export async function freed(): Promise<void> {
  for (let time = 0; time < 3; time += 1) {
    globalThis.gc?.();
    await sleep(50);
  }
}
