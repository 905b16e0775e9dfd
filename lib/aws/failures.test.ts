import { describe, expect, test } from "vitest";
import { Failure } from "@/lib/domain/failure";
import { failureOf, fromAws, roleRefused, withoutEcho } from "./failures";

/** An error as the SDK throws it for an answer of AWS. */
function answered(name: string, message = "", status = 400) {
  const $metadata = { httpStatusCode: status, requestId: "request-1" };
  return Object.assign(new Error(message), { name, $fault: "client" as const, $metadata });
}

function broken(name: string, code?: string) {
  return Object.assign(new Error("socket"), { name, code });
}

// Facts 1.1, 1.2, 2.3, 3: the same name means several things, and AWS's texts tell them apart.
test.each([
  ["AccessDeniedException", "User: x is not authorized", "denied-by-aws"],
  ["AccessDeniedException", "Access to KMS is not allowed", "key-denied"],
  [
    "AccessDeniedException",
    "Secrets Manager cannot invoke the specified Lambda function.",
    "refused-by-aws",
  ],
  [
    "ResourceNotFoundException",
    "Secrets Manager can't find the specified secret.",
    "secret-not-found",
  ],
  [
    "ResourceNotFoundException",
    "Secrets Manager can't find the specified secret value for staging label: X",
    "version-not-found",
  ],
  [
    "ResourceNotFoundException",
    "Secrets Manager can't find the specified secret value for VersionId: X",
    "version-not-found",
  ],
  [
    "InvalidRequestException",
    "You can't perform this operation on the secret because it was marked for deletion.",
    "pending-deletion",
  ],
  [
    "InvalidRequestException",
    "This secret is managed by an AWS service, and you must use that service to update it.",
    "managed-elsewhere",
  ],
  ["InvalidRequestException", "You have AWSPENDING already.", "refused-by-aws"],
  ["DecryptionFailure", "", "key-denied"],
  ["ThrottlingException", "Rate exceeded", "throttled-by-aws"],
  [
    "ExpiredTokenException",
    "The security token included in the request is expired",
    "aws-session-ended",
  ],
  ["SomethingNewException", "", "refused-by-aws"],
])("%s, %j is %s", (name, message, code) => {
  expect(failureOf(answered(name, message)).code).toBe(code);
});

test.each([
  [answered("SomethingNew", "", 503), "aws-failed"],
  [answered("SomethingNew", "", 429), "throttled-by-aws"],
  [broken("TimeoutError"), "aws-unreachable"],
  [broken("AbortError"), "aws-unreachable"],
  [broken("Error", "ECONNREFUSED"), "aws-unreachable"],
  [new Error("a fault of ours"), "unexpected"],
  ["a text", "unexpected"],
])("%s is %s", (error, code) => {
  expect(failureOf(error).code).toBe(code);
});

describe("AWS's words", () => {
  // Product rule 7: code, message and request id stay; a denial names what IAM would have to allow.
  test("name the denied action and the resource", () => {
    const message =
      "User: arn:aws:sts::1:assumed-role/R/x is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:1:secret:a-aaaaaa because no identity-based policy allows the secretsmanager:GetSecretValue action";
    expect(failureOf(answered("AccessDeniedException", message)).aws).toEqual({
      code: "AccessDeniedException",
      message,
      requestId: "request-1",
      iamAction: "secretsmanager:GetSecretValue",
      resourceArn: "arn:aws:secretsmanager:eu-west-1:1:secret:a-aaaaaa",
    });
  });

  // Facts 1: ListSecrets and BatchGetSecretValue are allowed on `*` only, and denials name none.
  test("name the denied action where there is no resource", () => {
    const message =
      "User: arn:aws:sts::1:assumed-role/R/x is not authorized to perform: secretsmanager:ListSecrets because no identity-based policy allows the secretsmanager:ListSecrets action";
    const { aws } = failureOf(answered("AccessDeniedException", message));
    expect(aws).toMatchObject({ iamAction: "secretsmanager:ListSecrets" });
    expect(aws).not.toHaveProperty("resourceArn");
  });

  // A cut-off answer is not AWS's text: its parse error quotes the beginning of the body.
  test("never quote a body that could not be read", () => {
    const error = Object.assign(new SyntaxError('Unexpected token in {"SecretString":"canary'), {
      $metadata: { httpStatusCode: 200, requestId: "request-1" },
      $responseBodyText: '{"SecretString":"canary',
    });
    expect(JSON.stringify(failureOf(error).view())).not.toContain("canary");
  });

  test.each([
    ["ValidationException", "refused-by-aws"],
    ["InternalServiceError", "aws-failed"],
  ])("%s loses its text where a value passes: it may repeat what it was about", (name, code) => {
    const echo = failureOf(answered(name, "Value 'canary' failed"));
    expect(echo.view().aws?.message).toContain("canary");
    expect(withoutEcho(echo).view()).toMatchObject({ code, aws: { code: name } });
    expect(JSON.stringify(withoutEcho(echo))).not.toContain("canary");
  });

  test("a denial keeps its text: it names the action and the resource", () => {
    const denied = failureOf(answered("AccessDeniedException", "not authorized to perform: a:b"));
    expect(withoutEcho(denied).view().aws?.message).toContain("not authorized");
  });

  test("leave failures of ours as they are", () => {
    const ours = new Failure("outside-configuration");
    expect(fromAws(ours)).toBe(ours);
    expect(roleRefused(ours)).toBe(ours);
  });
});

test.each([
  [
    answered("AccessDenied", "not authorized to perform: sts:AssumeRole on resource: r", 403),
    "role-refused",
  ],
  [answered("ValidationError"), "role-refused"],
  [answered("Throttling"), "throttled-by-aws"],
  [answered("ServiceUnavailable", "", 503), "aws-failed"],
  [broken("TimeoutError"), "aws-unreachable"],
  [broken("CredentialsProviderError"), "role-refused"],
])("assuming the role: %s is %s", (error, code) => {
  expect(roleRefused(error)).toMatchObject({ code });
});
