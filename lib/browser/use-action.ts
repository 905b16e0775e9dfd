import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Failure, type FailureView } from "@/lib/domain/failure";
import type { Outcome } from "@/lib/domain/outcome";
import { noticeFailure } from "./session-ended";

/** An action as the browser sees it. */
export type Action<Input, Data> = (input: Input) => Promise<Outcome<Data>>;

/**
 * Calls an action once and answers in its words; nothing is thrown. An answer that got lost reads
 * "not confirmed", because the server may have acted.
 */
export async function perform<Input, Data>(
  action: Action<Input, Data>,
  input: Input,
): Promise<Outcome<Data>> {
  let outcome: Outcome<Data>;
  try {
    outcome = await action(input);
  } catch {
    outcome = { ok: false, failure: new Failure("not-confirmed").view() };
  }
  if (!outcome.ok) noticeFailure(outcome.failure);
  return outcome;
}

/**
 * An action for a button. After either outcome every mounted read is asked again: one rule instead
 * of lists of keys that someone forgets. Values never go through here, since a mutation remembers.
 */
export function useAction<Input, Data>(
  action: Action<Input, Data>,
): {
  run: (input: Input) => Promise<Outcome<Data>>;
  isPending: boolean;
  failure?: FailureView;
  reset: () => void;
} {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: (input: Input) => perform(action, input),
    gcTime: 0,
    networkMode: "always",
    onSettled: () => client.invalidateQueries(),
  });
  const outcome = mutation.data;
  return {
    run: mutation.mutateAsync,
    isPending: mutation.isPending,
    failure: outcome && !outcome.ok ? outcome.failure : undefined,
    reset: mutation.reset,
  };
}
