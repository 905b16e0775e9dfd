"use client";

import { scaleBand, scaleLinear } from "d3-scale";
import { formatUsd } from "@/components/ui/money";
import { Panel, Table, Td, Th } from "@/components/ui/table";
import { useWidth } from "@/lib/browser/width";
import type { MonthOfCosts } from "@/lib/domain/costs";
import { parts } from "./parts-of-amounts";
import { monthWords } from "./words";

const HEIGHT_PX = 220;
const TOP_PX = 18;
const BOTTOM_PX = 26;
const LEFT_PX = 52;

/** The months as stacked bars; the table below says the same, with what is missing. */
export function CostChart({ months }: { months: readonly MonthOfCosts[] }) {
  const [frame, widthPx] = useWidth<HTMLDivElement>();
  return (
    <Panel id="over-time" title="Over time" aside={<Legend />}>
      <div ref={frame} style={{ minHeight: HEIGHT_PX + 12 }} className="overflow-hidden px-4 pt-3">
        {widthPx > 0 && <Bars months={months} widthPx={widthPx} />}
      </div>
      <div className="p-4">
        <MonthTable months={months} />
      </div>
    </Panel>
  );
}

function Legend() {
  return (
    <ul className="flex flex-wrap gap-x-3 text-caption text-ink-2">
      {parts.map(({ key, says, look }) => (
        <li key={key} className="flex items-center gap-1">
          <span aria-hidden className={`size-2.5 rounded-[2px] bg-current ${look}`} />
          {says}
        </li>
      ))}
      <li className="flex items-center gap-1">
        <span aria-hidden className="size-2.5 rounded-[2px] border border-ink-2 border-dashed" />
        forecast
      </li>
    </ul>
  );
}

/** The least room for a month's short name and its amount. */
const CAPTION_PX = 34;

function Bars({ months, widthPx }: { months: readonly MonthOfCosts[]; widthPx: number }) {
  const most = Math.max(0.01, ...months.map(({ amounts }) => Number(amounts.total)));
  const x = scaleBand<string>()
    .domain(months.map(({ month }) => month))
    .range([LEFT_PX, widthPx])
    .paddingInner(0.35)
    .paddingOuter(0.15);
  const y = scaleLinear()
    .domain([0, most])
    .nice(4)
    .range([HEIGHT_PX - BOTTOM_PX, TOP_PX]);
  // Counted from the current month, which always has its words.
  const captionEach = Math.ceil(CAPTION_PX / x.step());
  return (
    <svg width={widthPx} height={HEIGHT_PX} aria-hidden className="block text-caption">
      {y.ticks(4).map((tick) => (
        <g key={tick} transform={`translate(0,${y(tick)})`}>
          <line x1={LEFT_PX} x2={widthPx} className="stroke-line" />
          <text x={LEFT_PX - 8} y={4} textAnchor="end" className="tabular fill-ink-3">
            {formatUsd(String(tick))}
          </text>
        </g>
      ))}
      {months.map((month, at) => (
        <Bar
          key={month.month}
          month={month}
          x={x(month.month) ?? 0}
          width={x.bandwidth()}
          y={y}
          hasCaption={(months.length - 1 - at) % captionEach === 0}
        />
      ))}
    </svg>
  );
}

function Bar({
  month: { month, amounts, isForecast },
  x,
  width,
  y,
  hasCaption,
}: {
  month: MonthOfCosts;
  x: number;
  width: number;
  y: (usd: number) => number;
  hasCaption: boolean;
}) {
  let below = 0;
  const top = y(Number(amounts.total));
  const words = width < 44 ? monthWords(month).slice(0, 3) : monthWords(month);
  return (
    <g>
      {parts.map(({ key, look }) => {
        const from = below;
        below += Number(amounts[key]);
        return (
          <rect
            key={key}
            x={x}
            width={width}
            y={y(below)}
            height={Math.max(0, y(from) - y(below))}
            className={`fill-current ${look}`}
          />
        );
      })}
      {isForecast && (
        <rect
          x={x - 2}
          y={top - 2}
          width={width + 4}
          height={y(0) - top + 2}
          className="fill-none stroke-ink-2"
          strokeDasharray="3 3"
        />
      )}
      {hasCaption && (
        <>
          <text x={x + width / 2} y={top - 6} textAnchor="middle" className="tabular fill-ink-2">
            {width < 44 ? Math.round(Number(amounts.total)) : formatUsd(amounts.total)}
          </text>
          <text x={x + width / 2} y={HEIGHT_PX - 8} textAnchor="middle" className="fill-ink-2">
            {words}
          </text>
        </>
      )}
    </g>
  );
}

function MonthTable({ months }: { months: readonly MonthOfCosts[] }) {
  return (
    <Table caption="Costs by month, in US dollars">
      <thead>
        <tr>
          <Th>Month, UTC</Th>
          {parts.map(({ key, says }) => (
            <Th key={key} number hideOnCards>
              {says}
            </Th>
          ))}
          <Th number>Total, USD</Th>
        </tr>
      </thead>
      <tbody>
        {months.toReversed().map(({ month, amounts, isForecast, isAtLeast }) => (
          <tr key={month}>
            <th scope="row" className="border-t px-4 font-normal">
              {monthWords(month)}
              {isForecast && <span className="text-ink-3"> forecast</span>}
              {isAtLeast && (
                <span
                  className="text-ink-3"
                  title="What was deleted before the history of this console begins is not in it."
                >
                  {" "}
                  at least
                </span>
              )}
            </th>
            {parts.map(({ key }) => (
              <Td key={key} number hideOnCards>
                {formatUsd(amounts[key], true)}
              </Td>
            ))}
            <Td number>{formatUsd(amounts.total, true)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
