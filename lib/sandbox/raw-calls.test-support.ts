import { createHash, createHmac } from "node:crypto";
import { type IncomingHttpHeaders, request } from "node:http";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Operation, Service } from "./contract";

/** A request as a test wants it on the wire; what is left out is what a client would send. */
export interface RawCall {
  service?: string;
  region?: string;
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  accessKeyId?: string;
  secretAccessKey?: string;
  signingDate?: Date;
  /** Changes the request after it was signed. */
  tamper?: (headers: Record<string, string>) => void;
  unsigned?: boolean;
}

/** An answer, read to its end. */
export interface RawAnswered {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Signs with the SDK's own signer and sends; rejects if the connection breaks. */
export async function rawCall(url: string, call: RawCall): Promise<RawAnswered> {
  const { hostname, port, host } = new URL(url);
  const [path = "/", query = ""] = (call.path ?? "/").split("?", 2);
  const plain = {
    method: call.method ?? "POST",
    protocol: "http:",
    hostname,
    port: Number(port),
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: { host, ...call.headers },
    body: call.body ?? "",
  };
  const signed = call.unsigned
    ? plain
    : await signer(call).sign(plain, { signingDate: call.signingDate });
  const headers = { ...signed.headers };
  call.tamper?.(headers);
  return send(
    { hostname, port, method: plain.method, path: call.path ?? "/", headers },
    plain.body,
  );
}

function signer({ service, region, accessKeyId, secretAccessKey }: RawCall): SignatureV4 {
  return new SignatureV4({
    service: service ?? "echo",
    region: region ?? "eu-west-1",
    credentials: {
      accessKeyId: accessKeyId ?? "AKIA111122223333",
      secretAccessKey: secretAccessKey ?? "sandbox",
    },
    sha256: Sha256,
  });
}

/** What the signer needs of a hash. */
class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    if (secret === undefined) this.hash = createHash("sha256");
    else if (typeof secret === "string") this.hash = createHmac("sha256", secret);
    else this.hash = createHmac("sha256", bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(typeof data === "string" ? data : bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}

const bytesOf = (data: ArrayBuffer | ArrayBufferView) =>
  data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

function send(options: object, body: string | Uint8Array): Promise<RawAnswered> {
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** How often the test's service did something. */
export interface Tally {
  writes: number;
}

const echo = (tally: Tally): Operation => ({
  name: "Echo",
  readOnly: false,
  parse: (raw) => raw,
  needs: (_input, { account }) => [
    { action: "secretsmanager:GetRandomPassword", resourceArn: "*", resourceAccountId: account.id },
  ],
  run(input) {
    tally.writes += 1;
    return { ...(input as object), At: new Date(1_523_477_145_729), Bytes: Buffer.from("hi") };
  },
  trail: (input) => ({
    requestParameters: input as Record<string, unknown>,
    responseElements: null,
  }),
  quota: { group: "echo", perSecond: 5 },
});

/** One operation in each of the protocols. */
export function testServices(tally: Tally): Service[] {
  const eventSource = "echo.amazonaws.com";
  const operation = echo(tally);
  return [
    {
      signingName: "echo",
      eventSource,
      protocol: ["json-1.1", "json-1.0"],
      targetPrefix: "Echo_2020",
      operations: new Map([["Echo", operation]]),
    },
    {
      signingName: "query",
      eventSource,
      protocol: "query",
      apiVersion: "2020-01-01",
      xmlNamespace: "https://query.example/",
      operations: new Map([["Echo", { ...operation, quota: undefined }]]),
    },
    {
      signingName: "rest",
      eventSource,
      protocol: "rest-json",
      operations: new Map([
        [
          "Echo",
          {
            ...operation,
            quota: undefined,
            http: { method: "POST", path: "/2020/things/{Thing}", headers: { Kind: "x-kind" } },
          },
        ],
      ]),
    },
  ];
}

/** A good call of the test's operation in each protocol. */
export const JSON_CALL: RawCall = {
  headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "Echo_2020.Echo" },
  body: "{}",
};
export const QUERY_CALL: RawCall = {
  service: "query",
  headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
  body: "Action=Echo&Version=2020-01-01",
};
export const REST_CALL: RawCall = { service: "rest", path: "/2020/things/one", body: "{}" };
