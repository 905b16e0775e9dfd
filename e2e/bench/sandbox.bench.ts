/**
 * The stand-in AWS with 100,000 secrets beside `moto_server` with 2,000, in one run: the work a
 * call costs the server, and calls a second. The other one is given the smaller estate because
 * filling it takes minutes; that makes the comparison harder for us, not easier.
 */
import { spawnSync } from "node:child_process";
import { type Measured, pairs, ratioOf, wallMs } from "./ratio";
import {
  cpuSeconds,
  freePort,
  peakBytes,
  type Sendable,
  type Server,
  signedCall,
  startServer,
} from "./server-under-test";

const OUR_SECRETS = 100_000;
const THEIR_SECRETS = 2_000;
const PAIRS = 15;
const GIBIBYTE = 1024 ** 3;

const root = new URL("../../", import.meta.url).pathname;

function print(measured: Measured): void {
  console.log(JSON.stringify(measured));
}

/** Starts ours and holds its start and its memory to their limits. */
async function startOurs(): Promise<Server> {
  const port = await freePort();
  const program = `${root}lib/sandbox/main.ts`;
  const args = ["--import", "tsx", program, "--port", `${port}`, "--estate", `${OUR_SECRETS}`];
  const startedAt = performance.now();
  const ours = await startServer(process.execPath, args, port);
  const wall = performance.now() - startedAt;
  const cpu = cpuSeconds(ours);
  const spent = cpu === undefined ? wall : cpu * 1000;
  print({
    bar: "S7 start",
    ratio: round(spent / 10_000),
    limit: 1,
    unit: `ms of ${cpu === undefined ? "time" : "processor time"} until ${OUR_SECRETS} secrets are served / 10 s (by the clock ${Math.round(wall)} ms)`,
    runs: [[spent, 10_000]],
  });
  const peak = peakBytes(ours);
  if (peak !== undefined) {
    print({
      bar: "S8 memory",
      ratio: round(peak / GIBIBYTE),
      limit: 1,
      unit: `peak resident bytes with ${OUR_SECRETS} secrets / 1 GiB`,
      runs: [[peak, GIBIBYTE]],
    });
  }
  return ours;
}

async function startTheirs(): Promise<Server> {
  const port = await freePort();
  const server = await startServer("moto_server", ["-H", "127.0.0.1", "-p", `${port}`], port);
  // One after another: under several at once it loses requests.
  for (let made = 0; made < THEIR_SECRETS; made += 1) {
    const create = await signedCall(server, "CreateSecret", {
      Name: `prod/payments/api/db-primary-${made}`,
      SecretString: `value-${made}`,
      ClientRequestToken: `token-of-at-least-32-characters-${made}`,
      Tags: [{ Key: "team", Value: "payments" }],
    });
    await create();
  }
  return server;
}

/** Sends the call so many times, eight at once. */
async function sendMany(call: Sendable, times: number): Promise<void> {
  let left = times;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

interface Question {
  bars: readonly [cpu: string, wall: string];
  operation: string;
  times: number;
  ours: Record<string, unknown>;
  theirs: Record<string, unknown>;
}

async function compare(ours: Server, theirs: Server, question: Question): Promise<void> {
  const { operation, times } = question;
  const cpu: [number[], number[]] = [[], []];
  const measured = (server: Server, call: Sendable, series: number[]) => async () => {
    const before = cpuSeconds(server);
    const wall = await wallMs(() => sendMany(call, times));
    const after = cpuSeconds(server);
    if (before !== undefined && after !== undefined) {
      series.push(((after - before) * 1000) / times);
    }
    return wall / times;
  };
  const mine = measured(ours, await signedCall(ours, operation, question.ours), cpu[0]);
  const other = measured(theirs, await signedCall(theirs, operation, question.theirs), cpu[1]);
  await mine();
  await other();
  cpu[0].length = 0;
  cpu[1].length = 0;
  const wall = await pairs(PAIRS, mine, other);
  const cpuRuns = cpu[0].map((value, index): [number, number] => [value, cpu[1][index] ?? 0]);
  const estates = `ours with ${OUR_SECRETS} secrets / moto_server with ${THEIR_SECRETS}`;
  if (cpuRuns.length > 0) {
    print({
      bar: `${question.bars[0]} ${operation}`,
      ratio: ratioOf(cpuRuns),
      limit: 1,
      unit: `ms of processor time a call, ${estates}`,
      runs: cpuRuns,
    });
  }
  print({
    bar: `${question.bars[1]} ${operation}`,
    ratio: ratioOf(wall),
    limit: 1,
    unit: `ms a call with eight at once (inverse of calls a second), ${estates}`,
    runs: wall,
  });
  if (operation === "ListSecrets" && cpuRuns.length > 0) {
    const page = cpuRuns.map(([value]): [number, number] => [value, 3]);
    print({
      bar: "S9 ListSecrets page",
      ratio: ratioOf(page),
      limit: 1,
      unit: "ms of processor time a page of 100 / 3 ms",
      runs: page,
    });
  }
}

async function nameIn(server: Server): Promise<string> {
  const list = await signedCall(server, "ListSecrets", { MaxResults: 10 });
  const answer: { SecretList: { Name: string }[] } = JSON.parse(await list());
  return answer.SecretList[7]?.Name ?? "";
}

const round = (value: number) => Math.round(value * 1000) / 1000;

const ours = await startOurs();
try {
  if (spawnSync("moto_server", ["--help"], { stdio: "ignore" }).error) {
    console.error("S1 to S6 and S9 skipped: there is no moto_server on the PATH to compare with.");
  } else {
    const theirs = await startTheirs();
    try {
      const [mine, other] = [await nameIn(ours), await nameIn(theirs)];
      const one = { ours: { SecretId: mine }, theirs: { SecretId: other } };
      const page = { ours: { MaxResults: 100 }, theirs: { MaxResults: 100 } };
      await compare(ours, theirs, {
        bars: ["S1", "S4"],
        operation: "GetSecretValue",
        times: 400,
        ...one,
      });
      await compare(ours, theirs, {
        bars: ["S2", "S5"],
        operation: "DescribeSecret",
        times: 400,
        ...one,
      });
      await compare(ours, theirs, {
        bars: ["S3", "S6"],
        operation: "ListSecrets",
        times: 24,
        ...page,
      });
    } finally {
      await theirs.stop();
    }
  }
} finally {
  await ours.stop();
}
process.exit(0);
