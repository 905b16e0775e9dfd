import { useCallback, useRef, useState } from "react";
import { compareVersions } from "@/lib/actions/comparison";
import { revealValue } from "@/lib/actions/value";
import { perform } from "@/lib/browser/use-action";
import type { FailureView } from "@/lib/domain/failure";
import type { KeyDifference, MaskedComparison } from "@/lib/domain/value-comparison";
import { HIDE_AFTER_MS, useHiding } from "./use-value";

/** One key of two versions in clear, or the whole values; a side that has no such key is absent. */
export interface RevealedPair {
  key?: string;
  before?: string;
  after?: string;
  /** Milliseconds since the epoch. */
  hidesAt: number;
}

/** Compares two versions, masked; in clear only key by key, each time as a reveal of its own. */
export function useComparison(arn: string, before: string, after: string) {
  const [answer, setAnswer] = useState<{ of: string; data: MaskedComparison }>();
  const [pair, setPair] = useState<RevealedPair>();
  const [failure, setFailure] = useState<FailureView>();
  const [isBusy, setBusy] = useState(false);
  const turn = useRef(0);
  const hide = useCallback(() => {
    turn.current += 1;
    setPair(undefined);
  }, []);
  useHiding(pair, hide);
  const of = `${before} ${after}`;
  const compare = async () => {
    hide();
    setBusy(true);
    setFailure(undefined);
    const outcome = await perform(compareVersions, { arn, before, after });
    setBusy(false);
    if (outcome.ok) setAnswer({ of, data: outcome.data });
    else setFailure(outcome.failure);
  };
  const reveal = async (key: string | undefined, state: KeyDifference["state"]) => {
    hide();
    const mine = turn.current;
    setBusy(true);
    setFailure(undefined);
    const side = async (versionId: string, isThere: boolean) =>
      isThere
        ? await perform(revealValue, { arn, versionId, ...(key !== undefined && { key }) })
        : undefined;
    const old = await side(before, state !== "added");
    const fresh = old?.ok === false ? undefined : await side(after, state !== "removed");
    setBusy(false);
    const refused = [old, fresh].find((outcome) => outcome?.ok === false);
    if (refused && !refused.ok) return setFailure(refused.failure);
    // Hidden in the meantime, by another click or because the tab went away: it never appears.
    if (mine !== turn.current || document.hidden) return;
    setPair({
      key,
      before: textOf(old),
      after: textOf(fresh),
      hidesAt: Date.now() + HIDE_AFTER_MS,
    });
  };
  const comparison = answer?.of === of ? answer.data : undefined;
  return { comparison, pair, failure, isBusy, compare, reveal, hide };
}

function textOf(outcome: Awaited<ReturnType<typeof revealValue>> | undefined): string | undefined {
  return outcome?.ok && outcome.data.kind === "text" ? outcome.data.text : undefined;
}
