/**
 * CloudTrail's record of one Secrets Manager call or service event, in the console's own terms
 * (facts 4.2 to 4.4). Pure: the text comes in, an event or nothing goes out.
 */

export type ActorKind = "person" | "role" | "user" | "root" | "aws" | "unknown";

/** Where a call seems to have come from, judged by the user agent: a guess, and labelled so. */
export type CallSource =
  | "strongroom"
  | "aws console"
  | "infrastructure code"
  | "service"
  | "cli"
  | "sdk";

export interface Actor {
  kind: ActorKind;
  /** `operator-1 as StrongroomOperator`, `role payments-api`, `user alice`, `Secrets Manager`. */
  words: string;
  arn?: string;
  roleName?: string;
  sourceIdentity?: string;
  source: CallSource;
  sourceIpAddress?: string;
}

export interface TrailEvent {
  eventId: string;
  /** ISO, to the second: that is all CloudTrail keeps. */
  at: string;
  name: string;
  isServiceEvent: boolean;
  readOnly: boolean;
  requestId?: string;
  actor: Actor;
  /** The secret as the record names it: full ARN if any, and what the caller typed. */
  secretArn?: string;
  secretAsTyped?: string;
  /** ClientRequestToken: becomes the VersionId of the version the call made. */
  token?: string;
  /** VersionId in the answer, where AWS logs it. */
  madeVersionId?: string;
  versionId?: string;
  stagingLabel?: string;
  stagingLabels?: string[];
  moveToVersionId?: string;
  removeFromVersionId?: string;
  recoveryWindowDays?: number;
  withoutRecovery?: boolean;
  rotateImmediately?: boolean;
  /** Regions to which the call added replicas, and from which it removed them. */
  replicasAdded?: string[];
  replicasRemoved?: string[];
  /** DeletionDate of the answer, as ISO if it could be read. */
  purgeNotBefore?: string;
  errorCode?: string;
  errorMessage?: string;
}

/**
 * A read of a version that has no value: every rotation function asks so, in createSecret, whether
 * AWSPENDING has one yet (facts 2.4). Nothing was refused to anybody.
 */
export function isLookInVain({ name, errorCode }: TrailEvent): boolean {
  return name === "GetSecretValue" && errorCode?.startsWith("ResourceNotFound") === true;
}

type Json = Record<string, unknown>;

/** Reads the text in `CloudTrailEvent`; undefined if it is no record of Secrets Manager. */
export function readTrailEvent(text: string): TrailEvent | undefined {
  const record = parseObject(text);
  if (record?.eventSource !== "secretsmanager.amazonaws.com") return undefined;
  const eventId = asText(record.eventID);
  const at = asText(record.eventTime);
  const name = asText(record.eventName);
  if (!eventId || !at || !name || Number.isNaN(Date.parse(at))) return undefined;
  const request = asObject(record.requestParameters);
  const response = asObject(record.responseElements);
  const extra = {
    ...asObject(record.serviceEventDetails),
    ...asObject(record.additionalEventData),
  };
  return {
    eventId,
    at: new Date(at).toISOString(),
    name,
    isServiceEvent: record.eventType === "AwsServiceEvent",
    readOnly: record.readOnly === true || record.readOnly === "true",
    requestId: asText(record.requestID),
    actor: actorOf(record),
    // Before February 2024 some answers spelled the key `aRN` (facts 4.2).
    secretArn: fullArn(response.arn ?? response.aRN ?? extra.SecretId ?? extra.secretId),
    secretAsTyped: asText(request.secretId) ?? asText(request.name),
    ...requestFacts(request),
    madeVersionId: asText(response.versionId),
    purgeNotBefore: isoOf(response.deletionDate),
    errorCode: asText(record.errorCode),
    errorMessage: asText(record.errorMessage),
  };
}

/**
 * Whether the event is about this secret. Callers may type name, full or partial ARN, and no
 * look-up of CloudTrail's can be relied on to know that (facts 4.4). `soleHolder` says that no
 * earlier secret of this name is known: then a bare name is taken for this one.
 */
export function concerns(event: TrailEvent, secret: { arn: string; name: string }): boolean {
  if (event.secretArn) return event.secretArn === secret.arn;
  const typed = event.secretAsTyped;
  if (!typed) return false;
  return typed === secret.arn || typed === secret.name || typed === secret.arn.slice(0, -7);
}

