import { AwsError, type Call, type Operation, type TrailRecord } from "../contract";
import {
  integerOf,
  type Members,
  membersOf,
  optionalList,
  optionalMoment,
  optionalText,
  seconds,
} from "../members";
import { eventText, usernameOf } from "./event-text";
import { placeOf, sealToken } from "./paging";
import { trailSettings } from "./settings";
import { type AttributeKey, attributeKeys, countUntil, recordsWith } from "./trail-index";

const DAY_MS = 86_400_000;

/** CloudTrail keeps 90 days of event history (facts 4.1). */
export const HISTORY_MS = 90 * DAY_MS;

interface LookupInput {
  attribute?: { key: AttributeKey; value: string };
  startTime?: Date;
  endTime?: Date;
  maxResults: number;
  insights: boolean;
  nextToken?: string;
  /** The members a NextToken is bound to, as one text. */
  bound: string;
}

/**
 * LookupEvents (facts 4.1): newest first, one attribute, 50 a page at most, the last 90 days of
 * one account and Region.
 */
export const lookupEvents: Operation<LookupInput> = {
  name: "LookupEvents",
  readOnly: true,
  quota: { group: "LookupEvents", perSecond: 2 },
  parse: (raw) => parseLookup(membersOf(raw)),
  needs: (_input, { account }) => [
    { action: "cloudtrail:LookupEvents", resourceArn: "*", resourceAccountId: account.id },
  ],
  run: (input, call) => pageOf(input, call),
  trail: (input) => ({ requestParameters: logged(input), responseElements: null }),
};

function pageOf(input: LookupInput, { world, account, region, now }: Call) {
  const oldest = now.getTime() - HISTORY_MS;
  const from = Math.max(input.startTime?.getTime() ?? oldest, oldest);
  const delivered = now.getTime() - trailSettings(world).deliveryDelayMs;
  const until = Math.min(input.endTime?.getTime() ?? delivered, delivered);
  const records = recordsWith(world.trailOf(account.id, region.name), input.attribute);
  const place =
    input.nextToken === undefined ? records.length : placeOf(input.nextToken, input.bound, records);
  if (input.insights) return { Events: [] };
  const first = countUntil(records, from - 1);
  const end = Math.min(countUntil(records, until), place);
  const start = Math.max(first, end - input.maxResults);
  const page = records.slice(start, Math.max(start, end)).reverse();
  const last = page[page.length - 1];
  return {
    Events: page.map(itemOf),
    ...(last && start > first ? { NextToken: sealToken(last, input.bound) } : {}),
  };
}

/** One item of the answer; `ReadOnly` is text and `Resources` empty, as AWS answers (facts 4.1, 4.4). */
function itemOf(record: TrailRecord) {
  const username = usernameOf(record);
  const service = record.eventType === "AwsServiceEvent";
  return {
    EventId: record.eventId,
    EventName: record.eventName,
    ReadOnly: `${record.readOnly}`,
    ...(record.caller && !service ? { AccessKeyId: record.caller.accessKeyId } : {}),
    EventTime: Math.floor(seconds(record.eventTime)),
    EventSource: record.eventSource,
    ...(username ? { Username: username } : {}),
    Resources: [],
    CloudTrailEvent: eventText(record),
  };
}

function parseLookup(members: Members): LookupInput {
  const maxResults = integerOf(members, "MaxResults") ?? 50;
  if (maxResults < 1 || maxResults > 50) {
    throw new AwsError(
      "InvalidMaxResultsException",
      "The MaxResults value must be between 1 and 50.",
    );
  }
  const startTime = optionalMoment(members, "StartTime");
  const endTime = optionalMoment(members, "EndTime");
  if (startTime && endTime && startTime > endTime) {
    throw new AwsError(
      "InvalidTimeRangeException",
      "The StartTime value must be earlier than the EndTime value.",
    );
  }
  const category = optionalText(members, "EventCategory");
  if (category !== undefined && category !== "insight") {
    throw new AwsError("InvalidEventCategoryException", `Invalid event category: ${category}`);
  }
  const attribute = attributeOf(optionalList(members, "LookupAttributes") ?? []);
  return {
    attribute,
    startTime,
    endTime,
    maxResults,
    insights: category === "insight",
    nextToken: optionalText(members, "NextToken"),
    bound: JSON.stringify([attribute, startTime, endTime, maxResults, category]),
  };
}

function attributeOf(list: readonly unknown[]): LookupInput["attribute"] {
  if (list.length === 0) return undefined;
  if (list.length > 1) throw badAttributes("You can specify only one lookup attribute.");
  const members = membersOf(list[0]);
  const key = optionalText(members, "AttributeKey");
  const value = optionalText(members, "AttributeValue");
  const known = attributeKeys.find((name) => name === key);
  if (!known) throw badAttributes(`Invalid lookup attribute key: ${key ?? "null"}`);
  if (value === undefined || value.length < 1 || value.length > 2000) {
    throw badAttributes("The attribute value must have between 1 and 2000 characters.");
  }
  return { key: known, value };
}

function badAttributes(message: string): AwsError {
  return new AwsError("InvalidLookupAttributesException", message);
}

function logged(input: LookupInput): Record<string, unknown> {
  return {
    ...(input.attribute
      ? {
          lookupAttributes: [
            { attributeKey: input.attribute.key, attributeValue: input.attribute.value },
          ],
        }
      : {}),
    ...(input.startTime ? { startTime: input.startTime.toISOString() } : {}),
    ...(input.endTime ? { endTime: input.endTime.toISOString() } : {}),
    maxResults: input.maxResults,
    ...(input.nextToken ? { nextToken: input.nextToken } : {}),
  };
}
