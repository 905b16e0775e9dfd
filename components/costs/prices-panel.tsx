import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf, formatUsd } from "@/components/ui/money";
import { Panel, Table, Td, Th } from "@/components/ui/table";
import type { CostsPage } from "@/lib/domain/costs";

/** Which prices were used and from when, and what the figures leave out. */
export function PricesPanel({ costs }: { costs: CostsPage }) {
  const { prices, counts, pendingIfRestoredUsd, unknownUpToUsd } = costs;
  return (
    <Panel id="prices" title="Prices, and what these figures are">
      <div className="flex flex-col gap-3 p-4">
        <Table caption="Prices in force by Region">
          <thead>
            <tr>
              <Th>Region</Th>
              <Th number>Secret or replica, a month</Th>
              <Th number>10,000 calls</Th>
              <Th number hideOnCards>
                Key, a month
              </Th>
              <Th>From</Th>
              <Th>Since</Th>
            </tr>
          </thead>
          <tbody>
            {prices.sheets.map((sheet) => (
              <tr key={sheet.region}>
                <th scope="row" className="border-t px-4 font-normal">
                  {sheet.region}
                </th>
                <Td number>{formatUsd(sheet.secretMonthUsd)}</Td>
                <Td number>{formatUsd(String(Number(sheet.callUsd) * 10_000))}</Td>
                <Td number hideOnCards>
                  {formatUsd(sheet.keyMonthUsd)}
                </Td>
                <Td>
                  {sources[sheet.source]}
                  {sheet.isAssumed && (
                    <span className="text-ink-3">, taken to be as elsewhere</span>
                  )}
                </Td>
                <Td className="tabular">{sheet.since}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
        {prices.failure && (
          <FailureAlert
            title="AWS's price list could not be read; the built-in table stands in."
            failure={prices.failure}
          />
        )}
        <ul className="list-disc pl-5 text-ink-2 text-table">
          <li>
            Estimate, not the bill: discounts, taxes and credits are not included unless they are in
            this console's settings (<code className="font-mono">costs.prices</code>).
          </li>
          <li>
            A replica costs as much as a secret. There are no tiers: one price from the first to the
            last, prorated by the hour; an hour that was begun counts whole.
          </li>
          <li>
            {countOf(counts.pending, "secret")} pending deletion at $0.00; would cost{" "}
            {formatUsd(pendingIfRestoredUsd)} a month if restored.
          </li>
          {counts.unknown > 0 && (
            <li>
              {countOf(counts.unknown, "secret")} of other AWS services or external: AWS does not
              publish whether they are charged. Not in the totals; up to {formatUsd(unknownUpToUsd)}{" "}
              a month.
            </li>
          )}
          {prices.unpriced.length > 0 && (
            <li>
              No price is known for {prices.unpriced.join(", ")}:{" "}
              {countOf(counts.unpriced, "secret")} there are not in the totals. Give prices in the
              settings.
            </li>
          )}
          <li>
            Customer keys are those that secrets name, each once; a key named by id and by alias
            counts twice. API counts from CloudTrail miss calls that were not logged to the account.
            Months before the history of this console begins are lower bounds.
          </li>
        </ul>
      </div>
    </Panel>
  );
}

const sources = {
  settings: "this console's settings",
  "price list api": "AWS's Price List API",
  "built-in table": "built-in table",
} as const;
