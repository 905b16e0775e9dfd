import { AwsError, type Operation } from "../contract";
import { integerOf, membersOf, optionalInteger, optionalText, requiredText } from "../members";
import { pageOf } from "../paging";
import { matcherOf } from "./filter-pattern";
import { logGroupsOf } from "./state";

interface FilterInput {
  logGroupName: string;
  streamPrefix: string;
  from: number;
  to: number;
  isWanted: (message: string) => boolean;
  limit: number;
  nextToken?: string;
}

/** FilterLogEvents on one group: oldest first, from `startTime` up to and without `endTime`. */
export const filterLogEvents: Operation<FilterInput> = {
  name: "FilterLogEvents",
  readOnly: true,
  quota: { group: "FilterLogEvents", perSecond: 5 },
  parse: (raw) => {
    const members = membersOf(raw);
    return {
      logGroupName: requiredText(members, "logGroupName", { min: 1, max: 512 }),
      streamPrefix: optionalText(members, "logStreamNamePrefix", { min: 1, max: 512 }) ?? "",
      from: integerOf(members, "startTime") ?? 0,
      to: integerOf(members, "endTime") ?? Number.POSITIVE_INFINITY,
      isWanted: matcherOf(optionalText(members, "filterPattern", { max: 1024 }) ?? ""),
      limit: optionalInteger(members, "limit", 1, 10_000) ?? 10_000,
      nextToken: optionalText(members, "nextToken", { min: 1 }),
    };
  },
  needs: ({ logGroupName }, { account, region }) => [
    {
      action: "logs:FilterLogEvents",
      resourceArn: `arn:aws:logs:${region.name}:${account.id}:log-group:${logGroupName}:log-stream:`,
      resourceAccountId: account.id,
    },
  ],
  run: ({ logGroupName, streamPrefix, from, to, isWanted, limit, nextToken }, { region }) => {
    const events = logGroupsOf(region).get(logGroupName);
    if (!events) {
      throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
    }
    const wanted = events.filter(
      ({ logStreamName, timestamp, message }) =>
        timestamp >= from &&
        timestamp < to &&
        logStreamName.startsWith(streamPrefix) &&
        isWanted(message),
    );
    const page = pageOf(wanted, limit, nextToken, {
      code: "InvalidParameterException",
      message: "The specified nextToken is invalid.",
    });
    return {
      events: page.items.map((event) => ({ ...event, ingestionTime: event.timestamp })),
      searchedLogStreams: [],
      nextToken: page.next,
    };
  },
};
