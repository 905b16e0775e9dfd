import "server-only";
import {
  type CloudTrailClient,
  InvalidNextTokenException,
  LookupEventsCommand,
} from "@aws-sdk/client-cloudtrail";
import { readTrailEvent, type TrailEvent } from "@/lib/domain/trail-event";

/** One page of CloudTrail, newest first. */
export interface TrailPage {
  events: TrailEvent[];
  nextToken?: string;
  /** CloudTrail no longer knows the token: the same stretch has to be read anew. */
  isTokenLost: boolean;
}

/**
 * Reads one page of Secrets Manager's events. One attribute a call is all CloudTrail allows, and
 * the name of a secret is none of them that can be relied on (facts 4.1, 4.4): so everything of
 * the service is read, and matched to secrets here.
 */
export async function trailPage(
  client: CloudTrailClient,
  walk: { from: string; to: string; token?: string },
  signal?: AbortSignal,
): Promise<TrailPage> {
  const command = new LookupEventsCommand({
    LookupAttributes: [
      { AttributeKey: "EventSource", AttributeValue: "secretsmanager.amazonaws.com" },
    ],
    StartTime: new Date(walk.from),
    EndTime: new Date(walk.to),
    MaxResults: 50,
    NextToken: walk.token,
  });
  try {
    const { Events = [], NextToken } = await client.send(command, { abortSignal: signal });
    const events = Events.flatMap(
      ({ CloudTrailEvent }) => readTrailEvent(CloudTrailEvent ?? "") ?? [],
    );
    return { events, nextToken: NextToken || undefined, isTokenLost: false };
  } catch (error) {
    if (walk.token && error instanceof InvalidNextTokenException) {
      return { events: [], isTokenLost: true };
    }
    throw error;
  }
}
