import { type AwsError, type Protocol, RawAnswer } from "../contract";
import { messageMember, wireError } from "./errors";
import { writeJson } from "./json";
import { writeQuery, writeQueryError } from "./query";
import type { Destination } from "./route";

/** A complete HTTP answer. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

const CONTENT_TYPES: Readonly<Record<Protocol, string>> = {
  "json-1.0": "application/x-amz-json-1.0",
  "json-1.1": "application/x-amz-json-1.1",
  query: "text/xml",
  "rest-json": "application/json",
};

const NO_NAMESPACE = "http://webservices.amazon.com/AWSFault/2005-15-09";

/** What a call that went well answers. */
export function answerOf(destination: Destination, output: unknown, requestId: string): Answer {
  const { protocol, service, operationName } = destination;
  const headers = { "x-amzn-requestid": requestId, "content-type": CONTENT_TYPES[protocol] };
  if (output instanceof RawAnswer) {
    return { status: output.status, headers: { ...headers, ...output.headers }, body: output.body };
  }
  if (protocol === "query") {
    const namespace = service?.xmlNamespace ?? NO_NAMESPACE;
    return { status: 200, headers, body: writeQuery(operationName, namespace, output, requestId) };
  }
  // An operation without output answers an empty body in JSON 1.1, as AWS does for TagResource.
  const body = output === undefined ? "" : writeJson(output);
  return { status: 200, headers, body };
}

/** What a refused call answers; `authenticating` = the refusal came before the operation. */
export function refusalOf(
  destination: Destination,
  error: AwsError,
  requestId: string,
  authenticating: boolean,
): Answer {
  const { protocol, service } = destination;
  const wire = wireError(error, protocol, authenticating);
  const headers: Record<string, string> = {
    "x-amzn-requestid": requestId,
    "content-type": CONTENT_TYPES[protocol],
  };
  if (protocol === "query") {
    const namespace = service?.xmlNamespace ?? NO_NAMESPACE;
    return { status: wire.status, headers, body: writeQueryError(namespace, wire, requestId) };
  }
  if (protocol === "rest-json") headers["x-amzn-errortype"] = wire.code;
  const members: Record<string, string> = protocol === "rest-json" ? {} : { __type: wire.code };
  if (wire.message !== "") members[messageMember(wire.code, service)] = wire.message;
  return { status: wire.status, headers, body: JSON.stringify(members) };
}
