import { Briefcase, Layers2, Snowflake } from "lucide-react";
import type { WindowMark } from "@/lib/domain/rotation-page";

const icons = { collision: Layers2, freeze: Snowflake, "business hours": Briefcase };

/** What speaks against a window: icon and words. */
export function WindowMarks({ marks }: { marks: readonly WindowMark[] }) {
  if (marks.length === 0) return null;
  return (
    <ul className="flex flex-col gap-0.5">
      {marks.map(({ kind, says }) => {
        const Icon = icons[kind];
        const look = kind === "business hours" ? "text-ink-2" : "text-warn";
        return (
          <li key={`${kind} ${says}`} className={`flex items-start gap-1 text-caption ${look}`}>
            <Icon aria-hidden size={11} className="mt-[3px] shrink-0" />
            <span>
              {kind === "collision" ? "collision: " : ""}
              {says}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
