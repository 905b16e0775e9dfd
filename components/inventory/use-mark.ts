import { useCallback, useEffect, useRef, useState } from "react";

/** The row that the keys stand on: at once on the screen, and a moment later in the address. */
export interface Mark {
  arn?: string;
  set: (arn: string | undefined) => void;
  /** Writes the address now: a change of it during a change of page would undo the latter. */
  settle: () => void;
}

/** Keys repeat faster than a browser lets the address change. */
const WRITE_AFTER_MS = 250;

export function useMark(
  fromAddress: string | undefined,
  change: (some: { selected?: string }) => void,
): Mark {
  const [arn, setArn] = useState(fromAddress);
  const due = useRef<{ timer: ReturnType<typeof setTimeout>; arn?: string }>(undefined);
  const settle = useCallback(() => {
    const waiting = due.current;
    if (!waiting) return;
    clearTimeout(waiting.timer);
    due.current = undefined;
    change({ selected: waiting.arn });
  }, [change]);
  const set = useCallback(
    (next: string | undefined) => {
      setArn(next);
      clearTimeout(due.current?.timer);
      due.current = { arn: next, timer: setTimeout(settle, WRITE_AFTER_MS) };
    },
    [settle],
  );
  useEffect(() => () => clearTimeout(due.current?.timer), []);
  return { arn, set, settle };
}
