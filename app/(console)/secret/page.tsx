import type { Metadata } from "next";
import { Prefetched } from "@/app/prefetched";
import { OperatorRotation } from "@/components/rotation/operator-rotation";
import { ComparisonRefused } from "@/components/secret/comparison-refused";
import { OperatorComparison } from "@/components/secret/operator-comparison";
import { OperatorDeletion } from "@/components/secret/operator-deletion";
import { OperatorPolicy } from "@/components/secret/operator-policy";
import { OperatorReplicas } from "@/components/secret/operator-replicas";
import { OperatorValue } from "@/components/secret/operator-value";
import { OperatorVersions } from "@/components/secret/operator-versions";
import { secretTabOf } from "@/components/secret/secret-link";
import { SecretPage } from "@/components/secret/secret-page";
import { ValueRefused } from "@/components/secret/value-refused";
import { requireSession } from "@/lib/auth/session";
import type { ReadInput } from "@/lib/browser/read-key";
import { mayPerform } from "@/lib/domain/operations";

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: nameOf(queryOf(await searchParams)) };
}

/** The name that the address gives; the six last characters of an ARN are AWS's own. */
function nameOf(query: ReadInput<"secret">): string {
  const name = "arn" in query ? query.arn.split(":secret:")[1]?.replace(/-\w{6}$/, "") : query.name;
  return name || "Secret";
}

/**
 * `/secret?arn=…` or `?name=…&account=…&region=…`, `&tab=…`. The server decides which panel the
 * Value tab gets: only an operator's page ever names the code that can reveal.
 */
export default async function SecretDetailPage({ searchParams }: Props) {
  const { role } = await requireSession();
  const given = await searchParams;
  const query = queryOf(given);
  const tab = secretTabOf(one(given.tab));
  const mayReveal = mayPerform(role, "secret.reveal-value");
  return (
    <Prefetched name="secret" input={query} title={nameOf(query)}>
      <SecretPage
        query={query}
        tab={tab}
        mayChangeTags={mayPerform(role, "secret.change-tags")}
        mayReadFunctionLog={mayPerform(role, "rotation.read-log")}
        rotation={
          tab === "rotation" &&
          mayPerform(role, "rotation.start") && <OperatorRotation query={query} />
        }
        deletion={
          mayPerform(role, "secret.schedule-deletion") && <OperatorDeletion query={query} />
        }
        actions={
          <>
            {tab === "policy" && mayPerform(role, "policy.replace") && (
              <OperatorPolicy query={query} />
            )}
            {tab === "replicas" && mayPerform(role, "replica.add") && (
              <OperatorReplicas query={query} />
            )}
          </>
        }
        versions={
          tab === "timeline" && (
            <>
              {mayPerform(role, "version.compare") ? (
                <OperatorComparison query={query} />
              ) : (
                <ComparisonRefused role={role} />
              )}
              {mayPerform(role, "version.make-current") && <OperatorVersions query={query} />}
            </>
          )
        }
        value={
          tab === "value" &&
          (mayReveal ? <OperatorValue query={query} /> : <ValueRefused role={role} />)
        }
      />
    </Prefetched>
  );
}

/** What the address names. Checked by the read; a wrong one becomes a refusal in words. */
function queryOf(given: Record<string, string | string[] | undefined>): ReadInput<"secret"> {
  const arn = one(given.arn);
  if (arn !== undefined) return { arn };
  return {
    name: one(given.name) ?? "",
    account: one(given.account) ?? "",
    region: one(given.region) ?? "",
  };
}

function one(value: string | string[] | undefined): string | undefined {
  return [value].flat()[0];
}
