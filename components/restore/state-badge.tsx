import { Badge, type Tone } from "@/components/ui/badge";
import type { RestoreState } from "@/lib/domain/restore-request";

const looks: Record<RestoreState, { tone: Tone; word: string; failed?: boolean }> = {
  pending: { tone: "warn", word: "waits for approval" },
  approved: { tone: "info", word: "approved, not run yet" },
  "break-glass": { tone: "bad", word: "glass broken" },
  executing: { tone: "info", word: "restoring now" },
  executed: { tone: "ok", word: "restored" },
  failed: { tone: "bad", word: "failed", failed: true },
  denied: { tone: "bad", word: "denied", failed: true },
  withdrawn: { tone: "quiet", word: "withdrawn" },
  expired: { tone: "quiet", word: "expired" },
  invalidated: { tone: "bad", word: "no longer valid", failed: true },
  "already-restored": { tone: "quiet", word: "restored elsewhere" },
};

/** Where a request stands: icon, word and colour. */
export function RestoreBadge({ state }: { state: RestoreState }) {
  const { tone, word, failed } = looks[state];
  return (
    <Badge tone={tone} failed={failed}>
      {word}
    </Badge>
  );
}

/** The state as a word in a sentence. */
export function stateWord(state: RestoreState): string {
  return looks[state].word;
}
