import "server-only";
import { createHash } from "node:crypto";
import { config } from "@/lib/config";
import {
  addressAnnouncements,
  type Delivery,
  noteDelivered,
  noteFailed,
  takeDeliveries,
} from "@/lib/db/deliveries";
import { messageOf } from "@/lib/domain/announcement";
import { log } from "@/lib/log";
import { addressesOf } from "./addresses";
import { sendMail } from "./mail";
import { NotDelivered, type Parcel, postWebhook } from "./webhook";

/** How long one try may take. */
const TRY_MS = 10_000;

/**
 * Tells everybody what is waiting to be told. What a receiver accepted is never sent to it again;
 * what it may have accepted before its answer was lost is sent again under the same id.
 */
export async function deliverAnnouncements(tryMs = TRY_MS): Promise<void> {
  const { notifications } = config();
  while (
    (await addressAnnouncements((event, people) => addressesOf(notifications, event, people))) > 0
  );
  for (;;) {
    const taken = await takeDeliveries();
    if (taken.length === 0) return;
    await Promise.all(taken.map((delivery) => deliver(delivery, tryMs)));
  }
}

async function deliver(taken: Delivery, tryMs: number): Promise<void> {
  try {
    await send(taken, tryMs);
  } catch (error) {
    const code = error instanceof NotDelivered ? error.code : "failed";
    const isGivenUp = await noteFailed(taken, code);
    log(isGivenUp ? "error" : "warn", isGivenUp ? "A message was given up" : "A message waits", {
      code,
      count: taken.tries,
    });
    return;
  }
  await noteDelivered(taken);
}

async function send(taken: Delivery, limitMs: number): Promise<void> {
  const { notifications, accounts, publicUrl } = config();
  const nameOf = (id: string) => accounts.find((account) => account.id === id)?.name ?? id;
  const message = messageOf(taken.event, nameOf);
  const parcel: Parcel = {
    id: idOf(taken),
    event: taken.event,
    message,
    link: new URL(message.path, publicUrl).href,
  };
  const [channel, to] = split(taken.address);
  if (channel === "mail") {
    if (!notifications.mail) throw new NotDelivered("not-configured");
    return await sendMail(notifications.mail, to, parcel, limitMs);
  }
  const hook = notifications.webhooks.find(({ name }) => name === to);
  if (!hook) throw new NotDelivered("not-configured");
  await postWebhook(hook, parcel, { key: notifications.webhookKey, now: new Date(), limitMs });
}

function split(address: string): [string, string] {
  const at = address.indexOf(":");
  return [address.slice(0, at), address.slice(at + 1)];
}

/** Names one message to one address, without telling either. */
function idOf({ announcement, address }: Delivery): string {
  return createHash("sha256").update(`${announcement}\n${address}`).digest("hex").slice(0, 32);
}
