import { keepPreviousData, type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import type { FailureView } from "@/lib/domain/failure";
import type { Outcome } from "@/lib/domain/outcome";
import { type ReadData, type ReadInput, type ReadName, readKey } from "./read-key";
import { noticeFailure } from "./session-ended";

/** A read that answered with a failure, or did not answer. */
export class ReadFailure extends Error {
  constructor(readonly failure: FailureView) {
    super(failure.says);
    this.name = "ReadFailure";
  }
}

/** Asked again by the page itself: the server must not take it for a sign of life. */
const backgroundHeader = "x-strongroom-background";

/** Milliseconds between two questions while AWS is still answering. */
const POLL_MS = 1000;

/**
 * Options of one read: GET, never cached by the browser, asked again every second while its answer
 * says `isListing` or `isReading`, and not repeated after a failure with a code.
 */
export function readOptions<Name extends ReadName>(name: Name, input: ReadInput<Name>) {
  return queryOptions<ReadData<Name>, ReadFailure>({
    queryKey: readKey(name, input),
    queryFn: ({ signal, client, queryKey }) => ask(name, input, isRepeat(client, queryKey), signal),
    staleTime: 30_000,
    retry: false,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => pollAfterMs(query.state.data),
  });
}

/** Asks one read and keeps its last answer while the next one is under way. */
export function useRead<Name extends ReadName>(
  name: Name,
  input: ReadInput<Name>,
  { enabled, everyMs }: { enabled?: boolean; everyMs?: number } = {},
) {
  return useQuery({
    ...readOptions(name, input),
    ...(enabled !== undefined && { enabled }),
    ...(everyMs !== undefined && { refetchInterval: everyMs }),
  });
}

async function ask<Name extends ReadName>(
  name: Name,
  input: ReadInput<Name>,
  background: boolean,
  signal: AbortSignal,
): Promise<ReadData<Name>> {
  const outcome = await answer<ReadData<Name>>(name, input, background, signal);
  if (outcome.ok) return outcome.data;
  noticeFailure(outcome.failure);
  throw new ReadFailure(outcome.failure);
}

async function answer<Data>(
  name: string,
  input: object,
  background: boolean,
  signal: AbortSignal,
): Promise<Outcome<Data>> {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(input)) {
    if (value !== undefined) query.set(key, String(value));
  }
  try {
    const response = await fetch(`/api/read/${name}?${query}`, {
      signal,
      cache: "no-store",
      headers: background ? { [backgroundHeader]: "1" } : {},
    });
    return (await response.json()) as Outcome<Data>;
  } catch (error) {
    if (signal.aborted) throw error;
    return { ok: false, failure: unreachable };
  }
}

/** No answer at all: the network, or a server that is restarting. */
const unreachable: FailureView = {
  code: "unexpected",
  says: "The console did not answer. What you see may be old; check your connection and try again.",
};

function isRepeat(client: QueryClient, queryKey: readonly unknown[]): boolean {
  return client.getQueryData(queryKey) !== undefined;
}

/** A page about the whole estate is dear to make and its trail grows for minutes: ask less often. */
const ESTATE_POLL_MS = 4000;

/** A copy on its way to another Region takes AWS seconds to minutes. */
const REPLICATION_POLL_MS = 5000;

function pollAfterMs(data: unknown): number | false {
  if (isUnfinished(data)) return POLL_MS;
  if (typeof data !== "object" || data === null) return false;
  if ("replicas" in data && isReplicating(data.replicas)) return REPLICATION_POLL_MS;
  if (!("trail" in data)) return false;
  return isUnfinished(data.trail) ? ESTATE_POLL_MS : false;
}

/** True for an answer that says it is still growing, itself or in the listing it holds. */
function isUnfinished(data: unknown): boolean {
  if (typeof data !== "object" || data === null) return false;
  if ("window" in data) return isUnfinished(data.window);
  const { isListing, isReading }: { isListing?: unknown; isReading?: unknown } = data;
  return isListing === true || isReading === true;
}

/** True while a copy is neither in sync nor failed. */
function isReplicating(replicas: unknown): boolean {
  return Array.isArray(replicas) && replicas.some((each) => each?.status === "InProgress");
}
