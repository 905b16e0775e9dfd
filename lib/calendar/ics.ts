import "server-only";
import { createHash } from "node:crypto";
import ical, {
  escape as escaped,
  foldLines,
  ICalEvent,
  ICalEventStatus,
  ICalEventTransparency,
} from "ical-generator";
import type { FeedEvent } from "@/lib/domain/rotation-feed";
import { eachInSlices } from "@/lib/inventory/breath";

/** How often programs are asked to look again: a listing is no fresher than people's looks. */
const LOOK_AGAIN_SECONDS = 3_600;
const END = "END:VCALENDAR";
/** RFC 5545, 3.1: octets of a line, without its end. */
const LINE_OCTETS_MAX = 75;

/**
 * The calendar as text (RFC 5545), times in UTC. The same windows of the same listing are the same
 * text, so that a program sees what has changed and nothing else.
 */
export async function icsText(
  words: { name: string; description: string },
  events: readonly FeedEvent[],
  publicUrl: URL,
): Promise<string> {
  const calendar = ical({
    prodId: { company: "strongroom", product: "rotation", language: "EN" },
    // The library escapes the texts of events, but not these two.
    name: escaped(words.name, false),
    description: escaped(words.description, false),
    url: new URL("/rotation", publicUrl).href,
    ttl: LOOK_AGAIN_SECONDS,
  });
  const [head = ""] = calendar.toString().split(END);
  const parts = [head];
  // One by one, since the library would make and fold the whole at a stretch: seconds for thousands.
  await eachInSlices(events, (event) => {
    parts.push(folded(new ICalEvent(fieldsOf(event, publicUrl), calendar).toString()));
  });
  return `${parts.join("")}${END}\r\n`;
}

function fieldsOf(event: FeedEvent, publicUrl: URL) {
  const url = new URL(event.path, publicUrl).href;
  const listedAt = new Date(event.listedAt);
  return {
    id: uidOf(event, publicUrl.hostname),
    start: new Date(event.from),
    end: new Date(event.to),
    stamp: listedAt,
    lastModified: listedAt,
    summary: event.summary,
    description: `${event.description}\n${url}`,
    url,
    categories: [{ name: event.state }],
    status: event.isTentative ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED,
    // A window takes nobody's time.
    transparency: ICalEventTransparency.TRANSPARENT,
  };
}

/** The same window of the same secret has the same name for ever; ARNs are too long for some programs. */
function uidOf({ arn, from }: FeedEvent, host: string): string {
  const secret = createHash("sha256").update(arn).digest("hex").slice(0, 32);
  return `${secret}-${from.replace(/[-:]|\.000/g, "")}@${host}`;
}

/** As the library folds, at a tenth of its price for lines that hold nothing but ASCII. */
function folded(text: string): string {
  return text
    .split("\r\n")
    .map((line) => {
      if (!/^[\x20-\x7e]*$/.test(line)) return foldLines(line);
      if (line.length <= LINE_OCTETS_MAX) return line;
      const first = line.slice(0, LINE_OCTETS_MAX);
      const rest = line.slice(LINE_OCTETS_MAX).match(/.{1,74}/g) ?? [];
      return [first, ...rest].join("\r\n ");
    })
    .join("\r\n");
}
