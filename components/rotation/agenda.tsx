"use client";

import Link from "next/link";
import { secretHref } from "@/components/secret/secret-link";
import { SecretName } from "@/components/secret/secret-name";
import { ButtonLink } from "@/components/ui/button";
import { formatCount } from "@/components/ui/money";
import { Th } from "@/components/ui/table";
import type { PlannedWindow, RotationPlan } from "@/lib/domain/rotation-page";
import { type RotationAddress, rotationHref } from "./address";
import { StandingBadge } from "./standing-badge";
import { WindowMarks } from "./window-marks";
import { dayWords, WindowTime } from "./window-words";

/** Windows in the order in which they open, day by day: a table, and on a phone a list. */
export function Agenda({ plan, address }: { plan: RotationPlan; address: RotationAddress }) {
  const { windows, windowCount, offset } = plan;
  const days = new Map<string, PlannedWindow[]>();
  for (const window of windows) {
    const day = window.from.slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), window]);
  }
  const seen = offset + windows.length;
  return (
    <>
      <div className="overflow-x-auto rounded-panel border bg-panel shadow-soft">
        <table className="w-full border-collapse text-left text-table max-cards:block">
          <caption className="sr-only">Rotation windows, in the order in which they open</caption>
          <thead className="max-cards:sr-only">
            <tr>
              <Th>Some time in</Th>
              <Th>Secret</Th>
              <Th hideOnCards>Region</Th>
              <Th>State</Th>
              <Th hideOnCards>Rotated by</Th>
              <Th hideOnCards>Watch</Th>
            </tr>
          </thead>
          {[...days].map(([day, list]) => (
            <tbody key={day} className="max-cards:block">
              <tr className="max-cards:flex">
                <th
                  scope="rowgroup"
                  colSpan={6}
                  className="h-8 border-t bg-sunken px-4 font-semibold text-caption max-cards:w-full max-cards:py-2"
                >
                  {dayHeading(day, plan.now)}
                </th>
              </tr>
              {list.map((window) => (
                <Row key={`${window.arn} ${window.from}`} window={window} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
      <p className="tabular mt-2 flex flex-wrap items-center gap-3 text-caption text-ink-3">
        Windows {formatCount(offset + 1)}–{formatCount(seen)} of {formatCount(windowCount)}
        {offset > 0 && (
          <ButtonLink size="small" href={rotationHref({ ...address, offset: 0 })}>
            From the beginning
          </ButtonLink>
        )}
        {seen < windowCount && (
          <ButtonLink size="small" href={rotationHref({ ...address, offset: seen })}>
            Next windows
          </ButtonLink>
        )}
      </p>
    </>
  );
}

function Row({ window }: { window: PlannedWindow }) {
  const { arn, name, region, accountName, standing, functionName, marks } = window;
  return (
    <tr className="relative border-line border-t hover:bg-sunken max-cards:flex max-cards:flex-wrap max-cards:items-center max-cards:gap-x-3 max-cards:gap-y-0.5 max-cards:px-4 max-cards:py-2">
      <td className="h-9 px-3 pl-4 align-middle max-cards:order-2 max-cards:h-auto max-cards:w-full max-cards:p-0 max-cards:text-caption">
        <WindowTime {...window} />
      </td>
      <th
        scope="row"
        className="max-w-0 w-[34%] px-3 font-normal max-cards:order-1 max-cards:w-auto max-cards:max-w-full max-cards:flex-1 max-cards:p-0"
      >
        <Link
          prefetch={false}
          href={secretHref(arn, "rotation")}
          title={name}
          className="flex min-w-0 outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
        >
          <SecretName name={name} truncate />
        </Link>
      </th>
      <td className="whitespace-nowrap px-3 max-cards:hidden">
        {region} <span className="text-ink-3">{accountName}</span>
      </td>
      <td className="px-3 max-cards:order-1 max-cards:p-0">
        <StandingBadge standing={standing} />
      </td>
      <td
        title={functionName}
        className="max-w-40 truncate whitespace-nowrap px-3 text-ink-2 max-cards:hidden"
      >
        {functionName ?? "AWS"}
      </td>
      <td className="w-[17%] px-3 py-1 pr-4 max-cards:order-3 max-cards:w-auto max-cards:p-0">
        <WindowMarks marks={marks} />
      </td>
    </tr>
  );
}

function dayHeading(day: string, now: string): string {
  const today = now.slice(0, 10);
  const tomorrow = new Date(Date.parse(`${today}T00:00:00Z`) + 864e5).toISOString().slice(0, 10);
  const words = `${dayWords(`${day}T00:00:00Z`)}, UTC`;
  if (day === today) return `Today, ${words}`;
  return day === tomorrow ? `Tomorrow, ${words}` : words;
}
