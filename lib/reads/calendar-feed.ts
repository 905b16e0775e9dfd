import "server-only";
import { type FeedAnswer, feedOf } from "@/lib/calendar/feed";
import { log } from "@/lib/log";

/**
 * What a calendar program gets for the last part of its address. Not behind the guard, because
 * nobody is signed in: the token is all there is. An error is told by its name, never with the token.
 */
export async function calendarFeed(file: string): Promise<FeedAnswer | "failed"> {
  try {
    return await feedOf(file.replace(/\.ics$/, ""), new Date());
  } catch (error) {
    log("error", "A calendar feed could not be made", { error });
    return "failed";
  }
}
