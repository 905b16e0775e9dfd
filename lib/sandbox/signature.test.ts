import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  JSON_CALL,
  QUERY_CALL,
  type RawCall,
  REST_CALL,
  rawCall,
  type Tally,
  testServices,
} from "./raw-calls.test-support";
import { type Sandbox, startSandbox } from "./start";

const tally: Tally = { writes: 0 };
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ services: testServices(tally) });
  sandbox.controls.throttle.scale = null;
});
afterAll(() => sandbox.close());
beforeEach(() => {
  tally.writes = 0;
});

const send = (base: RawCall, change: RawCall = {}) =>
  rawCall(sandbox.url, { ...base, ...change, headers: { ...base.headers, ...change.headers } });

/** Code and status in JSON, in the query protocol, in REST. */
const CODES = {
  missing: ["MissingAuthenticationTokenException", 400, "MissingAuthenticationToken", 403, 403],
  mismatch: ["InvalidSignatureException", 400, "SignatureDoesNotMatch", 403, 403],
  unknown: ["UnrecognizedClientException", 400, "InvalidClientTokenId", 403, 403],
  incomplete: ["IncompleteSignatureException", 400, "IncompleteSignature", 400, 400],
} as const;

const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
const UNKNOWN = "The security token included in the request is invalid.";
const minutes = (count: number) => new Date(Date.now() + count * 60_000);
const putting = (name: string, value: string) => (headers: Record<string, string>) => {
  headers[name] = value;
};

const rows: [string, RawCall, keyof typeof CODES, string | RegExp][] = [
  ["nobody signed", { unsigned: true }, "missing", /issing Authentication Token$/],
  ["the secret is wrong", { secretAccessKey: "guess" }, "mismatch", MISMATCH],
  ["the key is unknown", { accessKeyId: "AKIANOBODY" }, "unknown", UNKNOWN],
  ["the account does not exist", { accessKeyId: "AKIA999999999999" }, "unknown", UNKNOWN],
  [
    "a user's key comes with a token",
    { headers: { "x-amz-security-token": "made-up" } },
    "unknown",
    UNKNOWN,
  ],
  [
    "the signature is six minutes old",
    { signingDate: minutes(-6) },
    "mismatch",
    /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
  ],
  [
    "the signature is from the future",
    { signingDate: minutes(6) },
    "mismatch",
    /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z/,
  ],
  [
    "the Region is none",
    { region: "moon" },
    "mismatch",
    "Credential should be scoped to a valid region.",
  ],
  [
    "a signed header was changed",
    { headers: { "x-extra": "1" }, tamper: putting("x-extra", "2") },
    "mismatch",
    MISMATCH,
  ],
  [
    "the hash of another body was stated",
    { tamper: putting("x-amz-content-sha256", "0".repeat(64)) },
    "mismatch",
    MISMATCH,
  ],
  [
    "the header lacks its parts",
    { tamper: putting("authorization", "AWS4-HMAC-SHA256 Credential=x") },
    "incomplete",
    /^Authorization header requires 'Signature' parameter\. Authorization header requires 'SignedHeaders' parameter\. \(Hashed with SHA-256/,
  ],
  [
    "the algorithm is another",
    { tamper: putting("authorization", "Basic YTpi") },
    "incomplete",
    "Unsupported AWS 'algorithm': 'Basic'.",
  ],
  [
    "the credential has too few parts",
    {
      tamper: putting(
        "authorization",
        "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=00",
      ),
    },
    "incomplete",
    /^Credential must have exactly 5 slash-delimited elements\./,
  ],
];

const inXml = (text: string) => ({
  code: /<Code>(.*?)<\/Code>/.exec(text)?.[1],
  message: /<Message>(.*?)<\/Message>/s.exec(text)?.[1],
});

// Guarantees AWS's code, text and status for everybody whom it does not know, in each protocol,
// and that nothing is done for them.
describe("a call is refused when", () => {
  it.each(rows)("%s", async (_name, change, kind, text) => {
    const [json, jsonStatus, query, queryStatus, restStatus] = CODES[kind];
    const message =
      typeof text === "string" ? expect.stringContaining(text) : expect.stringMatching(text);

    const jsonAnswer = await send(JSON_CALL, change);
    expect(JSON.parse(jsonAnswer.text)).toEqual({ __type: json, message });
    expect(jsonAnswer.status).toBe(jsonStatus);

    const restAnswer = await send(REST_CALL, change);
    expect(restAnswer.headers["x-amzn-errortype"]).toBe(json);
    expect(JSON.parse(restAnswer.text)).toEqual({ message });
    expect(restAnswer.status).toBe(restStatus);

    const queryAnswer = await send(QUERY_CALL, change);
    expect(inXml(queryAnswer.text)).toEqual({ code: query, message });
    expect(queryAnswer.status).toBe(queryStatus);
    expect(queryAnswer.text).toMatch(/^<ErrorResponse xmlns="[^"]+"><Error><Type>Sender<\/Type>/);

    expect(tally.writes).toBe(0);
    // CloudTrail does not know strangers; the log of calls does.
    expect(sandbox.world.calls.at(-1)).toMatchObject({ outcome: "refused", tookEffect: false });
    expect(sandbox.world.trailOf("111122223333", "eu-west-1")).toEqual([]);
  });

  it("it was signed for another service", async () => {
    const answer = await send(JSON_CALL, { service: "query" });
    expect(JSON.parse(answer.text)).toEqual({
      __type: "InvalidSignatureException",
      message: "Credential should be scoped to correct service: 'echo'.",
    });
    expect(tally.writes).toBe(0);
  });

  it("the body is not the signed one, even if the caller says it was not signed", async () => {
    const change = { body: '{"a":1}', tamper: putting("x-amz-content-sha256", "UNSIGNED-PAYLOAD") };
    expect((await send(JSON_CALL, change)).status).toBe(400);
    expect(tally.writes).toBe(0);
  });
});

describe("a call is understood", () => {
  // Simulated time must not touch signatures: clients sign with the machine's clock.
  it("whatever the simulated time is", async () => {
    sandbox.world.clock.advance(40 * 86_400_000);
    expect((await send(JSON_CALL)).status).toBe(200);
  });

  it("with a query string, encoded path, repeated spaces and several signed headers", async () => {
    const answer = await send(REST_CALL, {
      path: "/2020/things/a%3Ab%20c?c=2&a=%C3%A9%20x&b=1",
      headers: { "x-kind": "  two   spaces " },
    });
    expect(answer.status).toBe(200);
  });
});
