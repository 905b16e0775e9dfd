import { Button } from "@/components/ui/button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf, formatUsd } from "@/components/ui/money";
import { Panel, Table, Td, Th } from "@/components/ui/table";
import { askBill } from "@/lib/actions/bill";
import { useAction } from "@/lib/browser/use-action";
import { BILL_REQUEST_USD, type Bill, type BilledMonth } from "@/lib/domain/bill";
import { monthWords } from "./words";

/** What AWS billed, beside the estimate; asked for only on a press, since the question costs. */
export function BillPanel({ bill, month }: { bill: Bill; month: string }) {
  const ask = useAction(askBill);
  const chosen = bill.months.find((one) => one.month === month);
  return (
    <Panel
      id="bill"
      title="What AWS billed"
      aside={
        bill.unasked > 0 && (
          <Button size="small" disabled={ask.isPending} onClick={() => ask.run({})}>
            {ask.isPending ? "Asking…" : `Ask Cost Explorer for ${formatUsd(bill.unaskedUsd)}`}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-3 p-4">
        <p role="status" className="text-ink-2 text-table">
          {askedWords(bill)}
        </p>
        {ask.failure && <FailureAlert title="AWS was not asked." failure={ask.failure} />}
        {bill.accounts.map(
          ({ accountId, accountName, failure }) =>
            failure && (
              <FailureAlert
                key={accountId}
                title={`The bill of ${accountName} could not be read; the estimates still hold.`}
                failure={failure}
              />
            ),
        )}
        {bill.months.length > 0 && <Months months={bill.months} />}
        {chosen && <Places month={chosen} />}
      </div>
    </Panel>
  );
}

function askedWords({ accounts, unasked, keptUntil }: Bill): string {
  if (accounts.length === 0)
    return "No account here lies in the partition whose bill Cost Explorer tells.";
  const price = `AWS charges ${formatUsd(BILL_REQUEST_USD)} for each request, one an account`;
  if (unasked === accounts.length) {
    const isRefused = accounts.some(({ failure }) => failure !== undefined);
    return `${isRefused ? "No account was answered for" : "Not asked for"}. ${price}; an answer is kept until 06:00 UTC.`;
  }
  const asked = accounts.filter(({ askedAt }) => askedAt !== undefined);
  const names = asked.map(({ accountName }) => accountName).join(", ");
  const until = `${keptUntil.slice(0, 16).replace("T", " ")} UTC`;
  const rest = unasked > 0 ? ` ${countOf(unasked, "account")} not answered yet.` : "";
  return `Asked for ${names}; kept until ${until}. AWS's bill lags up to a day.${rest}`;
}

function Months({ months }: { months: readonly BilledMonth[] }) {
  return (
    <Table caption="What AWS billed for Secrets Manager by month, unblended, credits included">
      <thead>
        <tr>
          <Th>Month</Th>
          <Th number hideOnCards>
            Storage
          </Th>
          <Th number hideOnCards>
            Calls
          </Th>
          <Th number>Billed</Th>
          <Th number>Estimate here</Th>
          <Th number>Difference</Th>
        </tr>
      </thead>
      <tbody>
        {months.map(({ month, storage, calls, total, isEstimated, estimate, difference }) => (
          <tr key={month}>
            <th scope="row" className="border-t px-4 py-1.5 font-normal">
              {monthWords(month)}
              {isEstimated && (
                <span className="block text-caption text-ink-3">so far, not final</span>
              )}
            </th>
            <Td number hideOnCards>
              {formatUsd(storage)}
            </Td>
            <Td number hideOnCards>
              {formatUsd(calls)}
            </Td>
            <Td number>{formatUsd(total)}</Td>
            <Td number>{estimate === undefined ? "none" : formatUsd(estimate)}</Td>
            <Td number>{difference === undefined ? "–" : signed(difference)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Places({ month }: { month: BilledMonth }) {
  return (
    <Table caption={`What AWS billed for ${monthWords(month.month)} by account and Region`}>
      <thead>
        <tr>
          <Th>Account</Th>
          <Th>Region</Th>
          <Th number>Billed</Th>
        </tr>
      </thead>
      <tbody>
        {month.parts.map(({ accountName, region, total }) => (
          <tr key={`${accountName} ${region}`}>
            <th scope="row" className="border-t px-4 py-1.5 font-normal">
              {accountName}
            </th>
            <Td>{region}</Td>
            <Td number>{formatUsd(total)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function signed(usd: string): string {
  return usd.startsWith("-") ? `−${formatUsd(usd.slice(1))}` : `+${formatUsd(usd)}`;
}
