import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { config } from "@/lib/config";
import { countFeeds, createFeed } from "@/lib/db/calendar-feeds";
import { Failure } from "@/lib/domain/failure";
import { FEEDS_MAX, type FeedFilter } from "@/lib/domain/rotation-feed";
import type { Session } from "@/lib/domain/session";
import { lookAtEstate } from "@/lib/inventory/estates";
import { keepSchedule, rememberSchedule } from "./remember";

/**
 * Makes an address that shows the rotation schedule as this person's role lists it, and answers it
 * this once. Its first fetch must find something, so what is listed by now is stored with it.
 *
 * @throws Failure `too-many-feeds`
 */
export async function makeFeed(
  { person, role }: Pick<Session, "person" | "role">,
  aws: AwsAccess,
  filter: FeedFilter,
): Promise<string> {
  if ((await countFeeds(person)) >= FEEDS_MAX) throw new Failure("too-many-feeds");
  const token = await createFeed({ person, role, filter });
  const estate = lookAtEstate(aws);
  await estate.firstRows();
  await keepSchedule(aws, estate);
  rememberSchedule(aws, estate);
  return new URL(`/api/calendar/${token}.ics`, config().publicUrl).href;
}
