import { describe, expect, test } from "vitest";
import { FunctionLogQuery, type LogEvent, lastError, logSpan, maskValues } from "./function-log";

const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/Db1-AbC123";
const id = "3f2a1c9e-1111-4222-8333-abcdefabcdef";
const at = (second: number) => `2026-11-26T02:00:${String(second).padStart(2, "0")}.000Z`;
const event = (message: string, second = 0, stream = "a"): LogEvent => ({
  at: at(second),
  stream,
  message,
});
const start = (second = 0, stream = "a", request = id) =>
  event(`START RequestId: ${request} Version: $LATEST\n`, second, stream);

describe("the last error line", () => {
  test("is the newest that names the secret, with the request begun before it in its stream", () => {
    const other = "9f2a1c9e-1111-4222-8333-abcdefabcdef";
    const said = `setSecret: Unable to log into database of secret arn ${arn}`;
    const line = lastError(
      [
        start(0),
        start(1, "b", other),
        event(`[ERROR] ValueError: ${said}\nTraceback (most recent call last):\n  password=x`, 2),
        event("[ERROR] ValueError: setSecret: another secret's", 3, "b"),
      ],
      arn,
    );
    expect(line).toEqual({
      at: at(2),
      requestId: id,
      text: `[ERROR] ValueError: ${said}`,
      isCut: false,
      isMasked: false,
      namesSecret: true,
    });
  });

  test("is any other if none names the secret, and says so", () => {
    const line = lastError([event("[ERROR] ValueError: a"), event("[ERROR] KeyError: b", 1)], arn);
    expect(line).toMatchObject({ text: "[ERROR] KeyError: b", namesSecret: false });
    expect(line?.requestId).toBeUndefined();
    expect(lastError([start()], arn)).toBeUndefined();
  });

  test.each([
    [
      "a timeout",
      `2026-11-26T02:00:00.000Z ${id} Task timed out after 3.00 seconds\n`,
      `2026-11-26T02:00:00.000Z ${id} Task timed out after 3.00 seconds`,
    ],
    [
      "Python's logger",
      `[ERROR]\t2026-11-26T02:00:00.000Z\t${id}\ttestSecret: no\n`,
      `[ERROR] 2026-11-26T02:00:00.000Z ${id} testSecret: no`,
    ],
    [
      "Node",
      `2026-11-26T02:00:00.000Z\t${id}\tERROR\tInvoke Error\t{"errorType":"Error","errorMessage":"no way","stack":["x"]}`,
      "Error: no way",
    ],
    [
      "JSON",
      `{"level":"ERROR","errorType":"ValueError","errorMessage":"no","requestId":"${id}"}`,
      "ValueError: no",
    ],
  ])("is read as %s writes it", (_who, message, text) => {
    expect(lastError([event(message)], arn)).toMatchObject({ text, requestId: id });
  });

  // Whoever may write into the log is not trusted: no control, no direction mark, no length.
  test("is plain text of a fixed length", () => {
    const line = lastError(
      [event(`[ERROR] \u202Eevil\u0007\u001B[31m red ${"word ".repeat(900)}`)],
      arn,
    );
    expect(line?.text).toMatch(/^\[ERROR\] evil \[31m red word word/);
    expect(line?.text).toHaveLength(301);
    expect(line?.isCut).toBe(true);
  });
});

describe("what looks like a value is masked", () => {
  test.each([
    'failed: {"username": "app", "password": "hunter2", "port": 5432}',
    "failed: {'username': 'app', 'password': 'hunter2'}",
    'body "{\\"db_password\\": \\"hunter2\\"}" refused',
    "password=hunter2; host=db",
    "MASTER_PASSWORD: hunter2",
    "Authorization: Bearer hunter2",
    "SecretString='hunter2'",
    "client_secret => hunter2",
    "cannot reach postgres://app:hunter2@db.example:5432/app",
    "near: ALTER USER app IDENTIFIED BY 'hunter2'",
    "near: ALTER ROLE app WITH PASSWORD 'hunter2'",
    "-----BEGIN PRIVATE KEY----- hunter2",
    "the value zX9hunter2QQ~pL0a;f was refused",
    "password: hunter1 hunter2",
  ])("in %j", (text) => {
    expect(maskValues(text)).not.toContain("hunter2");
    expect(maskValues(text)).toContain("[masked]");
  });

  test.each([
    `setSecret: Unable to log into database with previous, current, or pending secret of secret arn ${arn}`,
    `An error occurred (AccessDeniedException) when calling the PutSecretValue operation: User is not authorized`,
    `Secret version ${id} has no stage for rotation of secret ${arn}.`,
    `{"SecretId": "${arn}"}`,
    "Task timed out after 3.00 seconds",
    "Could not connect to db-1.cluster-abc.eu-west-1.rds.amazonaws.com:5432",
  ])("and not %j", (text) => {
    expect(maskValues(text)).toBe(text);
  });

  // So long that time which grows with the square of the text would exceed the test's limit.
  test.each([
    "secret".repeat(70_000),
    "a-".repeat(200_000),
    `"password${" ".repeat(300_000)}`,
    ":".repeat(400_000),
  ])("in time that grows with the text alone", (evil) => {
    expect(maskValues(evil) === evil).toBe(true);
  });
});

test("a stretch is that of the run, a minute wider, and a day at most", () => {
  const span = (from: string | undefined, to: string) =>
    Object.values(logSpan({ from, to })).map((each) => each.toISOString());
  expect(span(at(0), at(30))).toEqual(["2026-11-26T01:59:00.000Z", "2026-11-26T02:01:30.000Z"]);
  expect(span(undefined, at(0))).toEqual(["2026-11-26T01:01:00.000Z", "2026-11-26T02:01:00.000Z"]);
  expect(span("2026-01-01T00:00:00Z", at(0))[0]).toBe("2026-11-25T02:01:00.000Z");
  expect(FunctionLogQuery.safeParse({ arn, to: "yesterday" }).success).toBe(false);
});
