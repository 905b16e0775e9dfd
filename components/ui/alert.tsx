import { CircleX, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

const looks = {
  bad: { edge: "border-l-bad", Icon: CircleX, ink: "text-bad" },
  warn: { edge: "border-l-warn", Icon: TriangleAlert, ink: "text-warn" },
  info: { edge: "border-l-accent", Icon: Info, ink: "text-accent" },
};

/** A sentence that must be read, with what to do next. `bad` interrupts a screen reader. */
export function Alert({
  tone,
  title,
  children,
  actions,
}: {
  tone: keyof typeof looks;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const { edge, Icon, ink } = looks[tone];
  return (
    <div
      role={tone === "bad" ? "alert" : undefined}
      className={`flex flex-wrap items-start gap-x-4 gap-y-3 rounded-panel border border-l-[3px] bg-panel py-3 pr-4 pl-3.5 shadow-soft ${edge}`}
    >
      <Icon aria-hidden size={16} className={`mt-0.5 shrink-0 ${ink}`} />
      <div className="min-w-56 flex-1 text-table">
        <p className="font-semibold text-ink">{title}</p>
        {children && <div className="mt-0.5 text-ink-2">{children}</div>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}
