import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
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

describe("answers", () => {
  // Facts 0.3: epoch seconds with milliseconds, base64, a request id and a date on each answer.
  it("in JSON", async () => {
    const answer = await send(JSON_CALL, { body: '{"Name":"a"}' });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({ Name: "a", At: 1523477145.729, Bytes: "aGk=" });
    expect(answer.headers["content-type"]).toBe("application/x-amz-json-1.1");
    expect(answer.headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(Date.parse(String(answer.headers.date))).not.toBeNaN();
  });

  it("in the JSON version that was asked in", async () => {
    const answer = await send(JSON_CALL, {
      headers: { "content-type": "application/x-amz-json-1.0" },
    });
    expect(answer.headers["content-type"]).toBe("application/x-amz-json-1.0");
  });

  it("in XML, with lists, maps, dates and characters that need care", async () => {
    const answer = await send(QUERY_CALL, {
      body: `${QUERY_CALL.body}&L.member.1.K=a%26b&L.member.2.K=%3Cc%3E&M.entry.1.key=x&M.entry.1.value=1&E=`,
    });
    expect(answer.headers["content-type"]).toBe("text/xml");
    expect(answer.text).toMatch(/^<EchoResponse xmlns="https:\/\/query\.example\/"><EchoResult>/);
    expect(answer.text).toContain(
      "<L><member><K>a&amp;b</K></member><member><K>&lt;c&gt;</K></member></L><M><x>1</x></M><E></E>",
    );
    expect(answer.text).toContain("<At>2018-04-11T20:05:45.729Z</At><Bytes>aGk=</Bytes>");
    expect(answer.text).toMatch(
      /<ResponseMetadata><RequestId>[0-9a-f-]{36}<\/RequestId><\/ResponseMetadata><\/EchoResponse>$/,
    );
  });

  it("in REST, with members from path, query, header and body", async () => {
    const answer = await send(REST_CALL, {
      path: "/2020/things/a%3Ab?Page=2",
      headers: { "x-kind": "k" },
      body: '{"Name":"n"}',
    });
    expect(JSON.parse(answer.text)).toMatchObject({
      Thing: "a:b",
      Page: "2",
      Kind: "k",
      Name: "n",
    });
  });
});

describe("what cannot be read or found", () => {
  const bodies = ["{", "[]", "1", "null", '"text"', "\u0000", Uint8Array.of(0x7b, 0xff, 0x7d)];
  it.each(bodies)("body %j", async (body) => {
    const answer = await send(JSON_CALL, { body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ __type: "SerializationException" });
    expect(tally.writes).toBe(0);
  });

  it("does not repeat a broken body, which may hold a value", async () => {
    const answer = await send(JSON_CALL, { body: '{"SecretString":"hunter2' });
    expect(answer.text).not.toContain("hunter2");
  });

  it.each(["Echo_2020.Nothing", "Wrong.Echo", "Echo", ".", ""])("target %j", async (target) => {
    const answer = await send(JSON_CALL, { headers: { "x-amz-target": target } });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toEqual({ __type: "UnknownOperationException" });
  });

  it.each(["Action=Nothing&Version=2020-01-01", "Action=Echo&Version=1999-01-01", "x", ""])(
    "form %j",
    async (body) => {
      const answer = await send(QUERY_CALL, { body });
      expect(answer.status).toBe(400);
      expect(answer.text).toContain("<Code>InvalidAction</Code><Message>Could not find operation");
    },
  );

  it("no target at all", async () => {
    const answer = await rawCall(sandbox.url, { body: "{}" });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toEqual({ __type: "UnknownOperationException" });
  });

  it("a service that is not here", async () => {
    const headers = { "x-amz-target": "S3.Echo" };
    const answer = await send(JSON_CALL, { service: "s3", headers });
    expect(JSON.parse(answer.text)).toMatchObject({ __type: "UnknownOperationException" });
    const form = await send(QUERY_CALL, { service: "s3" });
    expect(form.text).toContain("<Code>InvalidAction</Code>");
  });

  it("a form with thousands of fields, deep names and wrong positions", async () => {
    const many = Array.from({ length: 5_001 }, (_, index) => `a${index}=1`).join("&");
    for (const tail of [many, `${"a.".repeat(40)}b=1`, "L.member.x=1", "L.member.99999999=1"]) {
      const answer = await send(QUERY_CALL, { body: `${QUERY_CALL.body}&${tail}` });
      expect(answer.status).toBe(400);
      expect(answer.text).toContain("<Code>MalformedInput</Code>");
    }
    expect(tally.writes).toBe(0);
  });

  it("names that mean something to JavaScript are names like any other", async () => {
    const answer = await send(QUERY_CALL, {
      body: `${QUERY_CALL.body}&__proto__.polluted=1&constructor=2`,
    });
    expect(answer.status).toBe(200);
    expect({}).not.toHaveProperty("polluted");
  });

  it("a path that leads nowhere", async () => {
    const answer = await send(REST_CALL, { path: "/2020/nothing" });
    expect(answer.status).toBe(404);
    expect(answer.headers["x-amzn-errortype"]).toBe("UnknownOperationException");
  });

  it("a body beyond every AWS limit", async () => {
    const answer = await send(JSON_CALL, { body: new Uint8Array(8 * 1024 * 1024) });
    expect(answer.status).toBe(413);
    expect((await send(JSON_CALL)).status).toBe(200);
  });

  it("a caller who hangs up in the middle of a body", async () => {
    const { hostname, port } = new URL(sandbox.url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
    socket.destroy();
    await once(socket, "close");
    expect((await send(JSON_CALL)).status).toBe(200);
  });

  it("what is not HTTP at all", async () => {
    const { hostname, port } = new URL(sandbox.url);
    const socket = connect(Number(port), hostname);
    const [answer] = await Promise.all([
      once(socket, "data"),
      once(socket, "connect").then(() => socket.write("\u0016\u0003\u0001 hello\r\n\r\n")),
    ]);
    expect(String(answer[0])).toMatch(/^HTTP\/1\.1 400/);
    socket.destroy();
    expect((await send(JSON_CALL)).status).toBe(200);
  });

  // Guarantees that no input breaks the server: an AWS error each time, and the next call works.
  it("survives anything", async () => {
    const headers = fc.dictionary(
      fc.constantFrom(
        "authorization",
        "x-amz-date",
        "x-amz-target",
        "content-type",
        "x-amz-security-token",
      ),
      fc
        .string({ unit: "grapheme-ascii", maxLength: 60 })
        .map((text) => text.replace(/[^ -~]/g, "")),
    );
    const path = fc.webPath().map((text) => `/${text.replace(/^\/+/, "")}`);
    await fc.assert(
      fc.asyncProperty(
        headers,
        path,
        fc.uint8Array({ maxLength: 200 }),
        fc.boolean(),
        async (more, at, body, signed) => {
          fc.pre(!at.startsWith("/_sandbox/"));
          const answer = await rawCall(sandbox.url, {
            path: at,
            body,
            unsigned: !signed,
            headers: signed ? {} : more,
            tamper: (sent) => Object.assign(sent, signed ? more : {}),
          });
          expect(answer.status).toBeGreaterThanOrEqual(400);
          expect(answer.status).toBeLessThan(500);
        },
      ),
      { numRuns: 300 },
    );
    expect(tally.writes).toBe(0);
    expect((await send(JSON_CALL)).status).toBe(200);
  });
});
