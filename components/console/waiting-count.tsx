import { useSession } from "./use-session";

/** How many restore requests need this person's decision: red, because somebody must act. */
export function WaitingCount({ page }: { page: string }) {
  const waiting = useSession()?.waitingRestores ?? 0;
  if (page !== "/restore-requests" || waiting === 0) return null;
  return (
    <span className="tabular ml-auto rounded-full bg-bad px-1.5 font-semibold text-caption text-panel">
      {waiting}
      <span className="sr-only"> waiting for you</span>
    </span>
  );
}