function requestFacts(request: Json): Partial<TrailEvent> {
  const window = Number(request.recoveryWindowInDays);
  return {
    token: asText(request.clientRequestToken),
    versionId: asText(request.versionId),
    stagingLabel: asText(request.versionStage),
    stagingLabels: textsOf(request.versionStages, asText),
    moveToVersionId: asText(request.moveToVersionId),
    removeFromVersionId: asText(request.removeFromVersionId),
    recoveryWindowDays: Number.isInteger(window) && window > 0 ? window : undefined,
    withoutRecovery: isTrue(request.forceDeleteWithoutRecovery) || undefined,
    rotateImmediately:
      request.rotateImmediately === undefined ? undefined : isTrue(request.rotateImmediately),
    replicasAdded: textsOf(request.addReplicaRegions, (one) => asText(asObject(one).region)),
    replicasRemoved: textsOf(request.removeReplicaRegions, asText),
  };
}

/** Undefined unless there is a list. */
function textsOf(list: unknown, read: (one: unknown) => string | undefined): string[] | undefined {
  return Array.isArray(list) ? list.flatMap((one) => read(one) ?? []) : undefined;
}

function actorOf(record: Json): Actor {
  const identity = asObject(record.userIdentity);
  const context = asObject(identity.sessionContext);
  const issuer = asObject(context.sessionIssuer);
  const arn = asText(identity.arn);
  const userAgent = asText(record.userAgent) ?? "";
  const shared = {
    arn,
    source: sourceOf(userAgent),
    sourceIpAddress: asText(record.sourceIPAddress),
  };
  const invokedBy = asText(identity.invokedBy);
  if (!arn && invokedBy) return { ...shared, kind: "aws", words: serviceWord(invokedBy) };
  if (identity.type === "Root") return { ...shared, kind: "root", words: "the account's root" };
  if (identity.type === "AssumedRole") {
    const roleName = asText(issuer.userName) ?? arn?.split("/")[1] ?? "unknown role";
    const sourceIdentity = asText(context.sourceIdentity) ?? asText(identity.sourceIdentity);
    const words = sourceIdentity ? `${sourceIdentity} as ${roleName}` : `role ${roleName}`;
    return { ...shared, kind: sourceIdentity ? "person" : "role", words, roleName, sourceIdentity };
  }
  const userName = asText(identity.userName);
  if (userName) return { ...shared, kind: "user", words: `user ${userName}` };
  return { ...shared, kind: "unknown", words: "unknown" };
}

/** A heuristic over user agents, in order of how telling they are. */
const sources: readonly [RegExp, CallSource][] = [
  [/Strongroom\//i, "strongroom"],
  [/terraform|cloudformation|pulumi|\bcdk\b|ansible/i, "infrastructure code"],
  [
    /^Mozilla\/|AWS Internal|signin\.amazonaws|console\.amazonaws|S3Console|AWS-Console/i,
    "aws console",
  ],
  [/aws-cli/i, "cli"],
  [/\.amazonaws\.com$/i, "service"],
];

function sourceOf(userAgent: string): CallSource {
  return sources.find(([pattern]) => pattern.test(userAgent))?.[1] ?? "sdk";
}

function serviceWord(host: string): string {
  return host === "secretsmanager.amazonaws.com" ? "Secrets Manager" : host;
}

function fullArn(value: unknown): string | undefined {
  const text = asText(value);
  return text && /^arn:[^:]+:secretsmanager:[^:]+:\d{12}:secret:.+-[A-Za-z0-9]{6}$/.test(text)
    ? text
    : undefined;
}

/** CloudTrail writes dates of answers as text such as `May 3, 2018 5:51:02 PM`, in UTC. */
function isoOf(value: unknown): string | undefined {
  const text = asText(value);
  if (!text) return undefined;
  const isUtcText = /^[A-Z][a-z]{2} \d{1,2}, \d{4},? \d{1,2}:\d{2}:\d{2}[\s\u202f][AP]M$/.test(
    text,
  );
  const ms = Date.parse(isUtcText ? `${text.replace("\u202f", " ")} UTC` : text);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

function parseObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}
