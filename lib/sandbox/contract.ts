/**
 * What every part of the stand-in AWS agrees on: the world, the caller, an operation.
 *
 * The stand-in imports nothing of the product and the product imports nothing of it: a
 * stand-in that shared the product's mistakes would prove nothing.
 */

/** A refusal as AWS words it. `code` goes on the wire as `__type` (or `<Code>`), bare. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = "AwsError";
  }
}

/**
 * Simulated time. Tasks are not timers: whoever needs the world up to date calls `settle()`
 * (the server does before each request) and every task that fell due runs then, in order, each
 * seeing its own due time as `now()`. So 120 days can be replayed in seconds, and repeated.
 */
export interface Clock {
  now(): Date;
  /** Runs `task` when simulated time reaches `when`; the returned function cancels it. */
  at(when: Date, task: () => void): () => void;
  settle(): void;
  /** Moves forward, running what falls due on the way. Time never moves backwards. */
  advance(ms: number): void;
  /** Jumps to a moment; a moment before now is allowed only while nothing is scheduled. */
  set(when: Date): void;
  /** Frozen time stands still between calls; running time follows the machine's clock. */
  freeze(): void;
  run(): void;
}

/** Who signed the request, after the signature was verified. */
export interface Caller {
  /** `web-identity` is the unsigned caller of AssumeRoleWithWebIdentity; it owns no permissions. */
  kind: "user" | "session" | "service" | "web-identity";
  accountId: string;
  /** `arn:aws:iam::…:user/…` or `arn:aws:sts::…:assumed-role/<role>/<session>`. */
  arn: string;
  /** AWS's unique id, e.g. `AIDA…` or `AROA…:<session>`. */
  userId: string;
  accessKeyId: string;
  userName?: string;
  roleArn?: string;
  roleName?: string;
  sessionName?: string;
  sourceIdentity?: string;
  sessionTags: Readonly<Record<string, string>>;
  /** When the credentials were issued; `sessionContext.attributes.creationDate` in CloudTrail. */
  issuedAt?: Date;
  /** The inline session policy document, as text, if one was passed to AssumeRole. */
  sessionPolicy?: string;
  /** Managed policies passed as session policies, by ARN; they count as they stand now. */
  sessionPolicyArns?: readonly string[];
  /** Session tags that follow into chained sessions, as passed in TransitiveTagKeys. */
  transitiveTagKeys?: readonly string[];
}

/** Temporary credentials that STS handed out; they end by the simulated clock. */
export interface Session {
  caller: Caller;
  secretAccessKey: string;
  sessionToken: string;
  expiresAt: Date;
}

/** One action on one resource that IAM must allow before an operation runs. */
export interface Need {
  /** `secretsmanager:GetSecretValue`, `kms:Decrypt`, … */
  action: string;
  /** The ARN the policies are matched against; `*` for operations without a resource. */
  resourceArn: string;
  /** The account that owns the resource (cross-account rules compare it with the caller's). */
  resourceAccountId: string;
  /** The resource's own policy document, as text, if it has one. */
  resourcePolicy?: string;
  /** Condition keys of the service for this request, e.g. `secretsmanager:ResourceTag/team`. */
  context?: Readonly<Record<string, string | readonly string[]>>;
  /** What the refusal names: AWS echoes the SecretId as the caller typed it. */
  resourceAsTyped?: string;
  /** The refusal to raise instead of the usual one (the KMS gate: "Access to KMS is not allowed"). */
  refusal?: AwsError;
}

/** Everything an operation may touch while it answers one request. */
export interface Call {
  world: World;
  account: Account;
  region: Region;
  caller: Caller;
  now: Date;
  requestId: string;
  /**
   * Asks IAM, and throws AWS's AccessDeniedException if the answer is no. The server has asked
   * for `needs` already; an operation calls this for what it only learns underway.
   */
  authorize(needs: readonly Need[]): Promise<void>;
  /**
   * Writes one more CloudTrail record beside the call's own, under the same caller and request
   * id: BatchGetSecretValue leaves a GetSecretValue per secret (facts 4.2).
   */
  addRecord(entry: ExtraRecord): void;
}

