/**
 * The least AWS that a listing can be measured against: ListSecrets over as many secrets as asked,
 * GetSecretValue, AssumeRole. It costs next to no CPU and answers after the latency of a real
 * Region, so that what is measured is the client. Throttles as AWS does (facts 6.2).
 *
 * Arguments: secrets, latency in ms. Prints its port. `GET /counts` tells what was called,
 * `POST /change?count=n` changes that many secrets, `POST /latency?ms=n` changes the latency.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

const [secrets = 1_000, firstLatencyMs = 40] = process.argv.slice(2).map(Number);
const PER_SECOND = 100;
const startMs = Date.now();

let latencyMs = firstLatencyMs;
const counts = { list: 0, throttled: 0, get: 0, assume: 0, bytes: 0 };
/** Secrets changed since the start, newest first. */
const changed: number[] = [];
let allowance = PER_SECOND;
let refilledMs = performance.now();

/** Secret `at`, oldest first; each was created and changed at a moment of its own. */
function secretAt(at: number): string {
  const created = startMs / 1000 - 40_000_000 + at * 60;
  const moved = changed.indexOf(at);
  const lastChanged = moved < 0 ? created + 20 : startMs / 1000 - moved;
  const word = ["payments", "billing", "search", "mail", "reports"][at % 5];
  const region = "eu-west-1";
  const version = `${String(at).padStart(8, "0")}-1111-4222-8333-444455556666`;
  return JSON.stringify({
    ARN: `arn:aws:secretsmanager:${region}:111122223333:secret:${word}/service-${at}/db-AbCdEf`,
    Name: `${word}/service-${at}/db`,
    Description: `Password of service ${at}`,
    Tags: [
      { Key: "owner", Value: `team-${at % 40}` },
      { Key: "environment", Value: at % 3 === 0 ? "production" : "staging" },
    ],
    LastChangedDate: lastChanged,
    LastAccessedDate: Math.floor((created + 86_400) / 86_400) * 86_400,
    CreatedDate: created,
    SecretVersionsToStages: { [version]: ["AWSCURRENT"] },
  });
}

interface ListInput {
  NextToken?: string;
  MaxResults?: number;
  SortBy?: string;
  SortOrder?: string;
}

function list({ NextToken = "0", MaxResults = 100, SortBy, SortOrder }: ListInput): string {
  const from = Number(NextToken);
  const to = Math.min(secrets, from + MaxResults);
  const place = (rank: number) => {
    if (SortBy === "last-changed-date" && rank < changed.length) return changed[rank] ?? 0;
    return SortOrder === "desc" ? secrets - 1 - rank : rank;
  };
  const rows = Array.from({ length: to - from }, (_, at) => secretAt(place(from + at)));
  const next = to < secrets ? `,"NextToken":"${to}"` : "";
  return `{"SecretList":[${rows.join(",")}]${next}}`;
}

function isThrottled(): boolean {
  const nowMs = performance.now();
  allowance = Math.min(PER_SECOND, allowance + ((nowMs - refilledMs) / 1000) * PER_SECOND);
  refilledMs = nowMs;
  if (allowance < 1) return true;
  allowance -= 1;
  return false;
}

function assumed(): string {
  const ends = new Date(Date.now() + 3_600_000).toISOString();
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
    <Credentials><AccessKeyId>ASIABENCHBENCHBENCH0</AccessKeyId><SecretAccessKey>bench</SecretAccessKey>
    <SessionToken>bench</SessionToken><Expiration>${ends}</Expiration></Credentials><AssumedRoleUser>
    <AssumedRoleId>AROA:bench</AssumedRoleId><Arn>arn:aws:sts::111122223333:assumed-role/R/bench</Arn>
    </AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`;
}

function answer(target: string | undefined, body: string): [number, string, string] {
  const json = "application/x-amz-json-1.1";
  if (target === undefined) {
    counts.assume += 1;
    return [200, "text/xml", assumed()];
  }
  if (target.endsWith("GetSecretValue")) {
    counts.get += 1;
    const value = { ARN: JSON.parse(body).SecretId, Name: "n", SecretString: '{"password":"p"}' };
    return [200, json, JSON.stringify({ ...value, VersionId: "1".repeat(32) })];
  }
  counts.list += 1;
  if (isThrottled()) {
    counts.throttled += 1;
    return [400, json, '{"__type":"ThrottlingException","message":"Rate exceeded"}'];
  }
  return [200, json, list(JSON.parse(body))];
}

function control(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname === "/latency") latencyMs = Number(url.searchParams.get("ms"));
  if (url.pathname === "/change") {
    changed.length = 0;
    const count = Number(url.searchParams.get("count"));
    for (let at = 0; at < count; at += 1) changed.push(Math.floor((at * secrets) / count));
  }
  response.end(JSON.stringify(counts));
}

createServer((request, response) => {
  if (request.url !== "/") {
    control(request, response);
    return;
  }
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.on("end", () => {
    setTimeout(() => {
      const target = request.headers["x-amz-target"];
      const body = Buffer.concat(pieces).toString();
      const [status, type, text] = answer(typeof target === "string" ? target : undefined, body);
      counts.bytes += text.length;
      response.writeHead(status, { "content-type": type, "x-amzn-requestid": "bench" });
      response.end(text);
    }, latencyMs);
  });
}).listen(0, "127.0.0.1", function listening(this: { address(): unknown }) {
  const { port } = this.address() as { port: number };
  console.log(port);
});
