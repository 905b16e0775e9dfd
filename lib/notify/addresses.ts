import "server-only";
import type { Notifications } from "@/lib/config";
import type { Reachable } from "@/lib/db/deliveries";
import { type AnnouncedEvent, audiences, type Hearer } from "@/lib/domain/announcement";

/**
 * Who hears of an event: every webhook that wants its kind, and by mail those whose role or wish
 * it concerns. Nobody hears of their own act by mail; a webhook is a place and not a person.
 */
export function addressesOf(
  { webhooks, mail }: Notifications,
  event: AnnouncedEvent,
  people: readonly Reachable[],
): string[] {
  const hooks = webhooks
    .filter(({ kinds }) => !kinds || kinds.includes(event.kind))
    .map(({ name }) => `webhook:${name}`);
  if (!mail) return hooks;
  const { roles, askers } = audiences[event.kind];
  const asked = "askedBy" in event ? event.askedBy : [];
  const by = "by" in event ? event.by : undefined;
  const concerned = people.filter(
    (person) =>
      roles.some((role) => person.roles.includes(role)) ||
      (askers && asked.some((who) => isSame(who, person))),
  );
  const own = people.find((person) => by && isSame(by, person))?.email ?? by?.email;
  const given = [
    ...roles.flatMap((role) => mail.roles[role]),
    ...(mail.signedInPeople ? concerned.map(({ email }) => email) : []),
  ];
  const heard = new Set(given.map((address) => address.toLowerCase()));
  if (own) heard.delete(own.toLowerCase());
  return [...hooks, ...[...heard].map((address) => `mail:${address}`)];
}

function isSame(a: Hearer, b: Hearer): boolean {
  return a.issuer === b.issuer && a.subject === b.subject;
}
