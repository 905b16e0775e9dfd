import Link from "next/link";
import { formatCount, formatUsd } from "@/components/ui/money";
import { Panel, Table, Td, Th } from "@/components/ui/table";
import type { CostsPage } from "@/lib/domain/costs";
import { inventoryHref } from "./words";

/** What could be saved, why one may think so, and one click to the secrets themselves. */
export function SavingsPanel({ costs }: { costs: CostsPage }) {
  const { savings, listed } = costs;
  return (
    <Panel id="savings" title="What could be saved">
      {savings.length === 0 ? (
        <p className="px-4 py-3 text-table">
          Nothing found. {formatCount(listed)} secrets and replicas were looked at.
        </p>
      ) : (
        <div className="p-4">
          <Table caption="Possible savings, by yearly amount">
            <thead>
              <tr>
                <Th>What</Th>
                <Th number>Secrets</Th>
                <Th number>USD a year</Th>
                <Th hideOnCards>Evidence</Th>
              </tr>
            </thead>
            <tbody>
              {savings.map(({ id, says, evidence, count, yearlyUsd, filter, isCut }) => (
                <tr key={id}>
                  <th scope="row" className="border-t px-4 py-1.5 font-normal">
                    <Link
                      prefetch={false}
                      href={inventoryHref(filter)}
                      className="inline-flex min-h-6 items-center rounded-control text-accent hover:underline"
                    >
                      {says}
                    </Link>
                    {isCut && (
                      <span className="block text-caption text-ink-3">shows the first</span>
                    )}
                    <span className="block text-caption text-ink-3 cards:hidden">{evidence}</span>
                  </th>
                  <Td number>{formatCount(count)}</Td>
                  <Td number>{formatUsd(yearlyUsd, true)}</Td>
                  <Td hideOnCards className="text-ink-2">
                    {evidence}
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
          <p className="mt-2 text-caption text-ink-3">
            The same secret may stand in several lines: the amounts do not add up.
          </p>
        </div>
      )}
    </Panel>
  );
}
