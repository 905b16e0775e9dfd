import { CloudTrailClient, type Event, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  paginateListSecrets,
  paginateListSecretVersionIds,
  type SecretListEntry,
  SecretsManagerClient,
  type SecretVersionsListEntry,
} from "@aws-sdk/client-secrets-manager";
import { type Sandbox, startSandbox } from "../../start";
import { estates } from "../index";
import type { CastMember } from "./cast";
import { type DemoManifest, demoManifest } from "./demo";

/** One record of CloudTrail, as far as the tests look at it. */
export interface Logged {
  eventName: string;
  eventTime: string;
  errorCode?: string;
  errorMessage?: string;
  requestParameters: Record<string, unknown> | null;
  responseElements: Record<string, unknown> | null;
  additionalEventData?: Record<string, unknown>;
  userIdentity: Record<string, unknown> & {
    sessionContext?: { sessionIssuer: { userName: string }; sourceIdentity?: string };
    userName?: string;
  };
  userAgent: string;
}

interface Where {
  accountId: string;
  region: string;
}

/** A running demo estate, looked at through the SDK by each account's administrator. */
export class DemoUnderTest {
  private readonly closing: { destroy(): void }[] = [];
  private readonly trails = new Map<string, Promise<Logged[]>>();

  private constructor(
    readonly sandbox: Sandbox,
    readonly manifest: DemoManifest,
  ) {}

  static async start(): Promise<DemoUnderTest> {
    const startedAt = performance.now();
    const sandbox = await startSandbox({ estate: estates.demo });
    console.info(`demo estate ready after ${Math.round(performance.now() - startedAt)} ms`);
    sandbox.controls.throttle.scale = null;
    const manifest = demoManifest(sandbox.world);
    if (!manifest) throw new Error("The demo estate left no manifest.");
    return new DemoUnderTest(sandbox, manifest);
  }

  async close(): Promise<void> {
    for (const client of this.closing) client.destroy();
    await this.sandbox.close();
  }

  /** The member that shows something, by the words it is promised with. */
  showing(what: string): CastMember {
    const found = this.manifest.cast.find((member) => member.shows === what);
    if (!found) throw new Error(`Nobody in the cast shows "${what}".`);
    return found;
  }

  secretsIn(where: Where): SecretsManagerClient {
    return this.keep(new SecretsManagerClient(this.options(where)));
  }

  describe(member: Where & { name: string }): Promise<DescribeSecretCommandOutput> {
    return this.secretsIn(member).send(new DescribeSecretCommand({ SecretId: member.name }));
  }

  /** All versions, those without labels too. */
  async versionsOf(member: CastMember): Promise<SecretVersionsListEntry[]> {
    const input = { SecretId: member.name, IncludeDeprecated: true };
    const versions: SecretVersionsListEntry[] = [];
    const pages = paginateListSecretVersionIds({ client: this.secretsIn(member) }, input);
    for await (const page of pages) versions.push(...(page.Versions ?? []));
    return versions;
  }

  /** Every secret of a Region, those pending deletion too. */
  async listOf(where: Where): Promise<SecretListEntry[]> {
    const list: SecretListEntry[] = [];
    const pages = paginateListSecrets(
      { client: this.secretsIn(where) },
      { IncludePlannedDeletion: true },
    );
    for await (const page of pages) list.push(...(page.SecretList ?? []));
    return list;
  }

  /** The whole event history of one account and Region, oldest first, read page by page. */
  trailOf(where: Where): Promise<Logged[]> {
    const key = `${where.accountId} ${where.region}`;
    const known = this.trails.get(key) ?? this.readTrail(where);
    this.trails.set(key, known);
    return known;
  }

  /** The events of one secret, matched as a console has to (facts 4.4). */
  async eventsOf(member: CastMember): Promise<Logged[]> {
    const arn = `:secret:${member.name}-`;
    return (await this.trailOf(member)).filter(
      ({ requestParameters, responseElements, additionalEventData }) =>
        [requestParameters?.secretId, requestParameters?.name].some(
          (id) => id === member.name || (typeof id === "string" && id.includes(arn)),
        ) ||
        `${responseElements?.arn}`.includes(arn) ||
        `${additionalEventData?.SecretId}`.includes(arn),
    );
  }

  private async readTrail(where: Where): Promise<Logged[]> {
    const client = this.keep(new CloudTrailClient(this.options(where)));
    const events: Event[] = [];
    const EndTime = new Date();
    let NextToken: string | undefined;
    do {
      const page = await client.send(new LookupEventsCommand({ NextToken, EndTime }));
      events.push(...(page.Events ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return events.reverse().map((event) => JSON.parse(event.CloudTrailEvent ?? "{}"));
  }

  private options({ accountId, region }: Where) {
    return {
      endpoint: this.sandbox.url,
      region,
      credentials: { accessKeyId: `AKIA${accountId}`, secretAccessKey: "sandbox" },
      maxAttempts: 1,
    };
  }

  private keep<Client extends { destroy(): void }>(client: Client): Client {
    this.closing.push(client);
    return client;
  }
}

/** Label to version id, the way a timeline wants it. */
export function labelHolders({
  VersionIdsToStages,
}: Pick<DescribeSecretCommandOutput, "VersionIdsToStages">): Record<string, string> {
  const holders: Record<string, string> = {};
  for (const [id, stages] of Object.entries(VersionIdsToStages ?? {})) {
    for (const stage of stages) holders[stage] = id;
  }
  return holders;
}

/** `role/…` or `user/…` behind an event. */
export function actorOf(event: Logged | undefined): string {
  const role = event?.userIdentity.sessionContext?.sessionIssuer.userName;
  return role ? `role/${role}` : `user/${event?.userIdentity.userName}`;
}

export const namesOf = (events: readonly Logged[]) => events.map((event) => event.eventName);
