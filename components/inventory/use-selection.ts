import { useMemo, useRef, useState } from "react";
import { announce } from "@/components/ui/status";
import type { SecretSummary } from "@/lib/domain/secret";

type Picked = Pick<SecretSummary, "arn" | "name">;

/** Secrets picked for a joint act. They stay picked when the filter changes. */
export interface Selection {
  secrets: readonly Picked[];
  has: (arn: string) => boolean;
  toggle: (secret: Picked) => void;
  clear: () => void;
}

export function useSelection(): Selection {
  const [picked, setPicked] = useState<ReadonlyMap<string, string>>(new Map());
  // Rows keep the function they were drawn with, so it must always find the newest state.
  const latest = useRef(picked);
  return useMemo(() => {
    const put = (next: ReadonlyMap<string, string>) => {
      latest.current = next;
      setPicked(next);
    };
    return {
      secrets: [...picked].map(([arn, name]) => ({ arn, name })),
      has: (arn) => picked.has(arn),
      toggle: ({ arn, name }) => {
        const next = new Map(latest.current);
        if (!next.delete(arn)) next.set(arn, name);
        put(next);
        announce(`${next.size} selected.`, { isQuiet: true });
      },
      clear: () => put(new Map()),
    };
  }, [picked]);
}
