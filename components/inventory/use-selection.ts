import { useState } from "react";
import { announce } from "@/components/ui/status";
import type { SecretSummary } from "@/lib/domain/secret";

/** Secrets picked for a joint act. They stay picked when the filter changes. */
export interface Selection {
  secrets: readonly Pick<SecretSummary, "arn" | "name">[];
  has: (arn: string) => boolean;
  toggle: (secret: Pick<SecretSummary, "arn" | "name">) => void;
  clear: () => void;
}

export function useSelection(): Selection {
  const [picked, setPicked] = useState(new Map<string, string>());
  return {
    secrets: [...picked].map(([arn, name]) => ({ arn, name })),
    has: (arn) => picked.has(arn),
    toggle: ({ arn, name }) => {
      const next = new Map(picked);
      if (!next.delete(arn)) next.set(arn, name);
      setPicked(next);
      announce(`${next.size} selected.`);
    },
    clear: () => setPicked(new Map()),
  };
}
