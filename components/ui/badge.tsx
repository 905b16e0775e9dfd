import { Check, CircleDashed, Clock, Info, type LucideIcon, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";

export type Tone = "ok" | "warn" | "bad" | "info" | "quiet";

const tones: Record<Tone, { look: string; Icon: LucideIcon }> = {
  ok: { look: "bg-ok-soft text-ok", Icon: Check },
  warn: { look: "bg-warn-soft text-warn", Icon: Clock },
  bad: { look: "bg-bad-soft text-bad", Icon: TriangleAlert },
  info: { look: "bg-accent-soft text-accent", Icon: Info },
  quiet: { look: "bg-sunken text-ink-2 ring-1 ring-inset ring-line", Icon: CircleDashed },
};

/** A state: icon, word and colour. The word says the thing ("overdue 4 d"), not a mood. */
export function Badge({
  tone,
  children,
  icon = true,
  failed,
}: {
  tone: Tone;
  children: ReactNode;
  icon?: boolean;
  /** A cross instead of the warning sign, for what has ended badly. */
  failed?: boolean;
}) {
  const { look, Icon } = tones[tone];
  const Sign = failed ? X : Icon;
  return (
    <span
      className={`inline-flex h-5 max-w-full align-middle items-center gap-1 rounded-control px-1.5 font-medium text-caption whitespace-nowrap ${look}`}
    >
      {icon && <Sign aria-hidden size={11} strokeWidth={2.25} className="shrink-0" />}
      <span title={typeof children === "string" ? children : undefined} className="truncate">
        {children}
      </span>
    </span>
  );
}
