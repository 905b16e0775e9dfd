import { AwsError, type Operation, type Protocol, type Service, type World } from "../contract";
import type { Claim, SignedRequest } from "../signature";
import { readJson } from "./json";
import { readQuery } from "./query";

/** Where a request goes, as far as it says; what is missing was not understood. */
export interface Destination {
  protocol: Protocol;
  service?: Service;
  /** As the caller named it, known or not. */
  operationName: string;
  operation?: Operation;
  /** Decodes the body; throws SerializationException. */
  raw(): Record<string, unknown>;
}

/**
 * Finds service and operation: the service by the signature's scope, or, for an unsigned
 * request, by what it asks for; the operation by X-Amz-Target, REST address or Action.
 */
export function routeOf(world: World, request: SignedRequest, claim: Claim | null): Destination {
  const target = request.headers["x-amz-target"];
  const scoped = claim ? world.services.get(claim.service) : undefined;
  if (typeof target === "string") return jsonDestination(world, request, target, scoped);
  // Without a signature only the address can tell that a REST service was meant.
  const candidates = claim ? [scoped] : [...world.services.values()];
  for (const service of candidates) {
    const rest = service ? restDestination(service, request) : null;
    if (rest && (claim || rest.operation)) return rest;
  }
  return queryDestination(world, request, scoped, claim !== null);
}

export const protocolsOf = (service: Service): readonly Protocol[] =>
  typeof service.protocol === "string" ? [service.protocol] : service.protocol;

function jsonDestination(
  world: World,
  request: SignedRequest,
  target: string,
  scoped: Service | undefined,
): Destination {
  const dot = target.lastIndexOf(".");
  const prefix = target.slice(0, dot);
  const operationName = target.slice(dot + 1);
  const meant =
    scoped && isTarget(scoped, prefix)
      ? scoped
      : [...world.services.values()].find((each) => isTarget(each, prefix));
  const service = meant ?? scoped;
  const contentType = String(request.headers["content-type"] ?? "");
  const protocol: Protocol = contentType.includes("x-amz-json-1.0") ? "json-1.0" : "json-1.1";
  const speaksJson =
    service !== undefined && protocolsOf(service).some((each) => each.startsWith("json"));
  const understood = speaksJson && isTarget(service, prefix);
  return {
    protocol,
    service,
    operationName,
    operation: understood ? service.operations.get(operationName) : undefined,
    raw: () => readJson(request.body),
  };
}

/** Some clients put the package of the model before the name (CloudTrail in boto3). */
const isTarget = ({ targetPrefix, signingName }: Service, prefix: string) =>
  prefix === (targetPrefix ?? signingName) || prefix.endsWith(`.${targetPrefix ?? signingName}`);

function queryDestination(
  world: World,
  request: SignedRequest,
  scoped: Service | undefined,
  signed: boolean,
): Destination {
  const [first = "query", ...others] = scoped ? protocolsOf(scoped) : [];
  if (scoped && ![first, ...others].includes("query")) {
    return { protocol: first, service: scoped, operationName: "", raw: () => ({}) };
  }
  const url = new URL(request.url, "http://sandbox");
  const source = request.method === "GET" ? Buffer.from(url.searchParams.toString()) : request.body;
  const { action, version, members } = readQuery(source);
  const service =
    scoped ??
    (signed
      ? undefined
      : [...world.services.values()].find(
          (each) => protocolsOf(each).includes("query") && each.operations.get(action)?.unsigned,
        ));
  const speaksQuery = service !== undefined && protocolsOf(service).includes("query");
  const known = !service?.apiVersion || version === "" || version === service.apiVersion;
  return {
    protocol: "query",
    service,
    operationName: action,
    operation: speaksQuery && known ? service.operations.get(action) : undefined,
    raw: () => members,
  };
}

function restDestination(service: Service, request: SignedRequest): Destination | null {
  if (!protocolsOf(service).includes("rest-json")) return null;
  const [path = "/", query = ""] = request.url.split("?", 2);
  for (const operation of service.operations.values()) {
    if (operation.http?.method !== request.method) continue;
    const labels = matchPath(operation.http.path, path);
    if (labels) {
      return {
        protocol: "rest-json",
        service,
        operationName: operation.name,
        operation,
        raw: () => restMembers(operation, request, labels, query),
      };
    }
  }
  return { protocol: "rest-json", service, operationName: "", raw: () => ({}) };
}

function matchPath(pattern: string, path: string): Map<string, string> | null {
  const wanted = trimSlash(pattern).split("/");
  const given = trimSlash(path).split("/");
  if (wanted.length !== given.length) return null;
  const labels = new Map<string, string>();
  for (const [index, step] of wanted.entries()) {
    const value = given[index] ?? "";
    const label = /^\{(\w+)\+?\}$/.exec(step)?.[1];
    if (label && value !== "") labels.set(label, decode(value));
    else if (step !== value) return null;
  }
  return labels;
}

const trimSlash = (path: string) => path.replace(/\/+$/, "");

function restMembers(
  operation: Operation,
  request: SignedRequest,
  labels: Map<string, string>,
  query: string,
): Record<string, unknown> {
  const { headers, payload } = operation.http ?? {};
  const raw: Record<string, unknown> = payload
    ? { [payload]: request.body }
    : readJson(request.body);
  const members = new Map<string, unknown>([...new URLSearchParams(query), ...labels]);
  for (const [member, header] of Object.entries(headers ?? {})) {
    const value = request.headers[header.toLowerCase()];
    if (value !== undefined) members.set(member, value);
  }
  return { ...raw, ...Object.fromEntries(members) };
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new AwsError("SerializationException", "The path is not properly encoded.");
  }
}
