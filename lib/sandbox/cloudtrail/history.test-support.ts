import { CloudTrailClient, type Event, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import type { Caller, TrailRecord } from "../contract";
import { FIRST_ACCOUNT, type Sandbox, startSandbox } from "../start";
import { cloudTrail } from "./service";

/** The Region whose history the tests write and read. */
export const region = "eu-west-1";

export const reader: Caller = {
  kind: "user",
  accountId: FIRST_ACCOUNT,
  arn: `arn:aws:iam::${FIRST_ACCOUNT}:user/reader`,
  userId: "AIDAREADER00000000001",
  accessKeyId: "AKIAREADER0000000001",
  userName: "reader",
  sessionTags: {},
};

export type LookupInput = ConstructorParameters<typeof LookupEventsCommand>[0];

/** A stand-in with nothing but CloudTrail, whose history the test writes itself. */
export class History {
  private serial = 0;

  private constructor(
    readonly sandbox: Sandbox,
    private readonly client: CloudTrailClient,
  ) {}

  static async start(): Promise<History> {
    const sandbox = await startSandbox({ services: [cloudTrail] });
    const client = new CloudTrailClient({
      endpoint: sandbox.url,
      region,
      credentials: { accessKeyId: `AKIA${FIRST_ACCOUNT}`, secretAccessKey: "sandbox" },
      maxAttempts: 1,
    });
    return new History(sandbox, client);
  }

  /** Nothing has happened yet, and nobody is throttled. */
  async forget(): Promise<void> {
    await this.sandbox.controls.reset();
    this.sandbox.controls.throttle.scale = null;
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.sandbox.close();
  }

  /** Puts one record into the trail, so long before now, and gives its id. */
  happened(agoMs: number, fields: Partial<TrailRecord> = {}): string {
    this.serial += 1;
    const eventId = `event-${this.serial}`;
    const { world } = this.sandbox;
    world.record({
      eventId,
      eventTime: new Date(world.clock.now().getTime() - agoMs),
      eventSource: "secretsmanager.amazonaws.com",
      eventName: "GetSecretValue",
      readOnly: true,
      accountId: FIRST_ACCOUNT,
      region,
      caller: reader,
      sourceIpAddress: "10.0.0.1",
      userAgent: "test",
      requestId: `request-${this.serial}`,
      requestParameters: { secretId: "prod/db" },
      responseElements: null,
      eventType: "AwsApiCall",
      ...fields,
    });
    return eventId;
  }

  look(input: LookupInput = {}) {
    return this.client.send(new LookupEventsCommand(input));
  }
}

export const ids = (events: Event[] | undefined) => (events ?? []).map((event) => event.EventId);

export const byName = (value: string) => ({
  LookupAttributes: [{ AttributeKey: "EventName" as const, AttributeValue: value }],
});

export const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "success",
    (error: Error) => error.name,
  );
