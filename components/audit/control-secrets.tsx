import Link from "next/link";
import { secretHref } from "@/components/secret/secret-link";
import { SecretName } from "@/components/secret/secret-name";
import { Badge } from "@/components/ui/badge";
import { countOf, formatCount } from "@/components/ui/money";
import { Panel, Table, Td, Th } from "@/components/ui/table";
import { type ControlResult, type Verdict, verdicts } from "@/lib/domain/controls";
import type { ControlsPage } from "@/lib/domain/controls-page";
import { controlsHref } from "./audit-address";

/** The secrets of one control with one verdict, each with its reason, and the control's exceptions. */
export function ControlSecrets({
  page: { secrets, others, places },
  control: { control, title, counts, exceptions },
  verdict,
}: {
  page: ControlsPage;
  control: ControlResult;
  verdict: Verdict;
}) {
  const accountName = new Map(places.map((place) => [place.accountId, place.accountName]));
  return (
    <Panel
      id="control-secrets"
      title={title}
      aside={
        <nav aria-label="Verdict" className="flex flex-wrap gap-x-3">
          {verdicts.map((one) => (
            <Link
              key={one}
              prefetch={false}
              scroll={false}
              href={controlsHref({ control, verdict: one })}
              aria-current={one === verdict ? "true" : undefined}
              className={`inline-flex min-h-6 items-center rounded-control text-table hover:underline ${
                one === verdict ? "font-semibold text-ink" : "text-ink-2"
              }`}
            >
              {formatCount(counts[one])} {one}
            </Link>
          ))}
        </nav>
      }
    >
      <div className="flex flex-col gap-3 p-4">
        {secrets.length === 0 ? (
          <p role="status" className="text-ink-2 text-table">
            No secret is “{verdict}” here.
          </p>
        ) : (
          <Table caption={`${title}: ${countOf(counts[verdict], "secret")} ${verdict}`}>
            <thead>
              <tr>
                <Th>Secret</Th>
                <Th hideOnCards>Account and Region</Th>
                <Th>Why</Th>
              </tr>
            </thead>
            <tbody>
              {secrets.map(({ arn, name, accountId, region, reason, isGone }) => (
                <tr key={arn}>
                  <th scope="row" className="break-names border-t px-4 py-1.5 font-normal">
                    {isGone ? (
                      <>
                        <SecretName name={name} />{" "}
                        <span className="text-caption text-ink-3">deleted</span>
                      </>
                    ) : (
                      <Link
                        prefetch={false}
                        href={secretHref(arn)}
                        className="inline-flex min-h-6 items-center rounded-control hover:underline"
                      >
                        <SecretName name={name} />
                      </Link>
                    )}
                    <span className="block text-caption text-ink-3 cards:hidden">
                      {accountName.get(accountId) ?? accountId} {region}
                    </span>
                  </th>
                  <Td hideOnCards className="whitespace-nowrap text-ink-2">
                    {accountName.get(accountId) ?? accountId} {region}
                  </Td>
                  <Td className="text-ink-2">{reason}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
        {others > 0 && (
          <p className="text-caption text-ink-3">
            And {countOf(others, "more secret")}; the export has all of them.
          </p>
        )}
        {exceptions.length > 0 && (
          <ul aria-label="Exceptions" className="flex flex-col gap-1 text-table">
            {exceptions.map(({ secret, reason, expires, isExpired }) => (
              <li key={JSON.stringify(secret)} className="break-names text-ink-2">
                <Badge tone={isExpired ? "warn" : "info"}>
                  {isExpired ? `expired ${expires}` : `excepted to ${expires}`}
                </Badge>{" "}
                <span className="font-mono text-caption">
                  {"arn" in secret
                    ? secret.arn
                    : `${secret.name} (${accountName.get(secret.accountId) ?? secret.accountId}, ${secret.region})`}
                </span>
                : {reason}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}