/** What differs between a call's own CloudTrail record and one added by `Call.addRecord`. */
export interface ExtraRecord extends TrailFields {
  eventName: string;
  readOnly: boolean;
  errorCode?: string;
  errorMessage?: string;
}

/** What `parse`, `needs` get: a call before anything was authorized. */
export type CallBefore = Omit<Call, "authorize" | "addRecord">;

/** What CloudTrail writes down about one call; never a value. */
export interface TrailFields {
  requestParameters: Record<string, unknown> | null;
  responseElements: Record<string, unknown> | null;
  additionalEventData?: Record<string, unknown>;
}

/**
 * One operation of one service. The server calls `parse` → `needs` → `run`, in that order,
 * so that shape errors come before authorization and authorization before existence.
 *
 * An `Operation<MyInput>` may stand in a service's map as it is. `raw` is the decoded body: an
 * object for the JSON protocols; for `query` nested objects whose scalars are all strings (lists
 * are arrays, `X=` is the empty string). `run`'s output may hold `Date` and `Uint8Array`: the
 * server writes them as the protocol does (epoch seconds with milliseconds, base64, ISO 8601);
 * members that are `undefined` are left out.
 */
export interface Operation<Input = unknown> {
  name: string;
  readOnly: boolean;
  /** Checks members, types and limits; throws AWS's ValidationException and kin. */
  parse(raw: unknown, call: CallBefore): Input;
  /** Look-ups only: must not change the world. Empty = needs no permission. */
  needs(input: Input, call: CallBefore): readonly Need[];
  run(input: Input, call: Call): Promise<unknown> | unknown;
  /** Absent = CloudTrail does not log the call (data plane). `output` is null if it failed. */
  trail?(input: Input, output: unknown): TrailFields;
  /** Operations that share one quota name the same group (facts 6.2). */
  quota?: { group: string; perSecond: number };
  /** rest-json services only: what their requests are routed by. */
  http?: HttpBinding;
  /** Accounts whose CloudTrail learns of a granted call beside those that `needs` names. */
  owners?(input: Input): readonly string[];
  /** May be called without a signature (AssumeRoleWithWebIdentity). */
  unsigned?: true;
  /** The name in CloudTrail if it differs (`ListFunctions20150331`). */
  eventName?: string;
}

/**
 * How a rest-json request finds its operation. Path labels and query parameters arrive in `raw`
 * as decoded strings beside the members of the JSON body.
 */
export interface HttpBinding {
  method: "GET" | "POST" | "PUT" | "DELETE" | "PATCH";
  /** e.g. `/2015-03-31/functions/{FunctionName}/invocations` */
  path: string;
  /** Member name to request header, e.g. `InvocationType` to `x-amz-invocation-type`. */
  headers?: Readonly<Record<string, string>>;
  /** Member that takes the whole body as a Buffer, which is then not read as JSON. */
  payload?: string;
}

/** An answer that is sent as it stands, for operations whose body is not a set of members. */
export class RawAnswer {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: string | Uint8Array,
  ) {}
}

/**
 * One request without the wire: history is replayed with it, and scripted functions call AWS
 * with it. `dispatch` of `lib/sandbox/dispatch.ts` parses, authorizes, runs, logs and records it
 * as if it had come over HTTP, without signature, quota, fault or latency; it rejects with AwsError.
 */
export interface DirectRequest {
  /** The signing name, e.g. `secretsmanager`. */
  service: string;
  operation: string;
  region: string;
  /** Members as they would arrive from the wire (binary values as base64 text). */
  input: Record<string, unknown>;
  caller: Caller;
  sourceIpAddress: string;
  userAgent: string;
  /** IAM is not asked: for a history whose principals may since have lost their rights. */
  unauthorized?: boolean;
  /** CloudTrail never learns of the call. */
  unrecorded?: boolean;
}

export type Dispatch = (world: World, request: DirectRequest) => Promise<unknown>;

/** The wire protocols that AWS's clients speak to the services here. */
export type Protocol = "json-1.0" | "json-1.1" | "query" | "rest-json";

