import { z } from "zod";
import { type AnnouncedKind, GIVE_UP_AFTER_HOURS } from "./announcement";

/** As the log keeps it: `due` is what was not accepted yet and is tried again. */
export const deliveryStates = ["delivered", "due", "given-up"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

const state = z.enum(["", ...deliveryStates]);
const before = z.coerce.number().int().positive().optional();

/** What a page of the delivery log is asked for. */
export const DeliveriesQuery = z.object({
  state: state.default(""),
  /** The smallest number of the page above. */
  before,
});
export type DeliveriesQuery = z.infer<typeof DeliveriesQuery>;

/** The same filter, for all that match. */
export const DeliveriesExportQuery = DeliveriesQuery.omit({ before: true });

/** Reads the page's address; what does not fit counts as not there. */
export function deliveriesQueryOf(query: Pick<URLSearchParams, "get">): DeliveriesQuery {
  const given = (name: string) => query.get(name) ?? undefined;
  return {
    state: state.catch("").parse(given("state") ?? ""),
    before: before.catch(undefined).parse(given("before")),
  };
}

/** One message to one receiver. */
export interface DeliveryRow {
  number: number;
  /** When what it tells became true. */
  at: string;
  kind: AnnouncedKind;
  /** The message's subject: what happened to which secret. */
  says: string;
  /** The restore request that it is about. */
  requestId?: string;
  channel: "webhook" | "mail";
  /** A webhook's name and host, never its path; a mail address as far as it may be seen. */
  receiver: string;
  tries: number;
  state: DeliveryState;
  /** A code of ours for why the last try failed; the receiver's own words are not kept. */
  failure?: string;
  /** While it is tried: when next, and until when at all. */
  nextAt?: string;
  retriesUntil?: string;
  endedAt?: string;
}

export interface DeliveryLog {
  rows: DeliveryRow[];
  next?: number;
  /** False = those about one's own requests alone. */
  isEverybodys: boolean;
  /** Whether any webhook or mail server is configured at all. */
  isConfigured: boolean;
}

/** Until when a message is tried. */
export function retriesUntil(announcedAt: Date): string {
  return new Date(announcedAt.getTime() + GIVE_UP_AFTER_HOURS * 3_600_000).toISOString();
}

/** Who may read whole mail addresses: an auditor all, anybody else their own. */
export function shownAddress(
  address: string,
  viewer: { isAuditor: boolean; email?: string },
): string {
  const isOwn = address.toLowerCase() === viewer.email?.toLowerCase();
  return viewer.isAuditor || isOwn ? address : `somebody at ${address.split("@").at(-1)}`;
}

/** What the receiver answered last, in words. */
export function answerSays({ state, tries, failure }: DeliveryRow): string {
  if (state === "delivered") return "accepted";
  if (!failure) return tries === 0 ? "not tried yet" : "no answer yet";
  const [, kind, code] = /^(http|smtp)-(\d{3})$/.exec(failure) ?? [];
  if (kind && code) return `${kind.toUpperCase()} ${code}`;
  return failureWords[failure] ?? failure;
}

const failureWords: Record<string, string> = {
  "timed-out": "did not answer in time",
  unreachable: "could not be reached",
  "smtp-login": "refused our sign-in",
  "not-configured": "no longer in the settings",
  failed: "could not be sent",
};
