import "server-only";
import { type AwsWords, Failure, type FailureCode } from "@/lib/domain/failure";

/** The parts of an SDK error that are looked at. Its response body never is: it may hold a value. */
interface AwsErrorShape {
  name: string;
  message: string;
  code?: string;
  $fault?: "client" | "server";
  $metadata?: { requestId?: string; httpStatusCode?: number; attempts?: number };
}

const byName: Record<string, FailureCode> = {
  AccessDenied: "denied-by-aws",
  AccessDeniedException: "denied-by-aws",
  DecryptionFailure: "key-denied",
  EncryptionFailure: "key-denied",
  ExpiredToken: "aws-session-ended",
  ExpiredTokenException: "aws-session-ended",
  InvalidClientTokenId: "aws-session-ended",
  UnrecognizedClientException: "aws-session-ended",
  InvalidRequestException: "refused-by-aws",
  ResourceNotFoundException: "secret-not-found",
  InternalFailure: "aws-failed",
  InternalServiceError: "aws-failed",
  ServiceUnavailable: "aws-failed",
  LimitExceededException: "refused-by-aws",
  RequestLimitExceeded: "throttled-by-aws",
  Throttling: "throttled-by-aws",
  ThrottlingException: "throttled-by-aws",
  TooManyRequestsException: "throttled-by-aws",
};

/** The same name can mean several things; AWS's texts tell them apart (facts 1.2, 2.3, 2.9). */
const byText: { name: string; text: RegExp; code: FailureCode }[] = [
  { name: "AccessDeniedException", text: /^Access to KMS is not allowed/, code: "key-denied" },
  {
    name: "AccessDeniedException",
    text: /cannot invoke the specified Lambda/,
    code: "refused-by-aws",
  },
  {
    name: "InvalidRequestException",
    text: /a secret with this name is already scheduled for deletion/,
    code: "name-pending-deletion",
  },
  { name: "ResourceExistsException", text: / already exists\.$/, code: "name-taken" },
  {
    name: "ResourceExistsException",
    text: /^You can't use ClientRequestToken/,
    code: "token-used",
  },
  { name: "ResourceNotFoundException", text: /staging label|VersionId/, code: "version-not-found" },
  {
    name: "InvalidRequestException",
    text: /marked (for deletion|deleted)/,
    code: "pending-deletion",
  },
  {
    name: "InvalidRequestException",
    text: /managed by an AWS service|owning service/i,
    code: "managed-elsewhere",
  },
];

const unreachable = new Set([
  "AbortError",
  "TimeoutError",
  "RequestTimeout",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

/** Texts of these say what was refused and why. Any other may repeat what a value was in. */
const neverEchoes = new Set([
  "AccessDeniedException",
  "DecryptionFailure",
  "InvalidRequestException",
  "ResourceExistsException",
  "ResourceNotFoundException",
  "ThrottlingException",
]);

/**
 * Turns what the SDK threw into a failure with AWS's own words. The only place that knows AWS's
 * names. What is neither AWS's answer nor a broken connection comes back unchanged.
 */
export function fromAws(error: unknown): unknown {
  if (error instanceof Failure || !isAwsShaped(error)) return error;
  const code = codeOf(error);
  if (!code) return error;
  return new Failure(code, { aws: wordsOf(error), cause: error });
}

/** As `fromAws`, for a part of an answer that failed alone: what is unknown becomes `unexpected`. */
export function failureOf(error: unknown): Failure {
  const known = fromAws(error);
  return known instanceof Failure ? known : new Failure("unexpected", { cause: error });
}

/**
 * False only if AWS answered the one and only try with a refusal. A call that was repeated, that
 * nobody answered, or that AWS failed at may have changed something all the same.
 */
export function mayHaveTakenEffect(error: unknown): boolean {
  if (!isAwsShaped(error)) return true;
  const isRefusal = error.$fault === "client" && error.$metadata?.httpStatusCode !== undefined;
  return !isRefusal || (error.$metadata?.attempts ?? 1) > 1;
}

/** A failure to assume the person's role: AWS's refusal is about this console's set-up. */
export function roleRefused(error: unknown): unknown {
  const known = fromAws(error);
  const isOurs = known instanceof Failure && known.aws !== undefined;
  if (isOurs && ["throttled-by-aws", "aws-failed", "aws-unreachable"].includes(known.code))
    return known;
  if (isOurs) return new Failure("role-refused", { aws: known.aws, cause: error });
  const noCredentials = error instanceof Error && error.name === "CredentialsProviderError";
  return noCredentials ? new Failure("role-refused", { cause: error }) : known;
}

/** AWS's words as they may be shown where a value passed: without texts that may repeat input. */
export function withoutEcho(failure: Failure): Failure {
  if (!failure.aws || neverEchoes.has(failure.aws.code)) return failure;
  const { message: _kept, ...aws } = failure.aws;
  return new Failure(failure.code, { aws, fields: failure.fields });
}

function codeOf(error: AwsErrorShape): FailureCode | undefined {
  const special = byText.find(({ name, text }) => name === error.name && text.test(error.message));
  if (special) return special.code;
  const known = byName[error.name];
  if (known) return known;
  if (unreachable.has(error.name) || unreachable.has(error.code ?? "")) return "aws-unreachable";
  const status = error.$metadata?.httpStatusCode;
  if (status === undefined) return undefined;
  if (status === 429) return "throttled-by-aws";
  return status >= 500 || status < 400 ? "aws-failed" : "refused-by-aws";
}

function wordsOf(error: AwsErrorShape): AwsWords {
  const isAnswer = error.$metadata?.httpStatusCode !== undefined && error.$fault !== undefined;
  const denied = /not authorized to perform: (\w+:\w+)(?: on resource: (\S+))?/.exec(error.message);
  return {
    code: error.code && unreachable.has(error.code) ? error.code : error.name,
    ...(isAnswer && error.message !== "" && { message: error.message }),
    ...(error.$metadata?.requestId && { requestId: error.$metadata.requestId }),
    ...(denied?.[1] && { iamAction: denied[1] }),
    ...(denied?.[2] && { resourceArn: denied[2] }),
  };
}

function isAwsShaped(error: unknown): error is AwsErrorShape {
  return error instanceof Error;
}
