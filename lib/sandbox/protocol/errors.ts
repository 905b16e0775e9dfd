import type { AwsError, Protocol, Service } from "../contract";

/** How one refusal goes on the wire in one protocol. */
export interface WireError {
  code: string;
  message: string;
  status: number;
}

/** The query protocol's older names, and the HTTP status that goes with them. */
const QUERY_NAMES: Readonly<Record<string, readonly [string, number]>> = {
  AccessDeniedException: ["AccessDenied", 403],
  ExpiredCredentialsException: ["ExpiredToken", 403],
  IncompleteSignatureException: ["IncompleteSignature", 400],
  InternalFailure: ["InternalFailure", 500],
  InvalidSignatureException: ["SignatureDoesNotMatch", 403],
  MissingAuthenticationTokenException: ["MissingAuthenticationToken", 403],
  SerializationException: ["MalformedInput", 400],
  ThrottlingException: ["Throttling", 400],
  UnknownOperationException: ["InvalidAction", 400],
  UnrecognizedClientException: ["InvalidClientTokenId", 403],
  ValidationException: ["ValidationError", 400],
};

const REST_FORBIDDEN = new Set([
  "AccessDeniedException",
  "ExpiredTokenException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "UnrecognizedClientException",
]);

/**
 * AWS's front door spells its text `message`, services spell it as their model says. Clients
 * read either for what the model does not know (facts 0.3, 9.16: unverified on the wire).
 */
const FRONT_DOOR = new Set([
  "ExpiredTokenException",
  "IncompleteSignatureException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "ThrottlingException",
  "UnrecognizedClientException",
  "ValidationException",
]);

/** Names and statuses as the protocol has them. */
export function wireError(error: AwsError, protocol: Protocol, authenticating: boolean): WireError {
  const { code, message } = error;
  if (protocol === "query") {
    // STS itself has an ExpiredTokenException (of a web identity token): only the front door's differs.
    const name =
      authenticating && code === "ExpiredTokenException" ? "ExpiredCredentialsException" : code;
    const renamed = QUERY_NAMES[name];
    return renamed
      ? { code: renamed[0], message, status: renamed[1] }
      : { code, message, status: error.status };
  }
  if (protocol === "rest-json") {
    const status = REST_FORBIDDEN.has(code)
      ? 403
      : code === "ThrottlingException"
        ? 429
        : error.status;
    return { code, message, status };
  }
  return { code, message, status: error.status };
}

/** The member that carries the text in JSON errors. */
export function messageMember(code: string, service: Service | undefined): "Message" | "message" {
  if (FRONT_DOOR.has(code)) return "message";
  return service?.errorMember ?? "Message";
}
