"use client";

import { Layers2, Snowflake, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { formatCount } from "@/components/ui/money";
import type { PlannedDay, RotationPlan } from "@/lib/domain/rotation-page";
import { type RotationAddress, rotationHref } from "./address";
import { dayWords } from "./window-words";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** A month as a table of days: how many windows open on each, and what to watch. */
export function Month({ plan, address }: { plan: RotationPlan; address: RotationAddress }) {
  const weeks = weeksOf(plan.days);
  const today = plan.now.slice(0, 10);
  return (
    <div className="overflow-x-auto rounded-panel border bg-panel shadow-soft">
      <table className="w-full table-fixed border-collapse text-left text-table">
        <caption className="sr-only">
          Rotation windows by the UTC day on which they open; a day leads to its windows
        </caption>
        <thead>
          <tr>
            {WEEKDAYS.map((day) => (
              <th
                key={day}
                scope="col"
                className="h-8 border-b bg-sunken px-2 font-medium text-caption text-ink-2"
              >
                {day}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week.find((day) => day)?.day}>
              {week.map((day, at) => (
                <Cell
                  key={day?.day ?? `${WEEKDAYS[at]} outside`}
                  day={day}
                  isToday={day?.day === today}
                  address={address}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({
  day,
  isToday,
  address,
}: {
  day?: PlannedDay;
  isToday: boolean;
  address: RotationAddress;
}) {
  if (!day) return <td className="border-t border-l bg-sunken first:border-l-0" />;
  const words = dayWords(`${day.day}T00:00:00Z`);
  return (
    <td
      className={`h-24 border-t border-l p-0 align-top first:border-l-0 max-cards:h-16 ${isToday ? "shadow-[inset_0_2px_0_var(--accent)]" : ""}`}
    >
      <Link
        prefetch={false}
        href={rotationHref({ ...address, view: "agenda", day: day.day, offset: 0 })}
        aria-label={`${isToday ? "Today, " : ""}${words}: ${labelOf(day)}`}
        className="flex h-full flex-col gap-0.5 px-2 py-1.5 outline-offset-[-2px] hover:bg-sunken"
      >
        <span className="flex items-baseline justify-between gap-1">
          <span className={`tabular text-caption ${isToday ? "font-semibold" : "text-ink-2"}`}>
            {Number(day.day.slice(8))}
          </span>
          {day.windows > 0 && (
            <span className="tabular font-semibold text-caption">{formatCount(day.windows)}</span>
          )}
        </span>
        {day.slots.map(({ from, to, secrets }) => (
          <span
            key={`${from} ${to}`}
            className="tabular truncate text-[10.5px] text-ink-3 leading-4 max-cards:hidden"
          >
            {hours(from)}–{hours(to) === "00" ? "24" : hours(to)} h{" "}
            {secrets > 1 && <>· {formatCount(secrets)}</>}
          </span>
        ))}
        <span className="mt-auto flex flex-wrap gap-x-2 text-caption">
          {day.troubled > 0 && (
            <span className="flex items-center gap-0.5 text-bad">
              <TriangleAlert aria-hidden size={10} /> {formatCount(day.troubled)}
              <span className="max-cards:sr-only"> in trouble</span>
            </span>
          )}
          {day.collisions > 0 && (
            <span className="flex items-center gap-0.5 text-warn">
              <Layers2 aria-hidden size={10} />
              <span className="max-cards:sr-only">collision</span>
            </span>
          )}
          {day.freeze && (
            <span className="flex min-w-0 items-center gap-0.5 text-ink-2">
              <Snowflake aria-hidden size={10} className="shrink-0" />
              <span className="truncate max-cards:sr-only">{day.freeze}</span>
            </span>
          )}
        </span>
      </Link>
    </td>
  );
}

function labelOf(day: PlannedDay): string {
  return [
    day.windows === 1 ? "1 window" : `${formatCount(day.windows)} windows`,
    day.troubled > 0 && `${formatCount(day.troubled)} in trouble`,
    day.collisions > 0 && `${formatCount(day.collisions)} collisions begin`,
    day.freeze && `freeze ${day.freeze}`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** Rows from Monday to Sunday; days of other months are left empty. */
function weeksOf(days: readonly PlannedDay[]): (PlannedDay | undefined)[][] {
  const first = days[0];
  if (!first) return [];
  const lead = (new Date(`${first.day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const cells: (PlannedDay | undefined)[] = [...Array<undefined>(lead), ...days];
  const weeks: (PlannedDay | undefined)[][] = [];
  for (let at = 0; at < cells.length; at += 7) {
    weeks.push(Array.from({ length: 7 }, (_, day) => cells[at + day]));
  }
  return weeks;
}

function hours(at: string): string {
  return at.slice(11, 13);
}
