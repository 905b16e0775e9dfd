import "server-only";
import { config } from "@/lib/config";
import { deliveryLogPage, type StoredDelivery } from "@/lib/db/delivery-log";
import { messageOf } from "@/lib/domain/announcement";
import {
  answerSays,
  DeliveriesExportQuery,
  DeliveriesQuery,
  type DeliveryLog,
  type DeliveryRow,
  retriesUntil,
  shownAddress,
} from "@/lib/domain/delivery-log";
import { type EntryContext, guard } from "@/lib/entry/guard";
import { csvPieces } from "./csv-pieces";

const PAGE = 50;
const BATCH = 500;

/**
 * Who was told what. Approvers and auditors see all of it, for they answer for restores; an operator
 * sees what was told about their own requests.
 */
export const deliveryLog = guard("deliveries.view", {
  input: DeliveriesQuery,
  look: ({ state }) => `delivery log${state && `, ${state}`}`,
  run: async ({ session }, query): Promise<DeliveryLog> => {
    const asker = askerOf(session);
    const stored = await deliveryLogPage(query, asker, PAGE + 1);
    const shown = stored.slice(0, PAGE);
    const { webhooks, mail } = config().notifications;
    return {
      rows: shown.map((row) => rowOf(row, session)),
      next: stored.length > PAGE ? shown.at(-1)?.number : undefined,
      isEverybodys: asker === undefined,
      isConfigured: webhooks.length > 0 || mail !== undefined,
    };
  },
});

/** All that match as CSV. Recorded, as every export is. */
export const deliveriesExport = guard("deliveries.export", {
  input: DeliveriesExportQuery,
  subject: ({ state }) => `delivery log${state && `, ${state}`}`,
  run: async ({ session, now }, query) => ({
    name: `strongroom-deliveries-${now.toISOString().replace(/[:.]/g, "-")}.csv`,
    type: "text/csv; charset=utf-8",
    text: csvPieces(
      [
        `Strongroom: who was told what${askerOf(session) ? ` about requests of ${session.person.displayName}` : ""}`,
        `Made at ${now.toISOString()} (UTC) by ${session.person.displayName} in the role ${session.role}`,
      ],
      columns,
      allRows(query, session),
      cellsOf,
    ),
  }),
});

type Viewer = EntryContext["session"];

function askerOf({ role, person }: Viewer) {
  return role === "operator" ? { issuer: person.issuer, subject: person.subject } : undefined;
}

function rowOf(stored: StoredDelivery, viewer: Viewer): DeliveryRow {
  const { number, at, event, address, state, tries, failure, nextAt, endedAt } = stored;
  const nameOf = (id: string) => config().accounts.find((one) => one.id === id)?.name ?? id;
  const isMail = address.startsWith("mail:");
  const to = address.slice(address.indexOf(":") + 1);
  return {
    number,
    at: at.toISOString(),
    kind: event.kind,
    says: messageOf(event, nameOf).subject,
    ...("requestId" in event && { requestId: event.requestId }),
    channel: isMail ? "mail" : "webhook",
    receiver: isMail
      ? shownAddress(to, {
          isAuditor: viewer.role === "auditor",
          email: viewer.person.email,
        })
      : hookWords(to),
    tries,
    state,
    ...(failure && { failure }),
    ...(state === "due" && { nextAt: nextAt.toISOString(), retriesUntil: retriesUntil(at) }),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
  };
}

/** The address of a webhook is often its only secret, so its host is all that is shown. */
function hookWords(name: string): string {
  const hook = config().notifications.webhooks.find((one) => one.name === name);
  return hook ? `${name} at ${new URL(hook.url).host}` : `${name}, no longer in the settings`;
}

async function* allRows(
  query: Pick<DeliveriesQuery, "state">,
  viewer: Viewer,
): AsyncGenerator<DeliveryRow[]> {
  for (let before: number | undefined; ; ) {
    const stored = await deliveryLogPage({ ...query, before }, askerOf(viewer), BATCH);
    yield stored.map((row) => rowOf(row, viewer));
    if (stored.length < BATCH) return;
    before = stored.at(-1)?.number;
  }
}

const columns = [
  "number",
  "at_utc",
  "event",
  "message",
  "restore_request",
  "channel",
  "receiver",
  "tries",
  "last_answer",
  "state",
  "next_try_utc",
  "tried_until_utc",
  "ended_at_utc",
];

function cellsOf(row: DeliveryRow): string[] {
  return [
    String(row.number),
    row.at,
    row.kind,
    row.says,
    row.requestId ?? "",
    row.channel,
    row.receiver,
    String(row.tries),
    answerSays(row),
    row.state === "due" ? "retrying" : row.state,
    row.nextAt ?? "",
    row.retriesUntil ?? "",
    row.endedAt ?? "",
  ];
}