export interface Service {
  /** The SigV4 service name, which is also how a request is routed. */
  signingName: string;
  /** `eventSource` in CloudTrail, e.g. `secretsmanager.amazonaws.com`. */
  eventSource: string;
  /** The first is spoken when a request does not show which one it means. */
  protocol: Protocol | readonly Protocol[];
  /** What stands before the dot in X-Amz-Target, e.g. `secretsmanager`, `TrentService`. */
  targetPrefix?: string;
  /** The namespace of XML answers (query). */
  xmlNamespace?: string;
  /** The `Version` that query requests must name, e.g. `2011-06-15`. */
  apiVersion?: string;
  /** How the service's modelled errors spell their text: KMS says `message`. Default `Message`. */
  errorMember?: "Message" | "message";
  operations: ReadonlyMap<string, Operation>;
}

export interface Account {
  id: string;
  regions: Map<string, Region>;
  iam: Iam;
}

/** One Region of one account. State of a service lives behind a key that the service owns. */
export interface Region {
  name: string;
  account: Account;
  /** Returns the service's own state for this Region, made on first use. */
  state<T>(key: symbol, make: () => T): T;
}

export interface IamRole {
  name: string;
  arn: string;
  roleId: string;
  /** Policy documents as text, exactly as shipped or posted. */
  trustPolicy: string;
  policies: Map<string, string>;
  maxSessionSeconds: number;
  createdAt: Date;
}

export interface IamUser {
  name: string;
  arn: string;
  userId: string;
  accessKeyId: string;
  secretAccessKey: string;
  policies: Map<string, string>;
  createdAt: Date;
}

export interface Iam {
  roles: Map<string, IamRole>;
  users: Map<string, IamUser>;
  /** OpenID providers trusted for AssumeRoleWithWebIdentity, by issuer URL without scheme. */
  oidcProviders: Map<string, { url: string; clientIds: string[] }>;
  /** Documents of customer managed policies, as text, by ARN. */
  managedPolicies: Map<string, string>;
  /** Regions in which the account has switched STS off. */
  stsOffIn: Set<string>;
}

/** One line of the control endpoint's `/_sandbox/calls`. */
export interface LoggedCall {
  index: number;
  at: string;
  service: string;
  operation: string;
  region: string;
  accountId: string;
  principalArn: string;
  accessKeyId: string;
  sourceIdentity?: string;
  sessionTags: Readonly<Record<string, string>>;
  sessionPolicy?: string;
  /** SecretId, role ARN, … as typed by the caller. */
  resource?: string;
  requestId: string;
  userAgent: string;
  outcome: "ok" | "refused" | "fault";
  /** Whether the operation ran to its end: a fault may come after the effect. */
  tookEffect: boolean;
  /** HTTP status that was sent; 0 if the connection was cut or left hanging. */
  status: number;
  errorCode?: string;
}

/** A record for CloudTrail, kept compact; the JSON text is made when somebody looks. */
export interface TrailRecord {
  eventId: string;
  eventTime: Date;
  eventSource: string;
  eventName: string;
  readOnly: boolean;
  accountId: string;
  region: string;
  caller?: Caller;
  sourceIpAddress: string;
  userAgent: string;
  requestId: string;
  requestParameters: Record<string, unknown> | null;
  responseElements: Record<string, unknown> | null;
  additionalEventData?: Record<string, unknown>;
  errorCode?: string;
  errorMessage?: string;
  /** `AwsServiceEvent` for rotation and version deletion, which nobody called. */
  eventType: "AwsApiCall" | "AwsServiceEvent";
}

export interface World {
  clock: Clock;
  accounts: Map<string, Account>;
  calls: LoggedCall[];
  /** Appends to the account's and Region's trail. */
  record(entry: TrailRecord): void;
  trailOf(accountId: string, region: string): readonly TrailRecord[];
  /** Seeded: the same seed makes the same ids, suffixes and keys again. */
  random: {
    next(): number;
    hex(chars: number): string;
    letters(chars: number): string;
    uuid(): string;
  };
  /** Temporary credentials by access key id. */
  sessions: Map<string, Session>;
  /** Makes the account, with its administrator `AKIA<id>` / `sandbox`, on first use. */
  account(id: string): Account;
  region(accountId: string, region: string): Region;
  services: ReadonlyMap<string, Service>;
}
