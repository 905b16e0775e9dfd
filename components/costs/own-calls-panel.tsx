import { Badge } from "@/components/ui/badge";
import { countOf, formatCount, formatUsd } from "@/components/ui/money";
import { Panel, Table, Td, Th } from "@/components/ui/table";
import type { OwnSpending, SpendingPart } from "@/lib/domain/own-spending";

/** What this console itself costs: its own calls, counted as they leave. */
export function OwnCallsPanel({ own }: { own: OwnSpending }) {
  const { today, month, budgetUsdPerDay, isSlowed, slowedToSeconds } = own;
  return (
    <Panel
      id="own-calls"
      title="This console's own calls"
      aside={
        isSlowed ? (
          <Badge tone="warn">over today's budget: background work is slowed</Badge>
        ) : (
          <Badge tone="ok">within today's budget</Badge>
        )
      }
    >
      <p className="px-4 pt-3 text-ink-2 text-table">
        Today (UTC) {countOf(today.calls, "call")}, {formatUsd(today.usd)} of a budget of{" "}
        {formatUsd(budgetUsdPerDay)}. This month {countOf(month.calls, "call")},{" "}
        {formatUsd(month.usd)}.{" "}
        {isSlowed &&
          `Lists and CloudTrail are now read with one call in ${slowedToSeconds} s a Region; what you click is not slowed.`}
      </p>
      <div className="grid gap-4 p-4 wide:grid-cols-3">
        <Parts caption="Own calls of this month by page" head="Page" parts={own.byPage} />
        <Parts
          caption="Own calls of this month by operation"
          head="Operation"
          parts={own.byOperation}
          mono
        />
        <Parts caption="Own calls of this month by person" head="Person" parts={own.byPerson} />
      </div>
    </Panel>
  );
}

function Parts({
  caption,
  head,
  parts,
  mono,
}: {
  caption: string;
  head: string;
  parts: readonly SpendingPart[];
  mono?: boolean;
}) {
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <Th>{head}</Th>
          <Th number>Calls</Th>
          <Th number>USD</Th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ says, calls, usd }) => (
          <tr key={says}>
            <th
              scope="row"
              className={`break-names border-t px-4 py-1.5 font-normal ${mono ? "font-mono text-caption" : ""}`}
            >
              {says}
            </th>
            <Td number>{formatCount(calls)}</Td>
            <Td number>{formatUsd(usd, true)}</Td>
          </tr>
        ))}
        {parts.length === 0 && (
          <tr>
            <Td colSpan={3}>No call yet.</Td>
          </tr>
        )}
      </tbody>
    </Table>
  );
}
