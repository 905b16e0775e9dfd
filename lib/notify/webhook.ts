import "server-only";
import { createHmac } from "node:crypto";
import type { Webhook } from "@/lib/config";
import type { AnnouncedEvent, Message } from "@/lib/domain/announcement";

/** What one message carries, whatever the channel. */
export interface Parcel {
  /** The same for each try, so that a receiver can tell a repetition. */
  id: string;
  event: AnnouncedEvent;
  message: Message;
  /** The page that shows it. */
  link: string;
}

/** A try that failed, with a code for the log. The receiver's own words are never kept. */
export class NotDelivered extends Error {
  override name = "NotDelivered";
  constructor(readonly code: string) {
    super(code);
  }
}

/**
 * Posts one message. Signed as `v1=` + hex HMAC-SHA256 over `<timestamp>.<body>`; a receiver
 * checks both and refuses old timestamps. Follows no redirect and reads no answer.
 *
 * @throws NotDelivered unless the receiver answers 2xx within `limitMs`
 */
export async function postWebhook(
  { url, shape }: Webhook,
  parcel: Parcel,
  { key, now, limitMs }: { key?: string; now: Date; limitMs: number },
): Promise<void> {
  const body = JSON.stringify(shapes[shape](parcel));
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const response = await fetch(url, {
    method: "POST",
    redirect: "manual",
    signal: AbortSignal.timeout(limitMs),
    headers: {
      "content-type": "application/json",
      "user-agent": "strongroom",
      "strongroom-delivery": parcel.id,
      ...(key && {
        "strongroom-timestamp": timestamp,
        "strongroom-signature": `v1=${signatureOf(key, timestamp, body)}`,
      }),
    },
    body,
  }).catch((error: unknown) => {
    const isTimeout = error instanceof Error && error.name === "TimeoutError";
    throw new NotDelivered(isTimeout ? "timed-out" : "unreachable");
  });
  await response.body?.cancel().catch(() => undefined);
  if (!response.ok) throw new NotDelivered(`http-${response.status}`);
}

function signatureOf(key: string, timestamp: string, body: string): string {
  return createHmac("sha256", key).update(`${timestamp}.${body}`).digest("hex");
}

/** What each kind of receiver reads. Names never reach a place where mark-up is interpreted. */
const shapes: Record<Webhook["shape"], (parcel: Parcel) => unknown> = {
  json: ({ id, event, message, link }) => {
    const { kind, subject, lines } = message;
    const secret = "secret" in event ? event.secret : undefined;
    return { version: 1, id, kind, subject, lines, link, ...(secret && { secret }) };
  },
  slack: ({ message: { subject, lines }, link }) => ({
    text: escapeSlack(subject),
    blocks: [
      { type: "header", text: plainText(subject.slice(0, 150)) },
      { type: "section", text: plainText([...lines, link].join("\n")) },
    ],
  }),
  teams: ({ message: { subject, lines }, link }) => ({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          // A TextBlock would read names as Markdown.
          body: [
            run(subject, { weight: "bolder", size: "medium" }),
            ...lines.map((line) => run(line)),
          ],
          actions: [{ type: "Action.OpenUrl", title: "Open in Strongroom", url: link }],
        },
      },
    ],
  }),
};

function plainText(text: string) {
  return { type: "plain_text", text, emoji: false };
}

function run(text: string, style: Record<string, string> = {}) {
  return { type: "RichTextBlock", inlines: [{ type: "TextRun", text, ...style }] };
}

function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
