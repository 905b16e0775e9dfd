import type { CallBefore } from "../contract";
import { listEntry } from "./describe";
import { compileFilters, type Filter, namePrefixes, type Predicate } from "./filters";
import { accountNeed } from "./needs";
import { operation, quotas } from "./operation";
import type { OrderedList } from "./ordered";
import { readToken, writeToken } from "./paging";
import type { Secret } from "./secret";
import { compareTo, type SecretStore, type SortBy, sortKey, storeOf } from "./store";

/** What a page of secrets is asked for with. */
export interface ListInput {
  IncludePlannedDeletion?: boolean | undefined;
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
  Filters?: readonly Filter[] | undefined;
  SortOrder?: string | undefined;
  SortBy?: string | undefined;
}

interface Place {
  key: number | string;
  serial: number;
}

const usualPage = 100;
/** A page ends here even if it is not full: AWS too gives short pages with a token. */
const mostScanned = 5_000;
/** Up to so many names under a prefix are sorted rather than met on the way. */
const mostCandidates = 2_000;

/** ListSecrets (facts 1.2, 2.11): own account and Region, oldest first unless told otherwise. */
export const listSecrets = operation("ListSecrets", {
  readOnly: true,
  quota: quotas.list,
  needs: (_input, call) => [accountNeed(call, "ListSecrets")],
  run: (input, call) => {
    const { secrets, token } = listPage(call, input);
    return { SecretList: secrets.map(listEntry), NextToken: token };
  },
});

/**
 * One page in any order. The token is a place in that order, not a number of rows: secrets that
 * come or go between two pages neither repeat nor hide others.
 *
 * @throws InvalidNextTokenException for a token of another question.
 */
export function listPage(
  call: Pick<CallBefore, "region" | "now">,
  input: ListInput,
): { secrets: Secret[]; token: string | undefined } {
  const by = (input.SortBy ?? "created-date") as SortBy;
  const descending = input.SortOrder === "desc";
  const question = JSON.stringify([by, descending, input.Filters, input.IncludePlannedDeletion]);
  const after = input.NextToken ? readToken<Place>(input.NextToken, question) : undefined;
  const wanted = predicateOf(input, call.now.getTime());
  const size = input.MaxResults ?? usualPage;
  const store = storeOf(call.region);
  const walk = walkFrom(store, by, descending, after, namePrefixes(input.Filters));
  const secrets: Secret[] = [];
  let last: Secret | undefined;
  let scanned = 0;
  for (const secret of walk) {
    if (secrets.length === size || scanned === mostScanned) {
      return { secrets, token: last && tokenAt(last, by, question) };
    }
    scanned++;
    last = secret;
    if (wanted(secret)) secrets.push(secret);
  }
  return { secrets, token: undefined };
}

function predicateOf(input: ListInput, now: number): (secret: Secret) => boolean {
  const matches: Predicate = compileFilters(input.Filters);
  const planned = input.IncludePlannedDeletion ?? false;
  return (secret) =>
    (planned || secret.deletedAt === undefined) &&
    (secret.listedFrom === undefined || secret.listedFrom <= now) &&
    matches(secret);
}

function tokenAt(secret: Secret, by: SortBy, question: string): string {
  return writeToken({ key: sortKey(secret, by), serial: secret.serial }, question);
}

function walkFrom(
  store: SecretStore,
  by: SortBy,
  descending: boolean,
  after: Place | undefined,
  prefixes: readonly string[] | undefined,
): Iterable<Secret> {
  const place = (secret: Secret) =>
    after ? compareTo(secret, by, after.key, after.serial) : descending ? -1 : 1;
  const few = prefixes && candidates(store.order("name"), prefixes);
  if (!few) {
    const order = store.order(by);
    // Upward the place itself has been shown; downward the walk begins below it anyway.
    return descending ? order.downward(place) : order.upward((secret) => place(secret) || -1);
  }
  const rest = few.filter((secret) => (descending ? place(secret) < 0 : place(secret) > 0));
  rest.sort((a, b) => compareTo(a, by, sortKey(b, by), b.serial));
  return descending ? rest.reverse() : rest;
}

/** The secrets under name prefixes, or undefined if there are many. */
function candidates(names: OrderedList<Secret>, prefixes: readonly string[]): Secret[] | undefined {
  const found = new Set<Secret>();
  for (const prefix of prefixes) {
    for (const secret of names.upward((each) => (each.name < prefix ? -1 : 1))) {
      if (!secret.name.startsWith(prefix)) break;
      found.add(secret);
      if (found.size > mostCandidates) return undefined;
    }
  }
  return [...found];
}
