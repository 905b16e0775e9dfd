import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { AwsError } from "./contract";

/** A request as it came over the wire; header names in lower case. */
export interface SignedRequest {
  method: string;
  /** Path and query exactly as sent. */
  url: string;
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  body: Uint8Array;
}

/** What an Authorization header claims, before anything was verified. */
export interface Claim {
  accessKeyId: string;
  date: string;
  region: string;
  service: string;
  signedHeaders: readonly string[];
  signature: string;
  /** `YYYYMMDDTHHMMSSZ` */
  timestamp: string;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const SKEW_MS = 5 * 60_000;

/**
 * Reads the Authorization header; null if there is none.
 *
 * Throws IncompleteSignatureException with AWS's list of what is missing.
 */
export function readClaim(request: SignedRequest): Claim | null {
  const header = text(request.headers.authorization);
  if (header === undefined) return null;
  if (!header.startsWith(`${ALGORITHM} `)) {
    throw incomplete(`Unsupported AWS 'algorithm': '${header.split(" ")[0]?.slice(0, 40)}'.`);
  }
  const parts = new Map<string, string>();
  for (const piece of header.slice(ALGORITHM.length).split(",")) {
    const at = piece.indexOf("=");
    if (at > 0) parts.set(piece.slice(0, at).trim(), piece.slice(at + 1).trim());
  }
  const timestamp = text(request.headers["x-amz-date"]) ?? isoBasic(text(request.headers.date));
  const missing = ["Credential", "Signature", "SignedHeaders"]
    .filter((name) => !parts.get(name))
    .map((name) => `Authorization header requires '${name}' parameter.`);
  if (!timestamp) {
    missing.push(
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
  }
  if (missing.length > 0) throw incomplete(missing.join(" "), header);
  const scope = (parts.get("Credential") ?? "").split("/");
  const [terminator, service, region, date] = scope.reverse();
  const accessKeyId = scope.slice(4).reverse().join("/");
  if (terminator !== "aws4_request" || !service || !region || !date || !accessKeyId) {
    throw incomplete("Credential must have exactly 5 slash-delimited elements.", header);
  }
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: (parts.get("SignedHeaders") ?? "").toLowerCase().split(";"),
    signature: parts.get("Signature") ?? "",
    timestamp: timestamp ?? "",
  };
}

/**
 * Throws InvalidSignatureException unless the request was signed with this secret, as sent, and
 * within five minutes of the machine's own time. (Simulated time does not count here: clients
 * sign with the real one.)
 */
export function verifySignature(
  request: SignedRequest,
  claim: Claim,
  secretAccessKey: string,
  realNow: Date,
): void {
  checkTime(claim, realNow);
  for (const required of ["host", "x-amz-date"]) {
    const present = request.headers[required] !== undefined;
    if (present && !claim.signedHeaders.includes(required)) {
      throw invalid(`'${required}' must be a 'SignedHeader' in the AWS Authorization.`);
    }
  }
  const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`;
  const canonical = canonicalRequest(request, claim);
  const toSign = `${ALGORITHM}\n${claim.timestamp}\n${scope}\n${sha256(canonical)}`;
  const expected = createHmac("sha256", signingKey(claim, secretAccessKey)).update(toSign).digest();
  const given = Buffer.from(claim.signature, "hex");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw invalid(
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    );
  }
}

function checkTime(claim: Claim, realNow: Date): void {
  const signedAt = parseBasic(claim.timestamp);
  if (Number.isNaN(signedAt)) {
    throw incomplete(`Date must be in ISO-8601 'basic format'. Got '${claim.timestamp}'.`);
  }
  if (!claim.timestamp.startsWith(claim.date)) {
    throw invalid(
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date.",
    );
  }
  const now = basic(realNow);
  const early = basic(new Date(realNow.getTime() - SKEW_MS));
  const late = basic(new Date(realNow.getTime() + SKEW_MS));
  if (signedAt < realNow.getTime() - SKEW_MS) {
    throw invalid(
      `Signature expired: ${claim.timestamp} is now earlier than ${early} (${now} - 5 min.)`,
    );
  }
  if (signedAt > realNow.getTime() + SKEW_MS) {
    throw invalid(
      `Signature not yet current: ${claim.timestamp} is still later than ${late} (${now} + 5 min.)`,
    );
  }
}

function canonicalRequest(request: SignedRequest, claim: Claim): string {
  const at = request.url.indexOf("?");
  const path = at < 0 ? request.url : request.url.slice(0, at);
  const query = at < 0 ? "" : request.url.slice(at + 1);
  let headers = "";
  for (const name of claim.signedHeaders) {
    headers += `${name}:${collapse(text(request.headers[name]) ?? "")}\n`;
  }
  return [
    request.method,
    // Once encoded on the wire, once more for the signature (every service but S3).
    encode(path).replaceAll("%2F", "/"),
    canonicalQuery(query),
    headers,
    claim.signedHeaders.join(";"),
    payloadHash(request),
  ].join("\n");
}

function payloadHash(request: SignedRequest): string {
  const stated = text(request.headers["x-amz-content-sha256"]);
  return stated === "UNSIGNED-PAYLOAD" ? stated : sha256(request.body);
}

function canonicalQuery(query: string): string {
  if (query === "") return "";
  const pairs: string[] = [];
  for (const [key, value] of new URLSearchParams(query.replaceAll("+", "%2B"))) {
    pairs.push(`${encode(key)}=${encode(value)}`);
  }
  return pairs.sort().join("&");
}

/** Signing keys live a day; deriving one costs four HMACs. */
const signingKeys = new Map<string, Buffer>();

function signingKey(claim: Claim, secret: string): Buffer {
  const id = `${secret}\n${claim.date}\n${claim.region}\n${claim.service}`;
  const known = signingKeys.get(id);
  if (known) return known;
  const hmac = (key: string | Buffer, data: string) =>
    createHmac("sha256", key).update(data).digest();
  const dated = hmac(`AWS4${secret}`, claim.date);
  const key = hmac(hmac(hmac(dated, claim.region), claim.service), "aws4_request");
  if (signingKeys.size > 1_000) signingKeys.clear();
  signingKeys.set(id, key);
  return key;
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");

const encode = (value: string) =>
  encodeURIComponent(value).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const collapse = (value: string) => value.trim().replace(/\s+/g, " ");

const text = (value: string | readonly string[] | undefined) =>
  typeof value === "string" ? value : value?.join(",");

const basic = (date: Date) => `${date.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;

function isoBasic(httpDate: string | undefined): string | undefined {
  const ms = httpDate === undefined ? Number.NaN : Date.parse(httpDate);
  return Number.isNaN(ms) ? undefined : basic(new Date(ms));
}

function parseBasic(value: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(value);
  if (!match) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function incomplete(message: string, header?: string): AwsError {
  const hashed = header === undefined ? "" : createHash("sha256").update(header).digest("base64");
  const tail = hashed
    ? ` (Hashed with SHA-256 and encoded with Base64) Authorization=${hashed}`
    : "";
  return new AwsError("IncompleteSignatureException", message + tail);
}

const invalid = (message: string) => new AwsError("InvalidSignatureException", message);
